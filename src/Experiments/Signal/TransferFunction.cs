namespace Neuron.Experiments.Signal;

/// <summary>A filter by its difference equation Σ aⱼ·y[n − j] = Σ bⱼ·x[n − j]; a[0] need not be 1.</summary>
internal sealed class TransferFunction
{
    /// <param name="b">Numerator, lag 0 first.</param>
    /// <param name="a">Denominator; a[0] ≠ 0.</param>
    public TransferFunction(ReadOnlySpan<double> b, ReadOnlySpan<double> a)
    {
        if (a.IsEmpty || b.IsEmpty || a[0] == 0) throw new ArgumentException("a filter needs coefficients, and a[0] ≠ 0.");
        int order = Math.Max(a.Length, b.Length);
        (B, A) = (new double[order], new double[order]);
        for (int i = 0; i < b.Length; i++) B[i] = b[i] / a[0];
        for (int i = 0; i < a.Length; i++) A[i] = a[i] / a[0];
    }

    /// <summary>Numerator, scaled so that a[0] = 1 and padded with zeros to the length of <see cref="A"/>.</summary>
    public double[] B { get; }

    /// <summary>Denominator.</summary>
    public double[] A { get; }

    /// <summary>Filters once forward from rest.</summary>
    public double[] Filter(ReadOnlySpan<double> x) => Filter(x, new double[A.Length - 1]);

    /// <summary>Filters forward from and into <paramref name="state"/> (transposed direct form II, order − 1 values).</summary>
    public double[] Filter(ReadOnlySpan<double> x, Span<double> state)
    {
        var y = new double[x.Length];
        double[] b = B, a = A;
        int last = state.Length - 1;
        for (int n = 0; n < y.Length; n++)
        {
            double input = x[n], output = b[0] * input + (last >= 0 ? state[0] : 0);
            for (int i = 0; i < last; i++) state[i] = state[i + 1] + b[i + 1] * input - a[i + 1] * output;
            if (last >= 0) state[last] = b[last + 1] * input - a[last + 1] * output;
            y[n] = output;
        }
        return y;
    }

    /// <summary>The state in which a constant input 1 gives its constant output at once.</summary>
    public double[] SteadyState()
    {
        int n = A.Length;
        if (n < 2) return [];
        var state = new double[n - 1];
        double sum = 0, denominator = 0;
        for (int i = 1; i < n; i++) sum += B[i] - A[i] * B[0];
        for (int i = 0; i < n; i++) denominator += A[i];
        state[0] = sum / denominator;
        double a = 1, c = 0;
        for (int k = 1; k < n - 1; k++)
        {
            a += A[k];
            c += B[k] - A[k] * B[0];
            state[k] = a * state[0] - c;
        }
        return state;
    }
}
