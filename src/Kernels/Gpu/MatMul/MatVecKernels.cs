namespace Neuron.Kernels.Gpu;

/// <summary>Products of a matrix [outer, k] with one vector [k]: the memory's speed decides, so each element is read once, in vectors.</summary>
/// <remarks>The result is a column of the product (row = outer), or its one row (column = outer).</remarks>
internal static class MatVecKernels
{
    public const int GroupSize = 256;

    private const int Lanes = 32;

    /// <summary>Sums of a group that works along k.</summary>
    public const int RowsOfGroup = GroupSize / Lanes;

    /// <summary>Sums of a group that works across k.</summary>
    public const int ColumnsOfGroup = Lanes * 4;

    /// <summary>Sums of a work-item of <see cref="AcrossKAlone"/>.</summary>
    public const int ColumnsOfItem = 32;

    /// <summary>32 work-items share a sum; each adds up vectors along k.</summary>
    /// <remarks>Grid: X groups of 8 sums, Y splits of K, Z products. Shared: GroupSize sums.</remarks>
    public static void AlongK<TSum, TStored, TFormat, TMatrix, TVector, TResult, TAsRow>(TMatrix matrix, TVector vector, TResult result, MatMulExtent extent)
        where TSum : unmanaged
        where TStored : unmanaged
        where TFormat : struct, INumericFormat<TStored, TSum>
        where TMatrix : unmanaged, IPanel<TSum>
        where TVector : unmanaged, IPanel<TSum>
        where TResult : unmanaged, IMatMulResult<TSum>
        where TAsRow : struct, IFlag
    {
        var scratch = SharedMemory.Allocate<TSum>(GroupSize);
        var matrixState = LocalMemory.Allocate<long>(TMatrix.StateSize);
        var vectorState = LocalMemory.Allocate<long>(TVector.StateSize);
        int item = Group.IdxX, lane = item % Lanes, outer = (Grid.IdxX * RowsOfGroup) + (item / Lanes);
        (int kBegin, int kEnd) = extent.Terms(Grid.IdxY);
        var batch = extent.Batch(extent.FirstBatch + Grid.IdxZ, Grid.IdxY);
        matrix.Prepare(matrixState, 0, batch, outer);
        vector.Prepare(vectorState, 0, batch, 0);
        TSum sum = default;
        for (int k = kBegin + (lane * 4); k < kEnd; k += 4 * Lanes)
        {
            var a = matrix.Load4(matrixState, 0, k, kEnd, true);
            var x = vector.Load4(vectorState, 0, k, kEnd, true);
            sum = TFormat.MultiplyAdd(a.X, x.X, sum);
            sum = TFormat.MultiplyAdd(a.Y, x.Y, sum);
            sum = TFormat.MultiplyAdd(a.Z, x.Z, sum);
            sum = TFormat.MultiplyAdd(a.W, x.W, sum);
        }
        scratch[item] = sum;
        Group.Barrier();
        for (int half = Lanes / 2; half > 0; half /= 2)
        {
            if (lane < half) scratch[item] = TFormat.Add(scratch[item], scratch[item + half]);
            Group.Barrier();
        }
        if (lane != 0) return;
        result.Store1(batch, TAsRow.Value ? 0 : outer, TAsRow.Value ? outer : 0, scratch[item]);
    }

