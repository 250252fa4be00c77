using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Neuron.Kernels.Cpu.Normalization;

/// <summary>Batch norm (arXiv 1502.03167): y = (x − μ_c) · r_c · w_c + b_c, μ and r = 1/√(variance + ε) of a channel over the batch.</summary>
/// <remarks>
/// x [items, channels, inner] without gaps. A piece of work is one channel, or with inner = 1 a vector of neighbouring channels, so
/// the sums do not depend on the threads.
/// </remarks>
internal static unsafe class BatchNorm
{
    /// <summary>Mean and (biased) variance of every channel.</summary>
    public static void Statistics<T>(Strided<T> x, Strided<T> mean, Strided<T> variance)
        where T : unmanaged, IFloatingPointIeee754<T> => Job<T>.Run(new(x) { Step = Step.Statistics, Mean = mean.Data, Variance = variance.Data });

    /// <summary>y from given statistics.</summary>
    public static void Forward<T>(
        Strided<T> x, Strided<T> weight, Strided<T> bias, Strided<T> mean, Strided<T> variance, Strided<T> y, double epsilon)
        where T : unmanaged, IFloatingPointIeee754<T> => Job<T>.Run(new(x)
        {
            Step = Step.Forward, Weight = weight.Data, Bias = bias.Data, Mean = mean.Data, Variance = variance.Data, Y = y.Data, Epsilon = T.CreateTruncating(epsilon),
        });

    /// <summary>dx, and where they are wanted dweight and dbias; with <paramref name="training"/> the statistics depend on x.</summary>
    public static void Backward<T>(
        Strided<T> dy, Strided<T> x, Strided<T> weight, Strided<T> mean, Strided<T> variance, Strided<T> dx, Strided<T> dweight, Strided<T> dbias, double epsilon, bool training)
        where T : unmanaged, IFloatingPointIeee754<T> => Job<T>.Run(new(x)
        {
            Step = Step.Backward, Dy = dy.Data, Weight = weight.Data, Mean = mean.Data, Variance = variance.Data, Y = dx.Data,
            DWeight = dweight.Data, DBias = dbias.Data, Epsilon = T.CreateTruncating(epsilon), Training = training,
        });

    private enum Step
    {
        Statistics,
        Forward,
        Backward,
    }

    private struct Job<T> : IParallelJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public Step Step;
        public T* X, Dy, Weight, Bias, Mean, Variance, Y, DWeight, DBias;
        public T Epsilon;
        public bool Training;
        private readonly int _items, _channels, _inner;

        public Job(Strided<T> x)
        {
            int inner = 1;
            foreach (int n in x.Shape[2..]) inner *= n;
            X = x.Data;
            (_items, _channels, _inner) = (x.Shape[0], x.Shape[1], inner);
        }

        private readonly T Count => T.CreateTruncating((double)_items * _inner);

        public static void Run(Job<T> job) =>
            WorkerPool.For(job._inner == 1 ? (job._channels + Vector512<T>.Count - 1) / Vector512<T>.Count : job._channels, job);

        public readonly void Run(int index)
        {
            if (_inner == 1)
            {
                int channel = index * Vector512<T>.Count, count = Math.Min(Vector512<T>.Count, _channels - channel);
                switch (Step)
                {
                    case Step.Statistics: StatisticsOfColumns(channel, count); break;
                    case Step.Forward: ForwardColumns(channel, count); break;
                    default: BackwardColumns(channel, count); break;
                }
                return;
            }
            switch (Step)
            {
                case Step.Statistics: StatisticsOf(index); break;
                case Step.Forward: ForwardOf(index); break;
                default: BackwardOf(index); break;
            }
        }

        private readonly long At(int item, int channel) => (((long)item * _channels) + channel) * _inner;

        private readonly void StatisticsOf(int c)
        {
            T sum = T.Zero, squares = T.Zero;
            for (int i = 0; i < _items; i++) sum += RowVectors<T>.Sum(X + At(i, c), _inner);
            T mean = sum / Count;
            for (int i = 0; i < _items; i++) squares += RowVectors<T>.SquaredDistance(X + At(i, c), _inner, mean);
            (Mean[c], Variance[c]) = (mean, squares / Count);
        }

