using System.Numerics;

namespace Neuron.Kernels.Cpu;

/// <summary>
/// Writes parts of a right-hand matrix that exists only as a rule, such as the patches of an image, straight into the
/// layout that the matrix product reads.
/// </summary>
internal unsafe struct PanelSource<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>What the rule reads.</summary>
    public void* Context;

    /// <summary>
    /// (context, first row, rows, first column, columns, width, target): writes target[k · width + j] for the rows and
    /// columns named, and zeros for the columns from <c>columns</c> to <c>width</c>.
    /// </summary>
    public delegate*<void*, int, int, int, int, int, T*, void> Write;

    /// <summary>Row and column of the whole matrix at which this part of it starts.</summary>
    public int FirstRow, FirstColumn;

    public readonly bool IsGiven => Write is not null;
}
