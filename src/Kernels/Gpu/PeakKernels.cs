using Neuron.Kernels.Language;

namespace Neuron.Kernels.Gpu;

/// <summary>Kernels that do nothing but reach a device's limits.</summary>
internal static class PeakKernels
{
    /// <summary>Fused multiply-adds of one work-item in each step of <see cref="MultiplyAdds"/>.</summary>
    public const int Chains = 32;

    /// <summary>Chains of fused multiply-adds in registers; the sum is stored so that they stay.</summary>
    public static void MultiplyAdds(Index1D i, ArrayView<float> y, int steps)
    {
        var chains = LocalMemory.Allocate<float>(Chains);
        for (int k = 0; k < Chains; k++)
        {
            Unroll.Fully();
            chains[k] = i.X + k;
        }
        float factor = y[i];
        for (int step = 0; step < steps; step++)
        {
            for (int k = 0; k < Chains; k++)
            {
                Unroll.Fully();
                chains[k] = XMath.Fma(chains[k], factor, factor);
            }
        }
        float sum = 0f;
        for (int k = 0; k < Chains; k++)
        {
            Unroll.Fully();
            sum += chains[k];
        }
        y[i] = sum;
    }

    /// <summary>y = x, 16 bytes a work-item.</summary>
    public static void Copy(Index1D i, ArrayView<float> x, ArrayView<float> y) => y.Store4((long)i.X * 4, x.Load4((long)i.X * 4));
}
