using System.Numerics;

namespace Neuron.Kernels.Cpu.LinearAlgebra;

/// <summary>Eigenvectors and singular vectors are found up to sign; the choice here makes the largest component positive.</summary>
internal static unsafe class Signs
{
    /// <summary>−1 if the component of largest size (the first of equals) is negative, else 1.</summary>
    public static T OfLargest<T>(T* x, int n)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int best = 0;
        for (int i = 1; i < n; i++)
            if (T.Abs(x[i]) > T.Abs(x[best])) best = i;
        return n > 0 && x[best] < T.Zero ? -T.One : T.One;
    }
}
