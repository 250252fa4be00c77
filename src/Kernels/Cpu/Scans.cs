using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Neuron.Kernels.Operators;

namespace Neuron.Kernels.Cpu;

/// <summary>Running results along an axis of contiguous operands: [outer, n, inner], one lane of vectors a column.</summary>
internal static unsafe class Scans
{
    /// <summary>y_i = y_{i−1} ∘ x_i, y_0 = x_0.</summary>
    public static void Run<T>(ScanOperator op, Strided<T> x, Strided<T> y, int axis)
        where T : unmanaged, INumber<T>
    {
        switch (op)
        {
            case ScanOperator.Sum when typeof(T) == typeof(float): Sum(x.As<float>(), y.As<float>(), axis); break;
            case ScanOperator.Sum: Run<T, Add<T>>(x, y, axis); break;
            case ScanOperator.Product: Run<T, Multiply<T>>(x, y, axis); break;
            default:
                if (typeof(T) == typeof(float)) Run<float, LogAddExp<float>>(x.As<float>(), y.As<float>(), axis);
                else if (typeof(T) == typeof(double)) Run<double, LogAddExp<double>>(x.As<double>(), y.As<double>(), axis);
                else throw new NotSupportedException($"{op}: not defined for integers; convert to a floating-point dtype first.");
                break;
        }
    }

    /// <summary>h_i = a_i · h_{i−1} + b_i, h_{−1} = 0.</summary>
    public static void Linear<T>(Strided<T> a, Strided<T> b, Strided<T> h, int axis)
        where T : unmanaged, INumber<T>
    {
        var (outer, n, inner) = Split(h, axis);
        WorkerPool.For(checked((int)outer), new LinearJob<T>(a.Data, b.Data, h.Data, n, inner));
    }

    /// <summary>Position of the extremum so far, the last of equals.</summary>
    public static void Positions<T>(bool largest, Strided<T> x, Strided<long> y, int axis)
        where T : unmanaged, INumber<T>
    {
        var (outer, n, inner) = Split(y, axis);
        WorkerPool.For(checked((int)outer), new PositionJob<T>(largest, x.Data, y.Data, n, inner));
    }

    private static void Run<T, TOp>(Strided<T> x, Strided<T> y, int axis)
        where T : unmanaged, INumber<T>
        where TOp : struct, IBinaryOperator<T>
    {
        var (outer, n, inner) = Split(y, axis);
        WorkerPool.For(checked((int)outer), new ScanJob<T, TOp>(x.Data, y.Data, n, inner));
    }

    private static void Sum(Strided<float> x, Strided<float> y, int axis)
    {
        var (outer, n, inner) = Split(y, axis);
        WorkerPool.For(checked((int)outer), new SumJob(x.Data, y.Data, n, inner));
    }

    private static (long Outer, long N, long Inner) Split<T>(Strided<T> y, int axis)
        where T : unmanaged
    {
        long outer = 1, inner = 1;
        for (int i = 0; i < axis; i++) outer *= y.Shape[i];
        for (int i = axis + 1; i < y.Rank; i++) inner *= y.Shape[i];
        return (inner * y.Shape[axis] == 0 ? 0 : outer, y.Shape[axis], inner);
    }

    private readonly struct ScanJob<T, TOp>(T* x, T* y, long n, long inner) : IParallelJob
        where T : unmanaged, INumber<T>
        where TOp : struct, IBinaryOperator<T>
    {
        [MethodImpl(JitOptions.Kernel)]
        public void Run(int index)
        {
            T* from = x + (index * n * inner), to = y + (index * n * inner);
            new Span<T>(from, checked((int)inner)).CopyTo(new Span<T>(to, (int)inner));
            for (long i = 1; i < n; i++)
            {
                T* row = from + (i * inner), before = to + ((i - 1) * inner), result = before + inner;
                long c = 0;
                for (; c <= inner - Vector512<T>.Count; c += Vector512<T>.Count)
                    TOp.Apply(Vector512.Load(before + c), Vector512.Load(row + c)).Store(result + c);
                for (; c < inner; c++) result[c] = RowReduction<T, TOp>.Combine(before[c], row[c]);
            }
        }
    }

