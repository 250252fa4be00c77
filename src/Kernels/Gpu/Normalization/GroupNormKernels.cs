using System.Numerics;

namespace Neuron.Kernels.Gpu.Normalization;

/// <summary>Group norm: y = (x − μ) · r · w_c + b_c, μ and r = 1/√(variance + ε) over the channels of a group, and gradients.</summary>
/// <remarks>x [items, channels, inner]; a row is a group of one item, <c>width</c> channels of inner elements. Group: DimX work-items a row, DimY rows.</remarks>
internal static class GroupNormKernels
{
    /// <summary>y, and μ and r of each row in statistics [rows, 2]. Weight and bias may be empty.</summary>
    public static void Forward<T>(
        ArrayView<T> x, ArrayView<T> weight, ArrayView<T> bias, ArrayView<T> y, ArrayView<T> statistics, int rows, int groups, int width, int inner, T epsilon)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var scratch = SharedMemory.Allocate<T>(RowReduce.MaxGroupSize);
        int row = (Grid.IdxX * Group.DimY) + Group.IdxY, length = width * inner, count = row < rows ? length : 0, channel = row % groups * width;
        long start = (long)row * length;
        T n = T.CreateTruncating(length), mean = RowSums.Sum(scratch, new Elements<T>(x, start, 1), count) / n;
        T scale = T.One / T.Sqrt((RowSums.Sum(scratch, new SquaredDistances<T>(x, start, mean), count) / n) + epsilon);
        var at = new Cursor(Group.IdxX, Group.DimX, inner);
        var v = LocalMemory.Allocate<T>(RowReduce.Block);
        for (int first = 0; first < count; first += RowReduce.Block * Group.DimX)
        {
            HeldRow.Load(v, RowReduce.Block, x, start + first, 1, count - first, T.Zero);
            for (int j = 0; j < RowReduce.Block; j++)
            {
                Unroll.Fully();
                v[j] = (v[j] - mean) * scale;
                bool exists = first + Group.IdxX + (j * Group.DimX) < count;
                if (weight.IsValid && exists) v[j] *= weight[channel + at.Quotient];
                if (bias.IsValid && exists) v[j] += bias[channel + at.Quotient];
                at.Next();
            }
            HeldRow.Store(v, RowReduce.Block, y, start + first, 1, count - first);
        }
        if (row >= rows || Group.IdxX > 0) return;
        statistics[2L * row] = mean;
        statistics[(2L * row) + 1] = scale;
    }

    /// <summary>sums [items, 2, channels]: Σ dy · x̂ and Σ dy of each channel of each item; here a row is one channel of one item.</summary>
    public static void ChannelSums<T>(ArrayView<T> dy, ArrayView<T> x, ArrayView<T> statistics, ArrayView<T> sums, int rows, int channels, int width, int inner)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var scratch = SharedMemory.Allocate<T>(RowReduce.MaxGroupSize);
        int row = (Grid.IdxX * Group.DimY) + Group.IdxY, count = row < rows ? inner : 0;
        long start = (long)row * inner, group = 2L * (row / width);
        T mean = T.Zero, scale = T.Zero;
        if (row < rows) (mean, scale) = (statistics[group], statistics[group + 1]);
        (T sum, T dot) = RowSums.Both(scratch, new NormSlopes<T>(dy, x, start, default, mean, scale), count);
        if (row >= rows || Group.IdxX > 0) return;
        long item = (long)(row / channels) * 2 * channels;
        sums[item + (row % channels)] = dot;
        sums[item + channels + (row % channels)] = sum;
    }

    /// <summary>dx = r · (g − mean g − x̂ · mean(g · x̂)) with g = dy · w, the means from the channels' sums.</summary>
    public static void Backward<T>(
        ArrayView<T> dy, ArrayView<T> x, ArrayView<T> weight, ArrayView<T> statistics, ArrayView<T> sums, ArrayView<T> dx, int rows, int groups, int width, int inner)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var scratch = SharedMemory.Allocate<T>(RowReduce.MaxGroupSize);
        int row = (Grid.IdxX * Group.DimY) + Group.IdxY, length = width * inner, count = row < rows ? length : 0, channel = row % groups * width;
        int channels = groups * width;
        long start = (long)row * length, item = (long)(row / groups) * 2 * channels;
        T mean = T.Zero, scale = T.Zero, shift = T.Zero, slope = T.Zero, n = T.CreateTruncating(length);
        if (row < rows) (mean, scale) = (statistics[2L * row], statistics[(2L * row) + 1]);
        for (int c = Group.IdxX; c < XMath.Min(width, count); c += Group.DimX)
        {
            T w = weight.IsValid ? weight[channel + c] : T.One;
            slope += w * sums[item + channel + c];
            shift += w * sums[item + channels + channel + c];
        }
        slope = RowReduce.Sum(scratch, slope) / n;
        shift = RowReduce.Sum(scratch, shift) / n;
        var at = new Cursor(Group.IdxX, Group.DimX, inner);
        ArrayView<T> g = LocalMemory.Allocate<T>(RowReduce.Block), v = LocalMemory.Allocate<T>(RowReduce.Block);
        for (int first = 0; first < count; first += RowReduce.Block * Group.DimX)
        {
            HeldRow.Load(g, RowReduce.Block, dy, start + first, 1, count - first, T.Zero);
            HeldRow.Load(v, RowReduce.Block, x, start + first, 1, count - first, T.Zero);
            for (int j = 0; j < RowReduce.Block; j++)
            {
                Unroll.Fully();
                if (weight.IsValid && first + Group.IdxX + (j * Group.DimX) < count) g[j] *= weight[channel + at.Quotient];
                g[j] = scale * (g[j] - shift - ((v[j] - mean) * scale * slope));
                at.Next();
            }
            HeldRow.Store(g, RowReduce.Block, dx, start + first, 1, count - first);
        }
    }
}
