using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Neuron.Kernels.Operators;

namespace Neuron.Kernels.Cpu;

/// <summary>Softmax, log-softmax and log-sum-exp along one axis, with their gradients.</summary>
/// <remarks>
/// Operands lie without gaps, read as [outer, length, inner]. A row (inner = 1) is read once from memory and written once if
/// it fits the cache; with inner above 1, neighbouring columns share vectors.
/// </remarks>
internal static unsafe class Softmax
{
    /// <summary>Elements that a thread takes at a time.</summary>
    private const int PieceElements = 1 << 15;

    /// <summary>Bytes of a result beyond which it is written around the cache.</summary>
    private const long StreamingBytes = 24L << 20;

    /// <summary>y = e^(x − m) / Σ e^(x − m), m the largest; with <paramref name="log"/>, its logarithm.</summary>
    public static void Forward<T>(bool log, Strided<T> x, Strided<T> y, int axis)
        where T : unmanaged, IFloatingPointIeee754<T> => Run(log, x.Data, null, y.Data, x.Shape, axis);

    /// <summary>dx = y · (dy − Σ dy · y) of the softmax y, or dx = dy − e^y · Σ dy of the log-softmax y.</summary>
    public static void Backward<T>(bool log, Strided<T> dy, Strided<T> y, Strided<T> dx, int axis)
        where T : unmanaged, IFloatingPointIeee754<T> => Run(log, dy.Data, y.Data, dx.Data, y.Shape, axis);

    /// <summary>y = log Σ eˣ over the last axis.</summary>
    public static void LogSumExp<T>(Strided<T> x, Strided<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int n = x.Shape[^1];
        long rows = y.Count;
        int each = (int)Math.Clamp(PieceElements / Math.Max(n, 1), 1, Math.Max(rows, 1));
        WorkerPool.For((int)((rows + each - 1) / each), new SumJob<T> { X = x.Data, Y = y.Data, Length = n, Rows = rows, Each = each });
    }