    /// <summary>A work-item holds 4 neighbouring sums; 8 slices of k are added up at the end.</summary>
    /// <remarks>Grid: X groups of 128 sums, Y splits of K, Z products. Shared: 4 · GroupSize sums.</remarks>
    public static void AcrossK<TSum, TStored, TFormat, TMatrix, TVector, TResult, TAsRow>(TMatrix matrix, TVector vector, TResult result, MatMulExtent extent)
        where TSum : unmanaged
        where TStored : unmanaged
        where TFormat : struct, INumericFormat<TStored, TSum>
        where TMatrix : unmanaged, IPanel<TSum>
        where TVector : unmanaged, IPanel<TSum>
        where TResult : unmanaged, IMatMulResult<TSum>
        where TAsRow : struct, IFlag
    {
        var scratch = SharedMemory.Allocate<TSum>(4 * GroupSize);
        var matrixState = LocalMemory.Allocate<long>(TMatrix.StateSize);
        var vectorState = LocalMemory.Allocate<long>(TVector.StateSize);
        int item = Group.IdxX, slice = item / Lanes, outer = (Grid.IdxX * ColumnsOfGroup) + (item % Lanes * 4);
        (int kBegin, int kEnd) = extent.Terms(Grid.IdxY);
        var batch = extent.Batch(extent.FirstBatch + Grid.IdxZ, Grid.IdxY);
        matrix.Prepare(matrixState, 0, batch, outer);
        vector.Prepare(vectorState, 0, batch, 0);
        Vec4<TSum> sums = default;
        for (int k = kBegin + (slice * 4); k < kEnd; k += 4 * RowsOfGroup)
        {
            var x = vector.Load4(vectorState, 0, k, kEnd, true);
            sums = Add<TSum, TStored, TFormat>(sums, matrix.Load4(matrixState, 0, k, kEnd, true), x.X);
            sums = Add<TSum, TStored, TFormat>(sums, matrix.Load4(matrixState, 0, k + 1, kEnd, true), x.Y);
            sums = Add<TSum, TStored, TFormat>(sums, matrix.Load4(matrixState, 0, k + 2, kEnd, true), x.Z);
            sums = Add<TSum, TStored, TFormat>(sums, matrix.Load4(matrixState, 0, k + 3, kEnd, true), x.W);
        }
        scratch.Store4(item * 4L, sums);
        Group.Barrier();
        if (item >= ColumnsOfGroup) return;
        TSum sum = scratch[item];
        for (int i = 1; i < RowsOfGroup; i++) sum = TFormat.Add(sum, scratch[item + (i * ColumnsOfGroup)]);
        outer = (Grid.IdxX * ColumnsOfGroup) + item;
        result.Store1(batch, TAsRow.Value ? 0 : outer, TAsRow.Value ? outer : 0, sum);
    }

    /// <summary>For CPUs: a work-item adds up a whole sum, in 16 parts that fill a vector register.</summary>
    /// <remarks>Grid: X sums, Y splits of K, Z products. One work-item a group.</remarks>
    public static void AlongKAlone<TSum, TStored, TFormat, TMatrix, TVector, TResult, TAsRow>(TMatrix matrix, TVector vector, TResult result, MatMulExtent extent)
        where TSum : unmanaged
        where TStored : unmanaged
        where TFormat : struct, INumericFormat<TStored, TSum>
        where TMatrix : unmanaged, IPanel<TSum>
        where TVector : unmanaged, IPanel<TSum>
        where TResult : unmanaged, IMatMulResult<TSum>
        where TAsRow : struct, IFlag
    {
        var parts = LocalMemory.Allocate<TSum>(16);
        var matrixState = LocalMemory.Allocate<long>(TMatrix.StateSize);
        var vectorState = LocalMemory.Allocate<long>(TVector.StateSize);
        (int kBegin, int kEnd) = extent.Terms(Grid.IdxY);
        var batch = extent.Batch(extent.FirstBatch + Grid.IdxZ, Grid.IdxY);
        matrix.Prepare(matrixState, 0, batch, Grid.IdxX);
        vector.Prepare(vectorState, 0, batch, 0);
        int k = kBegin;
        for (; k + 16 <= kEnd; k += 16)
        {
            for (int i = 0; i < 16; i += 4)
            {
                Unroll.Fully();
                Add<TSum, TStored, TFormat>(parts, i, matrix.Load4(matrixState, 0, k + i, kEnd, false), vector.Load4(vectorState, 0, k + i, kEnd, false));
            }
        }
        for (; k < kEnd; k += 4) Add<TSum, TStored, TFormat>(parts, 0, matrix.Load4(matrixState, 0, k, kEnd, true), vector.Load4(vectorState, 0, k, kEnd, true));
        TSum sum = parts[0];
        for (int i = 1; i < 16; i++)
        {
            Unroll.Fully();
            sum = TFormat.Add(sum, parts[i]);
        }
        result.Store1(batch, TAsRow.Value ? 0 : Grid.IdxX, TAsRow.Value ? Grid.IdxX : 0, sum);
    }

