using System.Buffers;
using System.Numerics;

namespace Neuron.Kernels.Cpu;

/// <summary>
/// Recursive filters as cascades of second-order sections over many rows, transposed direct form II in float64:
/// y = b₀x + w₁, w₁ = b₁x − a₁y + w₂, w₂ = b₂x − a₂y.
/// </summary>
/// <remarks>
/// A recursion cannot be vectorised along time, so a vector holds the same sample of several rows, and two vectors run side by side
/// to hide the latency of the feedback. Blocks of rows are transposed into the cache, filtered there section by section, and
/// transposed back. State: [rows, sections, 2].
/// </remarks>
internal static unsafe class SectionCascade
{
    private const int BlockSamples = 128, Coefficients = 5;

    private static int Lanes => 2 * Vector<double>.Count;

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
            WorkerPool.For((rows + Lanes - 1) / Lanes, new Piece<T>(c, sections, from, to, rows, samples, w, null, 0));
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
            WorkerPool.For((rows + Lanes - 1) / Lanes, new Piece<T>(c, coefficients.Length / Coefficients, from, to, rows, samples, null, s, edge));
    }

    private static int Samples(int from, int to, int rows) => rows > 0 && from % rows == 0 && to == from ? from / rows
        : throw new ArgumentException($"{from} values do not make {rows} rows for {to}.");

    private readonly struct Piece<T>(double* coefficients, int sections, T* x, T* y, int rows, int samples, double* state, double* steady, int edge) : IParallelJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public void Run(int index)
        {
            int first = index * Lanes, count = Math.Min(Lanes, rows - first), block = Math.Max(BlockSamples, edge);
            double[] rented = ArrayPool<double>.Shared.Rent(((block + (2 * sections)) * Lanes) + 8);
            fixed (double* start = rented)
            {
                double* work = (double*)(((nint)start + 63) & ~63), w = work + (block * Lanes);
                new Span<double>(work, (block + (2 * sections)) * Lanes).Clear();
                T* from = x + ((long)first * samples), to = y + ((long)first * samples);
                if (steady is null) Once(from, to, count, work, w, state + ((long)first * sections * 2));
                else Twice(from, to, count, work, w);
            }
            ArrayPool<double>.Shared.Return(rented);
        }

        private void Once(T* from, T* to, int count, double* work, double* w, double* rowState)
        {
            for (int r = 0; r < count; r++)
                for (int i = 0; i < 2 * sections; i++) w[(i * Lanes) + r] = rowState[(r * 2 * sections) + i];
            Main(from, to, count, work, w, backward: false);
            for (int r = 0; r < count; r++)
                for (int i = 0; i < 2 * sections; i++) rowState[(r * 2 * sections) + i] = w[(i * Lanes) + r];
        }

        private void Twice(T* from, T* to, int count, double* work, double* w)
        {
            var (head, tail) = (new double[edge * Lanes], new double[edge * Lanes]);
            for (int r = 0; r < count; r++)
            {
                T* row = from + ((long)r * samples);
                double begin = 2 * double.CreateTruncating(row[0]), end = 2 * double.CreateTruncating(row[samples - 1]);
                for (int i = 0; i < edge; i++)
                {
                    head[(i * Lanes) + r] = begin - double.CreateTruncating(row[edge - i]);
                    tail[(i * Lanes) + r] = end - double.CreateTruncating(row[samples - 2 - i]);
                }
            }
            fixed (double* before = head, after = tail)
            {
                Settle(w, edge > 0 ? before : null, from, count, samples);
                Filter(before, edge, w);
                Main(from, to, count, work, w, backward: false);
                Filter(after, edge, w);
                // the way back begins at the far end of the extension
                Settle(w, edge > 0 ? after + ((edge - 1) * Lanes) : null, to + samples - 1, count, samples);
                for (int i = 0; i < edge; i++) new Span<double>(after + ((edge - 1 - i) * Lanes), Lanes).CopyTo(new Span<double>(work + (i * Lanes), Lanes));
                Filter(work, edge, w);
                Main(to, to, count, work, w, backward: true);
            }
        }

        // the steady state of each row's first value
        private void Settle(double* w, double* level, T* column, int count, int pitch)
        {
            for (int i = 0; i < 2 * sections; i++)
                for (int r = 0; r < count; r++)
                    w[(i * Lanes) + r] = steady[i] * (level is null ? double.CreateTruncating(column[(long)r * pitch]) : level[r]);
        }

        private void Main(T* from, T* to, int count, double* work, double* w, bool backward)
        {
            for (int done = 0; done < samples; done += BlockSamples)
            {
                int length = Math.Min(BlockSamples, samples - done), at = backward ? samples - done - length : done;
                for (int r = 0; r < count; r++)
                {
                    T* row = from + ((long)r * samples) + at;
                    double* target = work + r;
                    if (backward)
                        for (int i = 0; i < length; i++) target[i * Lanes] = double.CreateTruncating(row[length - 1 - i]);
                    else
                        for (int i = 0; i < length; i++) target[i * Lanes] = double.CreateTruncating(row[i]);
                }
                Filter(work, length, w);
                for (int r = 0; r < count; r++)
                {
                    T* row = to + ((long)r * samples) + at;
                    double* source = work + r;
                    if (backward)
                        for (int i = 0; i < length; i++) row[length - 1 - i] = T.CreateTruncating(source[i * Lanes]);
                    else
                        for (int i = 0; i < length; i++) row[i] = T.CreateTruncating(source[i * Lanes]);
                }
            }
        }

        // work: [length, Lanes], filtered in place
        private void Filter(double* work, int length, double* w)
        {
            int half = Vector<double>.Count, step = 2 * half;
            for (int s = 0; s < sections; s++)
            {
                double* c = coefficients + (s * Coefficients), state1 = w + (2 * s * Lanes), state2 = state1 + Lanes;
                Vector<double> b0 = Vector.Create(c[0]), b1 = Vector.Create(c[1]), b2 = Vector.Create(c[2]), a1 = Vector.Create(-c[3]), a2 = Vector.Create(-c[4]);
                Vector<double> p1 = Vector.Load(state1), p2 = Vector.Load(state2), q1 = Vector.Load(state1 + half), q2 = Vector.Load(state2 + half);
                double* at = work; // a sample of all rows
                for (int n = 0; n < length; n++, at += step)
                {
                    Vector<double> x0 = Vector.Load(at), x1 = Vector.Load(at + half);
                    Vector<double> y0 = Vector.FusedMultiplyAdd(b0, x0, p1), y1 = Vector.FusedMultiplyAdd(b0, x1, q1);
                    p1 = Vector.FusedMultiplyAdd(a1, y0, Vector.FusedMultiplyAdd(b1, x0, p2));
                    q1 = Vector.FusedMultiplyAdd(a1, y1, Vector.FusedMultiplyAdd(b1, x1, q2));
                    p2 = Vector.FusedMultiplyAdd(a2, y0, b2 * x0);
                    q2 = Vector.FusedMultiplyAdd(a2, y1, b2 * x1);
                    y0.Store(at);
                    y1.Store(at + half);
                }
                p1.Store(state1);
                p2.Store(state2);
                q1.Store(state1 + half);
                q2.Store(state2 + half);
            }
        }
    }
}
