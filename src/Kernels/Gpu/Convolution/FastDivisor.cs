using System.Numerics;

namespace Neuron.Kernels.Gpu;

/// <summary>Division of numbers in [0, 2³¹) by one that is known before the launch: a product and a shift.</summary>
/// <remarks>
/// q = ⌊n·m / 2^(31+s)⌋, 2^s the least power of two from the divisor d on, m = ⌊2^(31+s)/d⌋ + 1 (Granlund and Montgomery 1994):
/// m·d exceeds 2^(31+s) by at most 2^s, so for n below 2³¹ the error stays under one unit of q.
/// </remarks>
internal readonly struct FastDivisor
{
    /// <param name="divisor">At least 1.</param>
    public FastDivisor(int divisor)
    {
        Divisor = divisor;
        int s = divisor == 1 ? 0 : 32 - BitOperations.LeadingZeroCount((uint)divisor - 1);
        Shift = 31 + s;
        Multiplier = (uint)(((1UL << Shift) / (uint)divisor) + 1);
    }

    public int Divisor { get; }

    private int Shift { get; }

    private uint Multiplier { get; }

    /// <summary>⌊n / Divisor⌋.</summary>
    public int Divide(int n) => (int)(((uint)n * (ulong)Multiplier) >> Shift);

    /// <summary>n mod Divisor, given the quotient.</summary>
    public int Rest(int n, int quotient) => n - (quotient * Divisor);
}

/// <summary>Positions of a volume, counted with the last axis fastest.</summary>
/// <param name="d">Depth.</param>
/// <param name="h">Height.</param>
/// <param name="w">Width.</param>
internal readonly struct VolumeDivisor(int d, int h, int w)
{
    public FastDivisor Volume { get; } = new(Math.Max(1, d * h * w));

    public FastDivisor Plane { get; } = new(Math.Max(1, h * w));

    public FastDivisor Line { get; } = new(Math.Max(1, w));

    /// <summary>How many volumes lie before an index, and its place in its own.</summary>
    public (int Volumes, int D, int H, int W) Split(int index)
    {
        int volumes = Volume.Divide(index), inVolume = Volume.Rest(index, volumes);
        int depth = Plane.Divide(inVolume), inPlane = Plane.Rest(inVolume, depth);
        int height = Line.Divide(inPlane);
        return (volumes, depth, height, Line.Rest(inPlane, height));
    }
}