    /// <summary>For CPUs: a work-item holds 32 neighbouring sums.</summary>
    /// <remarks>Grid: X runs of 32 sums, Y splits of K, Z products. One work-item a group.</remarks>
    public static void AcrossKAlone<TSum, TStored, TFormat, TMatrix, TVector, TResult, TAsRow>(TMatrix matrix, TVector vector, TResult result, MatMulExtent extent)
        where TSum : unmanaged
        where TStored : unmanaged
        where TFormat : struct, INumericFormat<TStored, TSum>
        where TMatrix : unmanaged, IPanel<TSum>
        where TVector : unmanaged, IPanel<TSum>
        where TResult : unmanaged, IMatMulResult<TSum>
        where TAsRow : struct, IFlag
    {
        var sums = LocalMemory.Allocate<TSum>(ColumnsOfItem);
        var matrixState = LocalMemory.Allocate<long>(TMatrix.StateSize * (ColumnsOfItem / 4));
        var vectorState = LocalMemory.Allocate<long>(TVector.StateSize);
        (int kBegin, int kEnd) = extent.Terms(Grid.IdxY);
        var batch = extent.Batch(extent.FirstBatch + Grid.IdxZ, Grid.IdxY);
        for (int i = 0; i < ColumnsOfItem / 4; i++) matrix.Prepare(matrixState, i * TMatrix.StateSize, batch, (Grid.IdxX * ColumnsOfItem) + (i * 4));
        vector.Prepare(vectorState, 0, batch, 0);
        for (int k = kBegin; k < kEnd; k++)
        {
            var x = vector.Load4(vectorState, 0, k, k + 1, true).X;
            Vec4<TSum> repeated;
            (repeated.X, repeated.Y, repeated.Z, repeated.W) = (x, x, x, x);
            for (int i = 0; i < ColumnsOfItem / 4; i++)
            {
                Unroll.Fully();
                Add<TSum, TStored, TFormat>(sums, i * 4, matrix.Load4(matrixState, i * TMatrix.StateSize, k, kEnd, false), repeated);
            }
        }
        for (int i = 0; i < ColumnsOfItem; i++)
        {
            int outer = (Grid.IdxX * ColumnsOfItem) + i;
            result.Store1(batch, TAsRow.Value ? 0 : outer, TAsRow.Value ? outer : 0, sums[i]);
        }
    }

    private static void Add<TSum, TStored, TFormat>(ArrayView<TSum> parts, int at, Vec4<TSum> a, Vec4<TSum> b)
        where TSum : unmanaged
        where TStored : unmanaged
        where TFormat : struct, INumericFormat<TStored, TSum>
    {
        parts[at] = TFormat.MultiplyAdd(a.X, b.X, parts[at]);
        parts[at + 1] = TFormat.MultiplyAdd(a.Y, b.Y, parts[at + 1]);
        parts[at + 2] = TFormat.MultiplyAdd(a.Z, b.Z, parts[at + 2]);
        parts[at + 3] = TFormat.MultiplyAdd(a.W, b.W, parts[at + 3]);
    }

    private static Vec4<TSum> Add<TSum, TStored, TFormat>(Vec4<TSum> sums, Vec4<TSum> a, TSum x)
        where TSum : unmanaged
        where TStored : unmanaged
        where TFormat : struct, INumericFormat<TStored, TSum>
    {
        sums.X = TFormat.MultiplyAdd(a.X, x, sums.X);
        sums.Y = TFormat.MultiplyAdd(a.Y, x, sums.Y);
        sums.Z = TFormat.MultiplyAdd(a.Z, x, sums.Z);
        sums.W = TFormat.MultiplyAdd(a.W, x, sums.W);
        return sums;
    }
}
