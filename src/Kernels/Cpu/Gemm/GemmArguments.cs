using System.Numerics;

namespace Neuron.Kernels.Cpu;

/// <summary>One product of two matrices in memory: C[M, N] = or += alpha · A[M, K] · B[K, N], then the epilogue.</summary>
/// <remarks>Strides are in elements, of any sign, so transposed operands and views need no copy.</remarks>
internal unsafe struct GemmArguments<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public int M, N, K;
    public T* A, B, C;
    public nint ARow, AColumn, BRow, BColumn, CRow, CColumn;
    public T Alpha;

    /// <summary>Where column j of C lies, when the columns are not evenly spaced; CColumn is then unused.</summary>
    public IndexMap CColumns;

    /// <summary>Where inner index k of A lies, when these are not evenly spaced; AColumn is then unused.</summary>
    public IndexMap ADepth;

    /// <summary>C is added to, not overwritten.</summary>
    public bool Accumulate;

    /// <summary>If given, B lies nowhere: this writes its panels as they are needed.</summary>
    public PanelSource<T> Panels;

    /// <summary>Only tiles that reach the lower triangle (row + <see cref="FirstRow"/> at least column) are computed.</summary>
    public bool LowerTriangle;

    /// <summary>Row of the triangle's matrix minus its column where this part of it starts.</summary>
    public int FirstRow;

    /// <summary>Applied to each tile once its sums are complete.</summary>
    public Epilogue<T> Epilogue;

    /// <summary>The product of some rows of A and some columns of B, a part of C.</summary>
    public readonly GemmArguments<T> Part(int row, int rows, int column, int columns)
    {
        var part = this;
        (part.M, part.N) = (rows, columns);
        part.A += row * ARow;
        if (part.B is not null) part.B += column * BColumn;
        part.Panels.FirstColumn += column;
        part.FirstRow += row - column;
        part.C += row * CRow;
        if (CColumns.IsGiven) part.CColumns.First += column;
        else part.C += column * CColumn;
        part.Epilogue.Move(row, column);
        return part;
    }

    /// <summary>The product over the inner indices from <paramref name="first"/> on.</summary>
    public readonly GemmArguments<T> Depth(int first, int count)
    {
        var part = this;
        part.K = count;
        if (ADepth.IsGiven) part.ADepth.First += first;
        else part.A += first * AColumn;
        if (part.B is not null) part.B += first * BRow;
        part.Panels.FirstRow += first;
        return part;
    }

    /// <summary>The same product read as Cᵀ = Bᵀ · Aᵀ.</summary>
    public readonly GemmArguments<T> Transposed()
    {
        var swapped = this;
        (swapped.M, swapped.N) = (N, M);
        swapped.A = B;
        swapped.B = A;
        (swapped.ARow, swapped.AColumn) = (BColumn, BRow);
        (swapped.BRow, swapped.BColumn) = (AColumn, ARow);
        (swapped.CRow, swapped.CColumn) = (CColumn, CRow);
        swapped.Epilogue = Epilogue.Transposed();
        return swapped;
    }
}
