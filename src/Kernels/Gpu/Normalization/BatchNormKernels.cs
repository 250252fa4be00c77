using System.Numerics;

namespace Neuron.Kernels.Gpu.Normalization;

/// <summary>Batch norm: y = (x − μ_c) · r_c · w_c + b_c, r = 1/√(variance + ε), and gradients.</summary>
/// <remarks>
/// x [items, channels, inner]. A channel's items · inner elements are cut into pieces; group: DimX work-items a channel, DimY
/// channels; grid Y: pieces. With inner = 1 each work-item takes a channel, so that neighbours read neighbours.
/// </remarks>
internal static class BatchNormKernels
{
    /// <summary>parts [pieces, 2, channels]: mean of a piece and Σ (x − mean)² around it.</summary>
    public static void StatisticsParts<T>(ArrayView<T> x, ArrayView<T> parts, int channels, int inner, int elements, int each)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var scratch = SharedMemory.Allocate<T>(RowReduce.MaxGroupSize);
        int channel = (Grid.IdxX * Group.DimY) + Group.IdxY, first = Grid.IdxY * each;
        int last = channel < channels ? XMath.Min(elements, first + each) : first;
        T n = T.CreateTruncating(last - first);
        RunningSum<T> sum = default, squares = default;
        var at = new Cursor(first + Group.IdxX, Group.DimX, inner);
        for (int block = first + Group.IdxX; block < last; block += RowReduce.Block * Group.DimX)
        {
            T part = T.Zero;
            for (int j = 0; j < RowReduce.Block; j++)
            {
                Unroll.Fully();
                if (block + (j * Group.DimX) < last) part += x[Place(at, channels, inner, channel)];
                at.Next();
            }
            sum.Add(part);
        }
        T mean = RowReduce.Sum(scratch, sum.Value) / n;
        at = new Cursor(first + Group.IdxX, Group.DimX, inner);
        for (int block = first + Group.IdxX; block < last; block += RowReduce.Block * Group.DimX)
        {
            T part = T.Zero;
            for (int j = 0; j < RowReduce.Block; j++)
            {
                Unroll.Fully();
                T d = block + (j * Group.DimX) < last ? x[Place(at, channels, inner, channel)] - mean : T.Zero;
                part += d * d;
                at.Next();
            }
            squares.Add(part);
        }
        T distance = RowReduce.Sum(scratch, squares.Value);
        if (channel >= channels || Group.IdxX > 0) return;
        parts[((long)Grid.IdxY * 2 * channels) + channel] = mean;
        parts[(((long)Grid.IdxY * 2) + 1) * channels + channel] = distance;
    }

    /// <summary>Mean and (biased) variance of channel c in statistics [2, channels], from those of its pieces (Chan, Golub, LeVeque 1979).</summary>
    public static void MergeStatistics<T>(Index1D c, ArrayView<T> parts, ArrayView<T> statistics, int channels, int elements, int each)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T mean = T.Zero, squares = T.Zero;
        ArrayView<T> means = LocalMemory.Allocate<T>(RowReduce.Block), distances = LocalMemory.Allocate<T>(RowReduce.Block);
        for (int piece = 0; (long)piece * each < elements; piece += RowReduce.Block)
        {
            for (int j = 0; j < RowReduce.Block; j++)
            {
                Unroll.Fully();
                if ((long)(piece + j) * each >= elements) continue;
                means[j] = parts[((long)(piece + j) * 2 * channels) + c.X];
                distances[j] = parts[((((long)(piece + j) * 2) + 1) * channels) + c.X];
            }
            for (int j = 0; j < RowReduce.Block; j++)
            {
                Unroll.Fully();
                long first = (long)(piece + j) * each;
                if (first >= elements) continue;
                T before = T.CreateTruncating(first), count = T.CreateTruncating(XMath.Min(each, elements - first));
                T share = count / (before + count), d = means[j] - mean;
                mean += d * share;
                squares += distances[j] + (d * d * before * share);
            }
        }
        statistics[c] = mean;
        statistics[channels + c.X] = squares / T.CreateTruncating(elements);
    }

    /// <summary>y from given statistics [2, channels]; a row is the inner elements of one channel of one item.</summary>
    public static void Forward<T>(
        ArrayView<T> x, ArrayView<T> weight, ArrayView<T> bias, ArrayView<T> statistics, ArrayView<T> y, int rows, int channels, int inner, T epsilon)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int row = (Grid.IdxX * Group.DimY) + Group.IdxY, c = row % channels;
        if (row >= rows) return;
        T mean = statistics[c], scale = T.One / T.Sqrt(statistics[channels + c] + epsilon), shift = bias.IsValid ? bias[c] : T.Zero;
        if (weight.IsValid) scale *= weight[c];
        long start = (long)row * inner;
        if (inner == 1)
        {
            if (Group.IdxX == 0) y[start] = ((x[start] - mean) * scale) + shift;
            return;
        }
        var v = LocalMemory.Allocate<T>(RowReduce.Block);
        for (int first = 0; first < inner; first += RowReduce.Block * Group.DimX)
        {
            HeldRow.Load(v, RowReduce.Block, x, start + first, 1, inner - first, T.Zero);
            for (int j = 0; j < RowReduce.Block; j++)
            {
                Unroll.Fully();
                v[j] = ((v[j] - mean) * scale) + shift;
            }
            HeldRow.Store(v, RowReduce.Block, y, start + first, 1, inner - first);
        }
    }

    /// <summary>parts [pieces, 2, channels]: Σ dy · (x − μ) and Σ dy of a piece.</summary>
    public static void GradientParts<T>(ArrayView<T> dy, ArrayView<T> x, ArrayView<T> statistics, ArrayView<T> parts, int channels, int inner, int elements, int each)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var scratch = SharedMemory.Allocate<T>(RowReduce.MaxGroupSize);
        int channel = (Grid.IdxX * Group.DimY) + Group.IdxY, first = Grid.IdxY * each;
        int last = channel < channels ? XMath.Min(elements, first + each) : first;
        T mean = channel < channels ? statistics[channel] : T.Zero;
        RunningSum<T> sum = default, dot = default;
        var at = new Cursor(first + Group.IdxX, Group.DimX, inner);
        for (int block = first + Group.IdxX; block < last; block += RowReduce.Block * Group.DimX)
        {
            T sumPart = T.Zero, dotPart = T.Zero;
            for (int j = 0; j < RowReduce.Block; j++)
            {
                Unroll.Fully();
                if (block + (j * Group.DimX) < last)
                {
                    long place = Place(at, channels, inner, channel);
                    T g = dy[place];
                    sumPart += g;
                    dotPart += g * (x[place] - mean);
                }
                at.Next();
            }
            sum.Add(sumPart);
            dot.Add(dotPart);
        }
        T total = RowReduce.Sum(scratch, sum.Value), product = RowReduce.Sum(scratch, dot.Value);
        if (channel >= channels || Group.IdxX > 0) return;
        parts[((long)Grid.IdxY * 2 * channels) + channel] = product;
        parts[(((long)Grid.IdxY * 2) + 1) * channels + channel] = total;
    }

    /// <summary>dweight and dbias, where they are not empty, from sums [2, channels].</summary>
    public static void WeightGradient<T>(Index1D c, ArrayView<T> sums, ArrayView<T> statistics, ArrayView<T> dweight, ArrayView<T> dbias, int channels, T epsilon)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (dweight.IsValid) dweight[c] = sums[c] / T.Sqrt(statistics[channels + c.X] + epsilon);
        if (dbias.IsValid) dbias[c] = sums[channels + c.X];
    }

    /// <summary>dx = w · r · (dy − mean dy − x̂ · mean(dy · x̂)) with x̂ = (x − μ) · r; sums [2, channels] empty: w · r · dy, the statistics being given.</summary>
    public static void Backward<T>(
        ArrayView<T> dy, ArrayView<T> x, ArrayView<T> weight, ArrayView<T> statistics, ArrayView<T> sums, ArrayView<T> dx, int rows, int channels, int inner, int elements, T epsilon)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int row = (Grid.IdxX * Group.DimY) + Group.IdxY, c = row % channels;
        if (row >= rows) return;
        T mean = statistics[c], scale = T.One / T.Sqrt(statistics[channels + c] + epsilon), n = T.CreateTruncating(elements), slope = T.Zero, shift = T.Zero;
        if (sums.IsValid) (slope, shift) = (scale * scale * (sums[c] / n), sums[channels + c] / n);
        if (weight.IsValid) scale *= weight[c];
        long start = (long)row * inner;
        if (inner == 1)
        {
            if (Group.IdxX == 0) dx[start] = scale * (dy[start] - shift - ((x[start] - mean) * slope));
            return;
        }
        ArrayView<T> g = LocalMemory.Allocate<T>(RowReduce.Block), v = LocalMemory.Allocate<T>(RowReduce.Block);
        for (int first = 0; first < inner; first += RowReduce.Block * Group.DimX)
        {
            HeldRow.Load(g, RowReduce.Block, dy, start + first, 1, inner - first, T.Zero);
            HeldRow.Load(v, RowReduce.Block, x, start + first, 1, inner - first, T.Zero);
            for (int j = 0; j < RowReduce.Block; j++)
            {
                Unroll.Fully();
                g[j] = scale * (g[j] - shift - ((v[j] - mean) * slope));
            }
            HeldRow.Store(g, RowReduce.Block, dx, start + first, 1, inner - first);
        }
    }

    private static long Place(Cursor at, int channels, int inner, int channel) => ((((long)at.Quotient * channels) + channel) * inner) + at.Remainder;
}