    /// <summary>
    /// A running sum that remembers what rounding took from it (Knuth's two-sum), so that its error does not grow with the number of terms.
    /// Devices take the same steps, as some lack float64.
    /// </summary>
    private readonly struct SumJob(float* x, float* y, long n, long inner) : IParallelJob
    {
        private const int Block = 512; // columns whose sums stay in the cache

        [MethodImpl(JitOptions.Kernel)]
        public void Run(int index)
        {
            float* from = x + (index * n * inner), to = y + (index * n * inner);
            new Span<float>(from, checked((int)inner)).CopyTo(new Span<float>(to, (int)inner));
            if (inner == 1) Line(from, to);
            else
                for (long first = 0; first < inner; first += Block) Columns(from + first, to + first, (int)Math.Min(Block, inner - first));
        }

        private void Line(float* from, float* to)
        {
            float sum = from[0], rest = 0;
            for (long i = 1; i < n; i++) to[i] = Add(ref sum, ref rest, from[i], RunningSum.Folds(i));
        }

        private void Columns(float* from, float* to, int width)
        {
            float* sums = stackalloc float[Block], rests = stackalloc float[Block];
            new Span<float>(from, width).CopyTo(new Span<float>(sums, width));
            new Span<float>(rests, width).Clear();
            for (long i = 1; i < n; i++)
            {
                float* row = from + (i * inner), result = to + (i * inner);
                bool folds = RunningSum.Folds(i);
                int c = 0;
                for (; c <= width - Vector512<float>.Count; c += Vector512<float>.Count)
                {
                    Vector512<float> sum = Vector512.Load(sums + c), term = Vector512.Load(row + c), next = sum + term, added = next - sum;
                    var rest = Vector512.Load(rests + c) + ((sum - (next - added)) + (term - added));
                    var isFinite = Vector512.LessThan(Vector512.Abs(next), Vector512.Create(float.PositiveInfinity));
                    var total = Vector512.ConditionalSelect(isFinite, next + rest, next);
                    total.Store(result + c);
                    (folds ? total : next).Store(sums + c);
                    (folds ? rest - (total - next) : rest).Store(rests + c);
                }
                for (; c < width; c++) result[c] = Add(ref sums[c], ref rests[c], row[c], folds);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static float Add(ref float sum, ref float rest, float term, bool folds)
        {
            float next = sum + term, added = next - sum;
            rest += (sum - (next - added)) + (term - added);
            float total = float.IsFinite(next) ? next + rest : next; // the rest of an infinity is NaN
            if (folds) rest -= total - next;
            sum = folds ? total : next;
            return total;
        }
    }

    private readonly struct LinearJob<T>(T* a, T* b, T* h, long n, long inner) : IParallelJob
        where T : unmanaged, INumber<T>
    {
        public void Run(int index)
        {
            long first = index * n * inner;
            new Span<T>(b + first, checked((int)inner)).CopyTo(new Span<T>(h + first, (int)inner));
            for (long i = first + inner; i < first + (n * inner); i++) h[i] = (a[i] * h[i - inner]) + b[i];
        }
    }

    private readonly struct PositionJob<T>(bool largest, T* x, long* y, long n, long inner) : IParallelJob
        where T : unmanaged, INumber<T>
    {
        public void Run(int index)
        {
            T* from = x + (index * n * inner);
            long* to = y + (index * n * inner);
            for (long c = 0; c < inner; c++)
            {
                long best = 0;
                for (long i = 0; i < n; i++)
                {
                    T v = from[(i * inner) + c], value = from[(best * inner) + c];
                    if (T.IsNaN(v) || (largest ? v >= value : v <= value)) best = i;
                    to[(i * inner) + c] = best;
                }
            }
        }
    }
}