    [MethodImpl(JitOptions.Kernel)]
    private static void Run<T>(bool log, T* x, T* forward, T* y, ReadOnlySpan<int> shape, int axis)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        long outer = 1, inner = 1;
        for (int i = 0; i < axis; i++) outer *= shape[i];
        for (int i = axis + 1; i < shape.Length; i++) inner *= shape[i];
        int n = shape[axis];
        if (outer * inner * n == 0) return;
        if (inner == 1)
        {
            int each = (int)Math.Clamp(PieceElements / n, 1, outer);
            bool streams = outer * n * sizeof(T) >= StreamingBytes && n % Vector512<T>.Count == 0 && n <= RowJob<T>.MaxStreamed;
            var job = new RowJob<T> { Log = log, X = x, Forward = forward, Y = y, Length = n, Rows = outer, Each = each, Streams = streams };
            WorkerPool.For((int)((outer + each - 1) / each), job);
            return;
        }
        int columns = (int)Math.Min(inner, Math.Max(Vector512<T>.Count, PieceElements / n / Vector512<T>.Count * Vector512<T>.Count));
        int chunks = (int)((inner + columns - 1) / columns);
        WorkerPool.For(checked((int)outer * chunks), new ColumnJob<T>
        {
            Log = log, X = x, Forward = forward, Y = y, Length = n, Inner = inner, Columns = columns, Chunks = chunks,
        });
    }

    private struct RowJob<T> : IParallelJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Elements of a row that is kept beside the result until its sum is known.</summary>
        public const int MaxStreamed = 4096;

        public bool Log, Streams;
        public T* X, Forward, Y;
        public long Rows;
        public int Length, Each;

        public readonly void Run(int index)
        {
            T* scratch = stackalloc T[Streams ? MaxStreamed + 64 : 1];
            scratch = (T*)(((nint)scratch + 63) & ~(nint)63);
            long last = Math.Min(Rows, ((long)index + 1) * Each);
            for (long row = (long)index * Each; row < last; row++)
            {
                T* x = X + (row * Length), y = Y + (row * Length);
                if (Forward is not null) Gradient(x, Forward + (row * Length), y);
                else if (Log) LogRow(x, y);
                else SoftmaxRow(x, y, Streams ? scratch : y);
            }
        }

        private readonly void SoftmaxRow(T* x, T* y, T* e)
        {
            T max = RowVectors<T>.Max(x, Length, out T least), sum = RowVectors<T>.SumExp(x, Length, max, least, e);
            UnaryLoop<T>.Row(new MultiplyScalar<T>(T.One / sum), e, y, Length, Streams);
        }

        private readonly void LogRow(T* x, T* y)
        {
            T max = RowVectors<T>.Max(x, Length, out T least), logSum = T.Log(RowVectors<T>.SumExp(x, Length, max, least));
            UnaryLoop<T>.Row(new Shift(max, logSum), x, y, Length, Streams);
        }

        private readonly void Gradient(T* dy, T* y, T* dx)
        {
            if (Log) BinaryLoop<T>.Row(new LogSlope(RowVectors<T>.Sum(dy, Length)), dy, y, dx, Length, Streams);
            else BinaryLoop<T>.Row(new Slope(RowVectors<T>.Dot(dy, y, Length)), dy, y, dx, Length, Streams);
        }

        private readonly struct Shift(T max, T logSum) : IVectorFunction<T>
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            public Vector512<T> Apply(Vector512<T> x) => x - Vector512.Create(max) - Vector512.Create(logSum);
        }

        private readonly struct Slope(T dot) : IPairOperator<T>
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            public Vector512<T> Apply(Vector512<T> dy, Vector512<T> y) => y * (dy - Vector512.Create(dot));
        }

        private readonly struct LogSlope(T sum) : IPairOperator<T>
        {
            public static bool IsLong => true;

            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            public Vector512<T> Apply(Vector512<T> dy, Vector512<T> y) => VectorMath.Fma(VectorMath.ExpOfNegative(y), Vector512.Create(-sum), dy);
        }
    }

    private struct ColumnJob<T> : IParallelJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public bool Log;
        public T* X, Forward, Y;
        public long Inner;
        public int Length, Columns, Chunks;

        [MethodImpl(JitOptions.Kernel)]
        public readonly void Run(int index)
        {
            long first = (long)(index % Chunks) * Columns, last = Math.Min(Inner, first + Columns);
            long start = (long)(index / Chunks) * Length * Inner;
            for (long j = first; j < last; j += Vector512<T>.Count)
            {
                int count = (int)Math.Min(Vector512<T>.Count, last - j);
                if (Forward is null) Column(X + start + j, Y + start + j, count);
                else Gradient(X + start + j, Forward + start + j, Y + start + j, count);
            }
        }

        [MethodImpl(JitOptions.Kernel)]
        private readonly void Column(T* x, T* y, int count)
        {
            var max = Vector512.Create(T.NegativeInfinity);
            for (int i = 0; i < Length; i++) max = Vector512.MaxNative(max, Load(x + (i * Inner), count));
            Vector512<T> sum = default;
            for (int i = 0; i < Length; i++)
            {
                var e = VectorMath.ExpOfNegative(Load(x + (i * Inner), count) - max);
                sum += e;
                if (!Log) Store(y + (i * Inner), e, count);
            }
            var scale = Log ? Logarithm(sum) : Vector512<T>.One / sum;
            for (int i = 0; i < Length; i++)
            {
                T* to = y + (i * Inner);
                Store(to, Log ? Load(x + (i * Inner), count) - max - scale : Load(to, count) * scale, count);
            }
        }

        [MethodImpl(JitOptions.Kernel)]
        private readonly void Gradient(T* dy, T* y, T* dx, int count)
        {
            Vector512<T> sum = default;
            for (int i = 0; i < Length; i++)
            {
                var g = Load(dy + (i * Inner), count);
                sum += Log ? g : g * Load(y + (i * Inner), count);
            }
            for (int i = 0; i < Length; i++)
            {
                Vector512<T> g = Load(dy + (i * Inner), count), v = Load(y + (i * Inner), count);
                Store(dx + (i * Inner), Log ? g - (VectorMath.ExpOfNegative(v) * sum) : v * (g - sum), count);
            }
        }

        [MethodImpl(JitOptions.Kernel)]
        private static Vector512<T> Logarithm(Vector512<T> x)
        {
            T* lanes = stackalloc T[Vector512<T>.Count];
            x.Store(lanes);
            for (int i = 0; i < Vector512<T>.Count; i++) lanes[i] = T.Log(lanes[i]);
            return Vector512.Load(lanes);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector512<T> Load(T* x, int count) =>
            count == Vector512<T>.Count ? Vector512.Load(x) : RowVectors<T>.LoadPart(x, count);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Store(T* y, Vector512<T> value, int count)
        {
            if (count == Vector512<T>.Count) value.Store(y);
            else RowVectors<T>.StorePart(y, count, value);
        }
    }

    private struct SumJob<T> : IParallelJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public T* X, Y;
        public long Rows;
        public int Length, Each;

        public readonly void Run(int index)
        {
            long last = Math.Min(Rows, ((long)index + 1) * Each);
            for (long row = (long)index * Each; row < last; row++) Y[row] = RowVectors<T>.LogSumExp(X + (row * Length), Length);
        }
    }
}
