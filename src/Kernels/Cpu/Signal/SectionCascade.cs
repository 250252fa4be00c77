using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Neuron.Kernels.Memory;

namespace Neuron.Kernels.Cpu;

/// <summary>
/// Recursive filters as cascades of second-order sections over many rows, transposed direct form II in float64:
/// y = b₀x + w₁, w₁ = b₁x − a₁y + w₂, w₂ = b₂x − a₂y.
/// </summary>
/// <remarks>
/// A recursion cannot be vectorised along time, so a vector holds the same sample of several rows, and three vectors run side by side
/// to hide the latency of the feedback. Blocks of rows are transposed into the cache as they are, widened where the first section reads
/// them, narrowed where the last one writes them, and transposed back. State: [rows, sections, 2].
/// </remarks>
internal static unsafe class SectionCascade
{
    private const int BlockSamples = 128, Coefficients = 5, Vectors = 3;

    private static int Lanes => Vectors * Vector<double>.Count;

    /// <summary>Filters rows forward from and into <paramref name="state"/>; x and y may be the same memory.</summary>
    /// <param name="coefficients">[b₀ b₁ b₂ a₁ a₂] a section.</param>
    /// <param name="x">[rows, samples].</param>
    /// <param name="y">[rows, samples].</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="state">[rows, sections, 2]; zeros for rest.</param>
    public static void Forward<T>(ReadOnlySpan<double> coefficients, ReadOnlySpan<T> x, Span<T> y, int rows, Span<double> state)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int samples = Samples(x.Length, y.Length, rows), sections = coefficients.Length / Coefficients;
        if (state.Length != rows * sections * 2) throw new ArgumentException($"{rows} rows of {sections} sections need {rows * sections * 2} state values, got {state.Length}.");
        fixed (double* c = coefficients, w = state)
        fixed (T* from = x, to = y)
            WorkerPool.For(Pieces(rows), new Piece<T>(c, sections, from, to, rows, samples, w, null, 0));
    }

    /// <summary>Filters rows forward and backward, the ends extended by odd reflection over <paramref name="edge"/> samples, from the steady state.</summary>
    /// <param name="coefficients">[b₀ b₁ b₂ a₁ a₂] a section.</param>
    /// <param name="steady">The state under a constant input of 1: [sections, 2].</param>
    /// <param name="x">[rows, samples].</param>
    /// <param name="y">[rows, samples].</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="edge">Fewer than the samples of a row.</param>
    public static void BothWays<T>(ReadOnlySpan<double> coefficients, ReadOnlySpan<double> steady, ReadOnlySpan<T> x, Span<T> y, int rows, int edge)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int samples = Samples(x.Length, y.Length, rows);
        if (samples <= edge) throw new ArgumentException($"zero-phase filtering extends the ends by {edge} samples and needs a longer signal, got {samples}.");
        fixed (double* c = coefficients, s = steady)
        fixed (T* from = x, to = y)
            WorkerPool.For(Pieces(rows), new Piece<T>(c, coefficients.Length / Coefficients, from, to, rows, samples, null, s, edge));
    }

    private static int Samples(int from, int to, int rows) => rows > 0 && from % rows == 0 && to == from ? from / rows
        : throw new ArgumentException($"{from} values do not make {rows} rows for {to}.");

    private static int Pieces(int rows) => (rows + Lanes - 1) / Lanes;

    // a1 and a2 are negated
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<double> Step(Vector<double> x, Vector<double> b0, Vector<double> b1, Vector<double> b2, Vector<double> a1, Vector<double> a2, ref Vector<double> w1, ref Vector<double> w2)
    {
        Vector<double> y = Vector.FusedMultiplyAdd(b0, x, w1);
        w1 = Vector.FusedMultiplyAdd(a1, y, Vector.FusedMultiplyAdd(b1, x, w2));
        w2 = Vector.FusedMultiplyAdd(a2, y, b2 * x);
        return y;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<double> Widened<T>(T* from)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(double)) return Vector.Load((double*)from);
        if (typeof(T) == typeof(float) && Avx.IsSupported && Vector<double>.Count == 4) return Avx.ConvertToVector256Double(Vector128.Load((float*)from)).AsVector();
        Vector<double> x = default;
        for (int i = 0; i < Vector<double>.Count; i++) x = x.WithElement(i, double.CreateTruncating(from[i]));
        return x;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Narrow<T>(Vector<double> y, T* to)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(double)) y.Store((double*)to);
        else if (typeof(T) == typeof(float) && Avx.IsSupported && Vector<double>.Count == 4) Avx.ConvertToVector128Single(y.AsVector256()).Store((float*)to);
        else
            for (int i = 0; i < Vector<double>.Count; i++) to[i] = T.CreateTruncating(y.GetElement(i));
    }

    private readonly struct Piece<T>(double* coefficients, int sections, T* x, T* y, int rows, int samples, double* state, double* steady, int edge) : IParallelJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public void Run(int index)
        {
            // whole vectors in equal shares, the larger ones first: threads finish together
            int width = Vector<double>.Count, vectors = (rows + width - 1) / width, pieces = Pieces(rows), share = vectors / pieces, larger = vectors % pieces;
            int first = ((index * share) + Math.Min(index, larger)) * width, count = Math.Min((share + (index < larger ? 1 : 0)) * width, rows - first);
            int block = Math.Max(BlockSamples, edge) * Lanes, states = 2 * sections * Lanes, extension = edge * Lanes;
            using NativeBlock scratch = new((((2L * block) + states + (2 * extension)) * sizeof(double)));
            double* between = (double*)scratch.Address, w = between + block, before = w + states, after = before + extension;
            T* tile = (T*)(after + extension);
            // lanes without a row stay zero
            new Span<double>(w, states + (2 * extension)).Clear();
            new Span<T>(tile, block).Clear();
            T* from = x + ((long)first * samples), to = y + ((long)first * samples);
            if (steady is null) Once(from, to, count, tile, between, w, state + ((long)first * sections * 2));
            else Twice(from, to, count, tile, between, w, before, after);
        }

        private void Once(T* from, T* to, int count, T* tile, double* between, double* w, double* rowState)
        {
            for (int r = 0; r < count; r++)
                for (int i = 0; i < 2 * sections; i++) w[(i * Lanes) + r] = rowState[(r * 2 * sections) + i];
            Main(from, to, count, tile, between, w, backward: false);
            for (int r = 0; r < count; r++)
                for (int i = 0; i < 2 * sections; i++) rowState[(r * 2 * sections) + i] = w[(i * Lanes) + r];
        }

        private void Twice(T* from, T* to, int count, T* tile, double* between, double* w, double* before, double* after)
        {
            for (int r = 0; r < count; r++)
            {
                T* row = from + ((long)r * samples);
                double begin = 2 * double.CreateTruncating(row[0]), end = 2 * double.CreateTruncating(row[samples - 1]);
                for (int i = 0; i < edge; i++)
                {
                    before[(i * Lanes) + r] = begin - double.CreateTruncating(row[edge - i]);
                    after[(i * Lanes) + r] = end - double.CreateTruncating(row[samples - 2 - i]);
                }
            }
            Settle(w, edge > 0 ? before : null, from, count);
            Filter(before, between, edge, w, backward: false);
            Main(from, to, count, tile, between, w, backward: false);
            Filter(after, between, edge, w, backward: false);
            // the way back begins at the far end of the extension
            Settle(w, edge > 0 ? after + ((edge - 1) * Lanes) : null, to + samples - 1, count);
            Filter(after, between, edge, w, backward: true);
            Main(to, to, count, tile, between, w, backward: true);
        }

        // the steady state of each row's first value
        private void Settle(double* w, double* level, T* column, int count)
        {
            for (int i = 0; i < 2 * sections; i++)
                for (int r = 0; r < count; r++)
                    w[(i * Lanes) + r] = steady[i] * (level is null ? double.CreateTruncating(column[(long)r * samples]) : level[r]);
        }

        private void Main(T* from, T* to, int count, T* tile, double* between, double* w, bool backward)
        {
            for (int done = 0; done < samples; done += BlockSamples)
            {
                int length = Math.Min(BlockSamples, samples - done), at = backward ? samples - done - length : done;
                ToLanes(from + at, count, length, tile);
                Filter(tile, between, length, w, backward);
                ToRows(tile, count, length, to + at);
            }
        }

        // few rows at a time: rows of a round length would share the sets of the cache
        [MethodImpl(JitOptions.Kernel)]
        private void ToLanes(T* from, int count, int length, T* tile)
        {
            int r = 0;
            for (; r + 4 <= count; r += 4, from += 4L * samples)
            {
                int i = 0;
                for (; i + 4 <= length; i += 4) Transpose.Block4(from + i, samples, tile + (i * Lanes) + r, Lanes);
                for (; i < length; i++)
                    for (int k = 0; k < 4; k++) tile[(i * Lanes) + r + k] = from[((long)k * samples) + i];
            }
            for (; r < count; r++, from += samples)
                for (int i = 0; i < length; i++) tile[(i * Lanes) + r] = from[i];
        }

        [MethodImpl(JitOptions.Kernel)]
        private void ToRows(T* tile, int count, int length, T* to)
        {
            int r = 0;
            for (; r + 4 <= count; r += 4, to += 4L * samples)
            {
                int i = 0;
                for (; i + 4 <= length; i += 4) Transpose.Block4(tile + (i * Lanes) + r, Lanes, to + i, samples);
                for (; i < length; i++)
                    for (int k = 0; k < 4; k++) to[((long)k * samples) + i] = tile[(i * Lanes) + r + k];
            }
            for (; r < count; r++, to += samples)
                for (int i = 0; i < length; i++) to[i] = tile[(i * Lanes) + r];
        }

        // tile: [length, Lanes], filtered in place; what passes from section to section is not rounded to its type
        private void Filter<TData>(TData* tile, double* between, int length, double* w, bool backward)
            where TData : unmanaged, IFloatingPointIeee754<TData>
        {
            int step = backward ? -Lanes : Lanes, last = sections - 1;
            if (backward) tile += (length - 1) * Lanes;
            if (sections == 1) Section(0, tile, step, tile, step, length, w);
            if (sections <= 1) return;
            Section(0, tile, step, between, Lanes, length, w);
            for (int s = 1; s < last; s++) Section(s, between, Lanes, between, Lanes, length, w);
            Section(last, between, Lanes, tile, step, length, w);
        }

        [MethodImpl(JitOptions.Kernel)]
        private void Section<TIn, TOut>(int section, TIn* from, nint fromStep, TOut* to, nint toStep, int length, double* w)
            where TIn : unmanaged, IFloatingPointIeee754<TIn>
            where TOut : unmanaged, IFloatingPointIeee754<TOut>
        {
            int next = Vector<double>.Count, far = 2 * next;
            double* c = coefficients + (section * Coefficients), state1 = w + (2 * section * Lanes), state2 = state1 + Lanes;
            Vector<double> b0 = Vector.Create(c[0]), b1 = Vector.Create(c[1]), b2 = Vector.Create(c[2]), a1 = Vector.Create(-c[3]), a2 = Vector.Create(-c[4]);
            Vector<double> p1 = Vector.Load(state1), q1 = Vector.Load(state1 + next), r1 = Vector.Load(state1 + far);
            Vector<double> p2 = Vector.Load(state2), q2 = Vector.Load(state2 + next), r2 = Vector.Load(state2 + far);
            for (int n = 0; n < length; n++, from += fromStep, to += toStep)
            {
                Narrow(Step(Widened(from), b0, b1, b2, a1, a2, ref p1, ref p2), to);
                Narrow(Step(Widened(from + next), b0, b1, b2, a1, a2, ref q1, ref q2), to + next);
                Narrow(Step(Widened(from + far), b0, b1, b2, a1, a2, ref r1, ref r2), to + far);
            }
            p1.Store(state1);
            q1.Store(state1 + next);
            r1.Store(state1 + far);
            p2.Store(state2);
            q2.Store(state2 + next);
            r2.Store(state2 + far);
        }
    }
}
