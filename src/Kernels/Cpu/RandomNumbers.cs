using System.Numerics;

namespace Neuron.Kernels.Cpu;

/// <summary>Fills memory from a Philox stream: float32 uses one word an element, float64 two.</summary>
internal static unsafe class RandomNumbers
{
    /// <summary>Uniform in [low, high).</summary>
    public static void Uniform<T>(ulong seed, ulong counter, double low, double high, Strided<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        long count = y.Count;
        T from = T.CreateTruncating(low), width = T.CreateTruncating(high - low);
        for (long i = 0; i < count; i++) y.Data[i] = from + (width * Unit<T>(seed, counter, i));
    }

    /// <summary>Normal with the given mean and standard deviation, by Box and Muller's transform of neighbouring uniforms.</summary>
    public static void Normal<T>(ulong seed, ulong counter, double mean, double deviation, Strided<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        long count = y.Count;
        T two = T.One + T.One, mu = T.CreateTruncating(mean), sigma = T.CreateTruncating(deviation);
        for (long i = 0; i < count; i += 2)
        {
            T radius = T.Sqrt(-two * T.Log(T.One - Unit<T>(seed, counter, i)));
            T angle = two * T.Pi * Unit<T>(seed, counter, i + 1);
            y.Data[i] = mu + (sigma * radius * T.Cos(angle));
            if (i + 1 < count) y.Data[i + 1] = mu + (sigma * radius * T.Sin(angle));
        }
    }

    /// <summary>Integers in [low, high), by multiplication of 32-bit words (bias below (high − low) / 2³²).</summary>
    public static void Integers(ulong seed, ulong counter, long low, long high, Strided<long> y)
    {
        long count = y.Count;
        ulong range = (ulong)(high - low);
        for (long i = 0; i < count; i++) y.Data[i] = low + (long)((Philox.Word(seed, counter, i) * range) >> 32);
    }

    /// <summary>Element i of a stream of numbers in [0, 1): 24 random bits for float32, 53 for float64.</summary>
    private static T Unit<T>(ulong seed, ulong counter, long i)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(double))
        {
            ulong bits = ((ulong)Philox.Word(seed, counter, 2 * i) << 32) | Philox.Word(seed, counter, (2 * i) + 1);
            return T.CreateTruncating((bits >> 11) * (1.0 / (1L << 53)));
        }
        return T.CreateTruncating((Philox.Word(seed, counter, i) >> 8) * (1f / (1 << 24)));
    }
}
