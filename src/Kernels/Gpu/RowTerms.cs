using System.Numerics;

namespace Neuron.Kernels.Gpu;

/// <summary>x, elements <paramref name="step"/> apart.</summary>
internal readonly struct Elements<T>(ArrayView<T> x, long start, long step) : IRowTerm<T>
    where T : unmanaged
{
    public T At(int i) => x[start + (i * step)];
}

/// <summary>a · b, elements <paramref name="step"/> apart.</summary>
internal readonly struct Products<T>(ArrayView<T> a, ArrayView<T> b, long start, long step) : IRowTerm<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T At(int i) => a[start + (i * step)] * b[start + (i * step)];
}

/// <summary>x · w, w having one element for each of the row's; an empty w is all 1.</summary>
internal readonly struct Weighted<T>(ArrayView<T> x, long start, ArrayView<T> w) : IRowTerm<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T At(int i) => w.IsValid ? x[start + i] * w[i] : x[start + i];
}

/// <summary>(x − centre)².</summary>
internal readonly struct SquaredDistances<T>(ArrayView<T> x, long start, T centre) : IRowTerm<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T At(int i)
    {
        T d = x[start + i] - centre;
        return d * d;
    }
}

/// <summary>g and g · x̂ with g = dy · w (an empty w is all 1) and x̂ = (x − mean) · scale.</summary>
internal readonly struct NormSlopes<T>(ArrayView<T> dy, ArrayView<T> x, long start, ArrayView<T> w, T mean, T scale) : IRowTerms<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public (T First, T Second) At(int i)
    {
        T g = w.IsValid ? dy[start + i] * w[i] : dy[start + i];
        return (g, g * ((x[start + i] - mean) * scale));
    }
}
