using System.Numerics;
using Neuron.Kernels.Memory;

namespace Neuron.Kernels.Cpu.Normalization;

/// <summary>Group norm (arXiv 1803.08494): y = (x − μ) · r · w_c + b_c, μ and r = 1/√(variance + ε) over the channels of a group.</summary>
/// <remarks>x [items, channels, inner] without gaps; one group a channel is instance norm. A piece of work is one group of one item.</remarks>
internal static unsafe class GroupNorm
{
    /// <summary>y, and μ and r of each group of each item, [items · groups, 2].</summary>
    public static void Forward<T>(
        Strided<T> x, int groups, Strided<T> weight, Strided<T> bias, Strided<T> y, Strided<T> statistics, double epsilon)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var job = new Job<T>(x, groups)
        {
            Weight = weight.Data, Bias = bias.Data, Y = y.Data, Statistics = statistics.Data, Epsilon = T.CreateTruncating(epsilon),
        };
        WorkerPool.For(x.Shape[0] * groups, job);
    }

    /// <summary>dx, and where they are wanted dweight and dbias.</summary>
    public static void Backward<T>(
        Strided<T> dy, Strided<T> x, int groups, Strided<T> weight, Strided<T> statistics, Strided<T> dx, Strided<T> dweight, Strided<T> dbias)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int items = x.Shape[0], channels = x.Shape[1];
        long bytes = 2L * sizeof(T) * items * channels;
        nint block = NativePool.Host.Rent(bytes);
        try
        {
            var job = new Job<T>(x, groups) { Dy = dy.Data, Weight = weight.Data, Y = dx.Data, Statistics = statistics.Data, Sums = (T*)block };
            WorkerPool.For(items * groups, job);
            for (int c = 0; c < channels; c++)
            {
                T sum = T.Zero, dot = T.Zero;
                for (int item = 0; item < items; item++)
                {
                    T* sums = job.Sums + (2 * (((long)item * channels) + c));
                    sum += sums[0];
                    dot += sums[1];
                }
                if (dbias.Data is not null) dbias.Data[c] = sum;
                if (dweight.Data is not null) dweight.Data[c] = dot;
            }
        }
        finally
        {
            NativePool.Host.Return(block, bytes);
        }
    }

    private struct Job<T> : IParallelJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public T* X, Dy, Weight, Bias, Y, Statistics, Sums;
        public T Epsilon;
        private readonly int _groups, _channels, _inner;

        public Job(Strided<T> x, int groups)
        {
            int inner = 1;
            foreach (int n in x.Shape[2..]) inner *= n;
            X = x.Data;
            (_groups, _channels, _inner) = (groups, x.Shape[1] / groups, inner);
        }

        private readonly int Length => _channels * _inner;

        public readonly void Run(int index)
        {
            T* x = X + ((long)index * Length), y = Y + ((long)index * Length), statistics = Statistics + (2L * index);
            if (Dy is null) Normalise(x, y, statistics, index % _groups * _channels);
            else Gradient(Dy + ((long)index * Length), x, y, statistics, index % _groups * _channels, Sums + (2L * index * _channels));
        }

        private readonly void Normalise(T* x, T* y, T* statistics, int channel)
        {
            T n = T.CreateTruncating(Length), mean = RowVectors<T>.Sum(x, Length) / n;
            T scale = T.One / T.Sqrt((RowVectors<T>.SquaredDistance(x, Length, mean) / n) + Epsilon);
            (statistics[0], statistics[1]) = (mean, scale);
            for (int c = 0; c < _channels; c++)
            {
                T a = Weight is null ? scale : scale * Weight[channel + c], b = Bias is null ? T.Zero : Bias[channel + c];
                ChannelRuns<T>.Affine(x + ((long)c * _inner), y + ((long)c * _inner), _inner, a, b - (mean * a));
            }
        }

        // with x̂ = (x − μ)·r and g = dy·w: dx = r · (g − mean g − x̂ · mean(g·x̂))
        private readonly void Gradient(T* dy, T* x, T* dx, T* statistics, int channel, T* sums)
        {
            T mean = statistics[0], scale = statistics[1], n = T.CreateTruncating(Length), first = T.Zero, second = T.Zero;
            for (int c = 0; c < _channels; c++)
            {
                long at = (long)c * _inner;
                var (sum, dot) = ChannelRuns<T>.Sums(dy + at, x + at, _inner, mean);
                T w = Weight is null ? T.One : Weight[channel + c];
                (sums[2 * c], sums[(2 * c) + 1]) = (sum, dot * scale);
                first += w * sum / n;
                second += w * dot * scale / n;
            }
            T slope = -scale * scale * second, shift = (-scale * first) - (mean * slope);
            for (int c = 0; c < _channels; c++)
            {
                long at = (long)c * _inner;
                T w = Weight is null ? T.One : Weight[channel + c];
                ChannelRuns<T>.Combine(dy + at, x + at, dx + at, _inner, scale * w, slope, shift);
            }
        }
    }
}
