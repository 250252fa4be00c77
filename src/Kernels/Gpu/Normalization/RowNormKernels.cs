using System.Numerics;

namespace Neuron.Kernels.Gpu.Normalization;

/// <summary>Layer norm and RMS norm along rows, and gradients.</summary>
/// <remarks>
/// x [rows, length]; y = (x − μ) · r · w + b, r = 1/√(variance + ε); RMS norm has μ = 0. Group: DimX work-items a row, DimY rows.
/// Mean and variance are two passes, so that the variance is exact to rounding. A work-item keeps <c>held</c> elements of its row, which is
/// then read once; where that is 0 every pass reads it.
/// </remarks>
internal static class RowNormKernels
{
    /// <summary>y, and μ and r of each row in statistics [rows, 2]. Weight and bias may be empty.</summary>
    public static void Forward<T>(
        ArrayView<T> x, ArrayView<T> weight, ArrayView<T> bias, ArrayView<T> y, ArrayView<T> statistics, int rows, int length, T epsilon, SpecializedValue<bool> rms, SpecializedValue<int> held)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var scratch = SharedMemory.Allocate<T>(RowReduce.MaxGroupSize);
        int row = (Grid.IdxX * Group.DimY) + Group.IdxY, count = row < rows ? length : 0;
        long start = (long)row * length;
        T n = T.CreateTruncating(length), mean = T.Zero, scale;
        if (held > 0)
        {
            var v = LocalMemory.Allocate<T>(held);
            HeldRow.Load(v, held, x, start, 1, count, T.Zero);
            if (!rms) mean = HeldRow.Sum(scratch, new HeldElements<T>(v), held) / n;
            scale = T.One / T.Sqrt((HeldRow.Sum(scratch, new HeldSquaredDistances<T>(v, count, mean), held) / n) + epsilon);
            for (int j = 0; j < held; j++)
            {
                Unroll.Fully();
                v[j] = (v[j] - mean) * scale;
            }
            if (weight.IsValid) HeldRow.Multiply(v, held, weight, count);
            if (bias.IsValid) HeldRow.Add(v, held, bias, count);
            HeldRow.Store(v, held, y, start, 1, count);
        }
        else
        {
            if (!rms) mean = RowSums.Sum(scratch, new Elements<T>(x, start, 1), count) / n;
            scale = T.One / T.Sqrt((RowSums.Sum(scratch, new SquaredDistances<T>(x, start, mean), count) / n) + epsilon);
            var v = LocalMemory.Allocate<T>(RowReduce.Block);
            for (int first = 0; first < count; first += RowReduce.Block * Group.DimX)
            {
                HeldRow.Load(v, RowReduce.Block, x, start + first, 1, count - first, T.Zero);
                for (int j = 0; j < RowReduce.Block; j++)
                {
                    Unroll.Fully();
                    v[j] = (v[j] - mean) * scale;
                }
                if (weight.IsValid) HeldRow.Multiply(v, RowReduce.Block, weight.SubView(first), count - first);
                if (bias.IsValid) HeldRow.Add(v, RowReduce.Block, bias.SubView(first), count - first);
                HeldRow.Store(v, RowReduce.Block, y, start + first, 1, count - first);
            }
        }
        if (row >= rows || Group.IdxX > 0) return;
        statistics[2L * row] = mean;
        statistics[(2L * row) + 1] = scale;
    }

    /// <summary>dx = r · (g − mean g − x̂ · mean(g · x̂)) with x̂ = (x − μ) · r and g = dy · w; RMS norm lacks the middle term.</summary>
    public static void Backward<T>(
        ArrayView<T> dy, ArrayView<T> x, ArrayView<T> weight, ArrayView<T> statistics, ArrayView<T> dx, int rows, int length, SpecializedValue<bool> rms, SpecializedValue<int> held)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var scratch = SharedMemory.Allocate<T>(RowReduce.MaxGroupSize);
        int row = (Grid.IdxX * Group.DimY) + Group.IdxY, count = row < rows ? length : 0;
        long start = (long)row * length;
        T mean = T.Zero, scale = T.Zero, n = T.CreateTruncating(length);
        if (row < rows) (mean, scale) = (statistics[2L * row], statistics[(2L * row) + 1]);
        if (held > 0)
        {
            BackwardOfHeld(scratch, LocalMemory.Allocate<T>(held), LocalMemory.Allocate<T>(held), held, dy, x, weight, dx, start, count, mean, scale, n, rms);
            return;
        }
        (T sum, T dot) = RowSums.Both(scratch, new NormSlopes<T>(dy, x, start, weight, mean, scale), count);
        T slope = dot / n, shift = rms ? T.Zero : sum / n;
        ArrayView<T> g = LocalMemory.Allocate<T>(RowReduce.Block), hat = LocalMemory.Allocate<T>(RowReduce.Block);
        for (int first = 0; first < count; first += RowReduce.Block * Group.DimX)
        {
            HeldRow.Load(g, RowReduce.Block, dy, start + first, 1, count - first, T.Zero);
            HeldRow.Load(hat, RowReduce.Block, x, start + first, 1, count - first, T.Zero);
            if (weight.IsValid) HeldRow.Multiply(g, RowReduce.Block, weight.SubView(first), count - first);
            for (int j = 0; j < RowReduce.Block; j++)
            {
                Unroll.Fully();
                g[j] = scale * (g[j] - shift - ((hat[j] - mean) * scale * slope));
            }
            HeldRow.Store(g, RowReduce.Block, dx, start + first, 1, count - first);
        }
    }

    private static void BackwardOfHeld<T>(
        ArrayView<T> scratch, ArrayView<T> g, ArrayView<T> hat, int held, ArrayView<T> dy, ArrayView<T> x, ArrayView<T> weight, ArrayView<T> dx,
        long start, int count, T mean, T scale, T n, bool rms)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        HeldRow.Load(g, held, dy, start, 1, count, T.Zero);
        HeldRow.Load(hat, held, x, start, 1, count, mean); // 0 could become an infinity, and that times 0 a NaN
        if (weight.IsValid) HeldRow.Multiply(g, held, weight, count);
        for (int j = 0; j < held; j++)
        {
            Unroll.Fully();
            hat[j] = (hat[j] - mean) * scale;
        }
        T slope = HeldRow.Sum(scratch, new HeldProducts<T>(g, hat), held) / n;
        T shift = rms ? T.Zero : HeldRow.Sum(scratch, new HeldElements<T>(g), held) / n;
        for (int j = 0; j < held; j++)
        {
            Unroll.Fully();
            g[j] = scale * (g[j] - shift - (hat[j] * slope));
        }
        HeldRow.Store(g, held, dx, start, 1, count);
    }

    /// <summary>
    /// parts [pieces, 2, length]: Σ dy · x̂ and Σ dy of a piece of rows, one work-item a column. Grid Y: pieces.
    /// </summary>
    public static void WeightParts<T>(ArrayView<T> dy, ArrayView<T> x, ArrayView<T> statistics, ArrayView<T> parts, int rows, int length, int each)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int c = (Grid.IdxX * Group.DimX) + Group.IdxX, last = XMath.Min(rows, (Grid.IdxY + 1) * each);
        if (c >= length) return;
        T dot = T.Zero, sum = T.Zero;
        for (int row = Grid.IdxY * each; row < last; row++)
        {
            T g = dy[((long)row * length) + c];
            dot += g * ((x[((long)row * length) + c] - statistics[2L * row]) * statistics[(2L * row) + 1]);
            sum += g;
        }
        parts[((long)Grid.IdxY * 2 * length) + c] = dot;
        parts[(((long)Grid.IdxY * 2) + 1) * length + c] = sum;
    }
}
