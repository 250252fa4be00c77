using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Neuron.Kernels.Cpu;

/// <summary>Operations on one row of an image: what direct convolution, folding and average pooling are made of.</summary>
internal static unsafe class TapRow
{
    /// <summary>y[i] = x[i · xStep].</summary>
    public static void Copy<T>(T* x, int xStep, T* y, int length)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (xStep == 1) new ReadOnlySpan<T>(x, length).CopyTo(new Span<T>(y, length));
        else for (int i = 0; i < length; i++) y[i] = x[i * xStep];
    }

    /// <summary>y[i · yStep] += weight · x[i · xStep].</summary>
    [MethodImpl(JitOptions.Kernel)]
    public static void AddScaled<T>(T* x, int xStep, T* y, int yStep, T weight, int length)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int i = 0;
        if (xStep == 1 && yStep == 1)
        {
            var scale = new Vector<T>(weight);
            for (; i <= length - Vector<T>.Count; i += Vector<T>.Count)
                Vector.Store(Vector.Load(y + i) + (scale * Vector.Load(x + i)), y + i);
        }
        for (; i < length; i++) y[i * yStep] += weight * x[i * xStep];
    }

    /// <summary>Σ x[i · xStep] · y[i].</summary>
    [MethodImpl(JitOptions.Kernel)]
    public static T Dot<T>(T* x, int xStep, T* y, int length)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int i = 0;
        T sum = T.Zero;
        if (xStep == 1)
        {
            var sums = Vector<T>.Zero;
            for (; i <= length - Vector<T>.Count; i += Vector<T>.Count) sums += Vector.Load(x + i) * Vector.Load(y + i);
            sum = Vector.Sum(sums);
        }
        for (; i < length; i++) sum += x[i * xStep] * y[i];
        return sum;
    }
}
