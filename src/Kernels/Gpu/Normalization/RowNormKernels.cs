using System.Numerics;

namespace Neuron.Kernels.Gpu.Normalization;

/// <summary>Layer norm and RMS norm along rows, and gradients.</summary>
/// <remarks>
/// x [rows, length]; y = (x − μ) · r · w + b, r = 1/√(variance + ε); RMS norm has μ = 0. Group: DimX work-items a row, DimY rows.
/// Mean and variance are two readings, so that the variance is exact to rounding; the second and third find the row in the cache.
/// </remarks>
internal static class RowNormKernels
{
    /// <summary>y, and μ and r of each row in statistics [rows, 2]. Weight and bias may be empty.</summary>
    public static void Forward<T>(
        ArrayView<T> x, ArrayView<T> weight, ArrayView<T> bias, ArrayView<T> y, ArrayView<T> statistics, int rows, int length, T epsilon, SpecializedValue<bool> rms)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var scratch = SharedMemory.Allocate<T>(RowReduce.MaxGroupSize);
        int row = (Grid.IdxX * Group.DimY) + Group.IdxY, count = row < rows ? length : 0;
        long start = (long)row * length;
        T n = T.CreateTruncating(length), mean = T.Zero;
        if (!rms) mean = RowSums.Sum(scratch, x, start, count) / n;
        T scale = T.One / T.Sqrt((RowSums.SquaredDistance(scratch, x, start, count, mean) / n) + epsilon);
        for (int c = Group.IdxX; c < count; c += Group.DimX)
        {
            T v = (x[start + c] - mean) * scale;
            if (weight.IsValid) v *= weight[c];
            if (bias.IsValid) v += bias[c];
            y[start + c] = v;
        }
        if (row >= rows || Group.IdxX > 0) return;
        statistics[2L * row] = mean;
        statistics[(2L * row) + 1] = scale;
    }

    /// <summary>dx = r · (g − mean g − x̂ · mean(g · x̂)) with x̂ = (x − μ) · r and g = dy · w; RMS norm lacks the middle term.</summary>
    public static void Backward<T>(
        ArrayView<T> dy, ArrayView<T> x, ArrayView<T> weight, ArrayView<T> statistics, ArrayView<T> dx, int rows, int length, SpecializedValue<bool> rms)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var scratch = SharedMemory.Allocate<T>(RowReduce.MaxGroupSize);
        int row = (Grid.IdxX * Group.DimY) + Group.IdxY, count = row < rows ? length : 0;
        long start = (long)row * length;
        T mean = T.Zero, scale = T.Zero, sum = T.Zero, dot = T.Zero;
        if (row < rows) (mean, scale) = (statistics[2L * row], statistics[(2L * row) + 1]);
        for (int first = Group.IdxX; first < count; first += RowReduce.Block * Group.DimX)
        {
            T sumPart = T.Zero, dotPart = T.Zero;
            for (int j = 0; j < RowReduce.Block; j++)
            {
                Unroll.Fully();
                int c = first + (j * Group.DimX);
                if (c >= count) continue;
                T g = weight.IsValid ? dy[start + c] * weight[c] : dy[start + c];
                sumPart += g;
                dotPart += g * ((x[start + c] - mean) * scale);
            }
            sum += sumPart;
            dot += dotPart;
        }
        T n = T.CreateTruncating(length), slope = RowReduce.Sum(scratch, dot) / n, shift = T.Zero;
        if (!rms) shift = RowReduce.Sum(scratch, sum) / n;
        for (int c = Group.IdxX; c < count; c += Group.DimX)
        {
            T g = weight.IsValid ? dy[start + c] * weight[c] : dy[start + c];
            dx[start + c] = scale * (g - shift - ((x[start + c] - mean) * scale * slope));
        }
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
