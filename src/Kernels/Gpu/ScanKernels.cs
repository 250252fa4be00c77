using System.Numerics;
using Neuron.Kernels.Language;
using Neuron.Kernels.Operators;

namespace Neuron.Kernels.Gpu;

/// <summary>Running results along the middle axis of dense [outer, n, inner] operands.</summary>
/// <remarks>Grid: one work-item a line, outer · inner of them; each walks its line in order, so the bits are those of the CPU.</remarks>
internal static class ScanKernels
{
    /// <summary>y_i = y_{i−1} ∘ x_i, y_0 = x_0.</summary>
    public static void Scan<T, TOp>(Index1D line, ArrayView<T> x, ArrayView<T> y, int n, int inner)
        where T : unmanaged
        where TOp : unmanaged, IBinaryOperator<T>
    {
        long at = FirstOf(line, n, inner);
        T sum = x[at];
        y[at] = sum;
        for (int i = 1; i < n; i++)
        {
            at += inner;
            sum = TOp.Apply(sum, x[at]);
            y[at] = sum;
        }
    }

    /// <summary>y_i = y_{i−1} + x_i, the sum beside what rounding took from it (Knuth's two-sum), as the CPU adds float32.</summary>
    public static void Sum<T>(Index1D line, ArrayView<T> x, ArrayView<T> y, int n, int inner)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        long at = FirstOf(line, n, inner);
        T sum = x[at], rest = T.Zero;
        y[at] = sum;
        for (int i = 1; i < n; i++)
        {
            at += inner;
            T term = x[at], next = sum + term, added = next - sum;
            rest += (sum - (next - added)) + (term - added);
            T total = T.IsFinite(next) ? next + rest : next; // the rest of an infinity is NaN
            y[at] = total;
            sum = next;
            if (!RunningSum.Folds(i)) continue;
            rest -= total - next;
            sum = total;
        }
    }

    /// <summary>h_i = a_i · h_{i−1} + b_i, h_{−1} = 0.</summary>
    public static void Linear<T>(Index1D line, ArrayView<T> a, ArrayView<T> b, ArrayView<T> h, int n, int inner)
        where T : unmanaged, INumber<T>
    {
        long at = FirstOf(line, n, inner);
        T state = b[at];
        h[at] = state;
        for (int i = 1; i < n; i++)
        {
            at += inner;
            state = (a[at] * state) + b[at];
            h[at] = state;
        }
    }

    /// <summary>Position of the extremum so far, the last of equals; a NaN stays.</summary>
    public static void Positions<T>(Index1D line, ArrayView<T> x, ArrayView<long> y, int n, int inner, int largest)
        where T : unmanaged, INumber<T>
    {
        long at = FirstOf(line, n, inner);
        T value = x[at];
        int best = 0;
        for (int i = 0; i < n; i++)
        {
            T v = x[at];
            if (T.IsNaN(v) || (largest != 0 ? v >= value : v <= value))
            {
                value = v;
                best = i;
            }
            y[at] = best;
            at += inner;
        }
    }

    private static long FirstOf(int line, int n, int inner)
    {
        int outer = line / inner;
        return ((long)outer * n * inner) + (line - (outer * inner));
    }
}
