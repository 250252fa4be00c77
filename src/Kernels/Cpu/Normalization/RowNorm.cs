using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Neuron.Kernels.Memory;

namespace Neuron.Kernels.Cpu.Normalization;

/// <summary>Layer norm and RMS norm: y = (x − μ) · r · w + b along rows, r = 1/√(variance + ε); RMS norm has μ = 0.</summary>
/// <remarks>
/// x [rows, length] without gaps, weight and bias [length] or default. A row is read from memory once and written once. The
/// gradients of weight and bias are summed in pieces of rows whose number depends on the shape alone.
/// </remarks>
internal static unsafe class RowNorm
{
    private const int PieceElements = 1 << 15, MaxPieces = 32;

    /// <summary>y, and μ and r of each row, [rows, 2].</summary>
    public static void Forward<T>(
        Strided<T> x, int length, Strided<T> weight, Strided<T> bias, Strided<T> y, Strided<T> statistics, double epsilon, bool rms)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var job = new Job<T>(x.Count, length)
        {
            X = x.Data, Weight = weight.Data, Bias = bias.Data, Y = y.Data, Statistics = statistics.Data, Epsilon = T.CreateTruncating(epsilon), Rms = rms,
        };
        WorkerPool.For(job.Pieces, job);
    }

    /// <summary>dx, and where they are wanted dweight and dbias.</summary>
    public static void Backward<T>(
        Strided<T> dy, Strided<T> x, int length, Strided<T> weight, Strided<T> statistics, Strided<T> dx, Strided<T> dweight, Strided<T> dbias, bool rms)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var job = new Job<T>(x.Count, length) { X = x.Data, Dy = dy.Data, Weight = weight.Data, Y = dx.Data, Statistics = statistics.Data, Rms = rms };
        if (dweight.Data is null && dbias.Data is null)
        {
            WorkerPool.For(job.Pieces, job);
            return;
        }
        // fewer, larger pieces: each has sums of its own
        job.Each = Math.Max(job.Each, (job.Rows + MaxPieces - 1) / MaxPieces);
        long bytes = 2L * sizeof(T) * job.Pieces * length;
        nint block = NativePool.Host.Rent(bytes);
        try
        {
            job.Sums = (T*)block;
            WorkerPool.For(job.Pieces, job);
            Add(job.Sums, job.Pieces, length, dweight.Data, dbias.Data);
        }
        finally
        {
            NativePool.Host.Return(block, bytes);
        }
    }

    [MethodImpl(JitOptions.Kernel)]
    private static void Add<T>(T* sums, int pieces, int length, T* dweight, T* dbias)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int half = 0; half < 2; half++)
        {
            T* to = half == 0 ? dweight : dbias;
            if (to is null) continue;
            new Span<T>(to, length).Clear();
            for (int piece = 0; piece < pieces; piece++)
            {
                T* from = sums + (((2L * piece) + half) * length);
                int i = 0;
                for (; i <= length - Vector512<T>.Count; i += Vector512<T>.Count) (Vector512.Load(to + i) + Vector512.Load(from + i)).Store(to + i);
                for (; i < length; i++) to[i] += from[i];
            }
        }
    }

    private struct Job<T>(long elements, int length) : IParallelJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public T* X, Dy, Weight, Bias, Y, Statistics, Sums;
        public T Epsilon;
        public bool Rms;
        public long Each = Math.Max(1, PieceElements / Math.Max(1, length));

        public readonly long Rows => length == 0 ? 0 : elements / length;

        public readonly int Pieces => (int)((Rows + Each - 1) / Each);

        public readonly void Run(int index)
        {
            long last = Math.Min(Rows, (index + 1) * Each);
            T* dweight = Sums is null ? null : Sums + (2L * index * length), dbias = dweight + length;
            if (dweight is not null) new Span<T>(dweight, 2 * length).Clear();
            for (long row = index * Each; row < last; row++)
            {
                T* x = X + (row * length), y = Y + (row * length);
                if (Dy is null) Normalise(x, y, Statistics + (2 * row));
                else Gradient(Dy + (row * length), x, y, Statistics + (2 * row), dweight, dbias);
            }
        }

        [MethodImpl(JitOptions.Kernel)]
        private readonly void Normalise(T* x, T* y, T* statistics)
        {
            T n = T.CreateTruncating(length);
            T mean = Rms ? T.Zero : RowVectors<T>.Sum(x, length) / n;
            T variance = RowVectors<T>.SquaredDistance(x, length, mean) / n, scale = T.One / T.Sqrt(variance + Epsilon);
            (statistics[0], statistics[1]) = (mean, scale);
            if (Cpu.Pieces.IsStreamed(Y, elements) && length % Vector512<T>.Count == 0) Scale<StreamedStore<T>>(x, y, mean, scale);
            else Scale<CachedStore<T>>(x, y, mean, scale);
        }

        [MethodImpl(JitOptions.Kernel)]
        private readonly void Scale<TStore>(T* x, T* y, T mean, T scale)
            where TStore : struct, IStore<T>
        {
            Vector512<T> m = Vector512.Create(mean), r = Vector512.Create(scale);
            T* weight = Weight, bias = Bias;
            nint n = length, w = Vector512<T>.Count, i = 0;
            for (; i <= n - w; i += w)
            {
                var v = (Vector512.Load(x + i) - m) * r;
                if (weight is not null) v *= Vector512.Load(weight + i);
                if (bias is not null) v += Vector512.Load(bias + i);
                TStore.Write(v, y + i);
                Cache.ReadAhead(x + n + i);
            }
            if (i < n) ScaleRest(x + i, y + i, (int)i, mean, scale);
        }

        /// <summary>What is no whole vector, from element <paramref name="start"/> of the row; apart, since its calls cost the loop its registers.</summary>
        [MethodImpl(MethodImplOptions.NoInlining)]
        private readonly void ScaleRest(T* x, T* y, int start, T mean, T scale)
        {
            int count = length - start;
            var v = (RowVectors<T>.LoadPart(x, count) - Vector512.Create(mean)) * Vector512.Create(scale);
            if (Weight is not null) v *= RowVectors<T>.LoadPart(Weight + start, count);
            if (Bias is not null) v += RowVectors<T>.LoadPart(Bias + start, count);
            RowVectors<T>.StorePart(y, count, v);
        }

        // with x̂ = (x − μ)·r and g = dy·w: dx = r · (g − mean g − x̂ · mean(g·x̂)); RMS norm lacks the middle term
        [SkipLocalsInit]
        private readonly void Gradient(T* dy, T* x, T* dx, T* statistics, T* dweight, T* dbias)
        {
            int w = Vector512<T>.Count, whole = length / w * w, rest = length - whole;
            T mean = statistics[0], scale = statistics[1];
            Vector512<T>* sums = stackalloc Vector512<T>[2];
            SumsOfWhole(dy, x, mean, scale, dweight, dbias, sums);
            if (rest > 0) SumsOfRest(dy + whole, x + whole, whole, mean, scale, dweight, dbias, sums);
            T n = T.CreateTruncating(length);
            T first = Rms ? T.Zero : Vector512.Sum(sums[0]) / n, second = Vector512.Sum(sums[1]) / n;
            if (rest == 0 && Cpu.Pieces.IsStreamed(Y, elements)) Slopes<StreamedStore<T>>(dy, x, dx, mean, scale, first, second);
            else Slopes<CachedStore<T>>(dy, x, dx, mean, scale, first, second);
            if (rest > 0) SlopesOfRest(dy + whole, x + whole, dx + whole, whole, mean, scale, first, second);
        }

        /// <summary>Σ g and Σ g·x̂ of whole vectors, and what they add to the gradients of weight and bias.</summary>
        [MethodImpl(JitOptions.Kernel)]
        private readonly void SumsOfWhole(T* dy, T* x, T mean, T scale, T* dweight, T* dbias, Vector512<T>* sums)
        {
            Vector512<T> m = Vector512.Create(mean), r = Vector512.Create(scale), sum = default, dot = default;
            T* weight = Weight;
            nint n = length, w = Vector512<T>.Count;
            for (nint i = 0; i <= n - w; i += w)
            {
                Vector512<T> d = Vector512.Load(dy + i), t = d * ((Vector512.Load(x + i) - m) * r);
                if (dweight is not null)
                {
                    (Vector512.Load(dweight + i) + t).Store(dweight + i);
                    (Vector512.Load(dbias + i) + d).Store(dbias + i);
                }
                if (weight is not null)
                {
                    var v = Vector512.Load(weight + i);
                    t *= v;
                    d *= v;
                }
                sum += d;
                dot += t;
            }
            (sums[0], sums[1]) = (sum, dot);
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private readonly void SumsOfRest(T* dy, T* x, int start, T mean, T scale, T* dweight, T* dbias, Vector512<T>* sums)
        {
            int count = length - start;
            Vector512<T> d = RowVectors<T>.LoadPart(dy, count), t = d * ((RowVectors<T>.LoadPart(x, count, mean) - Vector512.Create(mean)) * Vector512.Create(scale));
            if (dweight is not null)
            {
                RowVectors<T>.StorePart(dweight + start, count, RowVectors<T>.LoadPart(dweight + start, count) + t);
                RowVectors<T>.StorePart(dbias + start, count, RowVectors<T>.LoadPart(dbias + start, count) + d);
            }
            if (Weight is not null)
            {
                var v = RowVectors<T>.LoadPart(Weight + start, count);
                t *= v;
                d *= v;
            }
            sums[0] += d;
            sums[1] += t;
        }

        /// <summary>dx of whole vectors; <paramref name="first"/> is the mean of g, <paramref name="second"/> that of g·x̂.</summary>
        [MethodImpl(JitOptions.Kernel)]
        private readonly void Slopes<TStore>(T* dy, T* x, T* dx, T mean, T scale, T first, T second)
            where TStore : struct, IStore<T>
        {
            Vector512<T> m = Vector512.Create(mean), r = Vector512.Create(scale), f = Vector512.Create(first), s = Vector512.Create(second);
            T* weight = Weight;
            nint n = length, w = Vector512<T>.Count;
            for (nint i = 0; i <= n - w; i += w)
            {
                Vector512<T> g = Vector512.Load(dy + i), h = (Vector512.Load(x + i) - m) * r;
                if (weight is not null) g *= Vector512.Load(weight + i);
                TStore.Write(r * (g - f - (h * s)), dx + i);
                Cache.ReadAhead(dy + n + i);
                Cache.ReadAhead(x + n + i);
            }
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private readonly void SlopesOfRest(T* dy, T* x, T* dx, int start, T mean, T scale, T first, T second)
        {
            int count = length - start;
            Vector512<T> r = Vector512.Create(scale), g = RowVectors<T>.LoadPart(dy, count), h = (RowVectors<T>.LoadPart(x, count) - Vector512.Create(mean)) * r;
            if (Weight is not null) g *= RowVectors<T>.LoadPart(Weight + start, count);
            RowVectors<T>.StorePart(dx, count, r * (g - Vector512.Create(first) - (h * Vector512.Create(second))));
        }
    }
}