        private readonly void ForwardOf(int c)
        {
            T scale = T.One / T.Sqrt(Variance[c] + Epsilon);
            if (Weight is not null) scale *= Weight[c];
            T shift = (Bias is null ? T.Zero : Bias[c]) - (Mean[c] * scale);
            for (int i = 0; i < _items; i++) ChannelRuns<T>.Affine(X + At(i, c), Y + At(i, c), _inner, scale, shift);
        }

        // with x̂ = (x − μ)·r: dx = w·r · (dy − mean dy − x̂ · mean(dy·x̂)), or w·r·dy where the statistics are given
        private readonly void BackwardOf(int c)
        {
            T mean = Mean[c], scale = T.One / T.Sqrt(Variance[c] + Epsilon), sum = T.Zero, dot = T.Zero;
            for (int i = 0; i < _items; i++)
            {
                var (s, d) = ChannelRuns<T>.Sums(Dy + At(i, c), X + At(i, c), _inner, mean);
                sum += s;
                dot += d;
            }
            dot *= scale;
            if (DBias is not null) DBias[c] = sum;
            if (DWeight is not null) DWeight[c] = dot;
            T outer = Weight is null ? scale : scale * Weight[c];
            T slope = Training ? -outer * scale * dot / Count : T.Zero;
            T shift = Training ? (-outer * sum / Count) - (mean * slope) : T.Zero;
            for (int i = 0; i < _items; i++)
            {
                if (Training) ChannelRuns<T>.Combine(Dy + At(i, c), X + At(i, c), Y + At(i, c), _inner, outer, slope, shift);
                else ChannelRuns<T>.Affine(Dy + At(i, c), Y + At(i, c), _inner, outer, T.Zero);
            }
        }

        [MethodImpl(JitOptions.Kernel)]
        private readonly void StatisticsOfColumns(int c, int count)
        {
            Vector512<T> sum = default, squares = default, n = Vector512.Create(Count);
            for (int i = 0; i < _items; i++) sum += Load(X + At(i, c), count);
            var mean = sum / n;
            for (int i = 0; i < _items; i++)
            {
                var d = Load(X + At(i, c), count) - mean;
                squares += d * d;
            }
            Store(Mean + c, mean, count);
            Store(Variance + c, squares / n, count);
        }

        [MethodImpl(JitOptions.Kernel)]
        private readonly void ForwardColumns(int c, int count)
        {
            Vector512<T> mean = Load(Mean + c, count), scale = Scale(c, count), bias = Bias is null ? default : Load(Bias + c, count);
            if (Weight is not null) scale *= Load(Weight + c, count);
            for (int i = 0; i < _items; i++) Store(Y + At(i, c), ((Load(X + At(i, c), count) - mean) * scale) + bias, count);
        }

        [MethodImpl(JitOptions.Kernel)]
        private readonly void BackwardColumns(int c, int count)
        {
            Vector512<T> mean = Load(Mean + c, count), scale = Scale(c, count), sum = default, dot = default, n = Vector512.Create(Count);
            for (int i = 0; i < _items; i++)
            {
                var d = Load(Dy + At(i, c), count);
                sum += d;
                dot += d * (Load(X + At(i, c), count) - mean) * scale;
            }
            if (DBias is not null) Store(DBias + c, sum, count);
            if (DWeight is not null) Store(DWeight + c, dot, count);
            var outer = Weight is null ? scale : scale * Load(Weight + c, count);
            for (int i = 0; i < _items; i++)
            {
                var d = Load(Dy + At(i, c), count);
                if (Training) d -= (sum / n) + ((Load(X + At(i, c), count) - mean) * scale * dot / n);
                Store(Y + At(i, c), d * outer, count);
            }
        }

        private readonly Vector512<T> Scale(int c, int count) =>
            Vector512<T>.One / Vector512.Sqrt((count == Vector512<T>.Count ? Vector512.Load(Variance + c) : RowVectors<T>.LoadPart(Variance + c, count, T.One)) + Vector512.Create(Epsilon));

        private static Vector512<T> Load(T* x, int count) => count == Vector512<T>.Count ? Vector512.Load(x) : RowVectors<T>.LoadPart(x, count);

        private static void Store(T* y, Vector512<T> value, int count)
        {
            if (count == Vector512<T>.Count) value.Store(y);
            else RowVectors<T>.StorePart(y, count, value);
        }
    }
}
