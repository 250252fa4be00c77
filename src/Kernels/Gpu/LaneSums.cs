using System.Numerics;

namespace Neuron.Kernels.Gpu;

/// <summary>Loops of one work-item over neighbours, for CPU devices: independent lanes become vector instructions.</summary>
internal static class LaneSums
{
    /// <summary>Neighbours taken together.</summary>
    public const int Lanes = 16;

    /// <summary>Σ a[aAt + i] · b[bAt + i].</summary>
    public static T Dot<T>(ArrayView<T> a, long aAt, ArrayView<T> b, long bAt, int n)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var lanes = LocalMemory.Allocate<T>(Lanes);
        int i = 0;
        for (; i <= n - Lanes; i += Lanes)
        {
            for (int j = 0; j < Lanes; j++)
            {
                Unroll.Fully();
                lanes[j] = T.FusedMultiplyAdd(a[aAt + i + j], b[bAt + i + j], lanes[j]);
            }
        }
        T sum = T.Zero;
        for (; i < n; i++) sum = T.FusedMultiplyAdd(a[aAt + i], b[bAt + i], sum);
        for (int j = 0; j < Lanes; j++)
        {
            Unroll.Fully();
            sum += lanes[j];
        }
        return sum;
    }

    /// <summary>y[at + i] += factor · x[xAt + i].</summary>
    public static void Add<T>(ArrayView<T> y, long at, ArrayView<T> x, long xAt, int n, T factor)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < n; i++) y[at + i] = T.FusedMultiplyAdd(factor, x[xAt + i], y[at + i]);
    }

    /// <summary>y[at + i] *= factor.</summary>
    public static void Scale<T>(ArrayView<T> y, long at, int n, T factor)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < n; i++) y[at + i] = y[at + i] * factor;
    }

    /// <summary>y[at + i] = 0.</summary>
    public static void Clear<T>(ArrayView<T> y, long at, int n)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < n; i++) y[at + i] = T.Zero;
    }
}
