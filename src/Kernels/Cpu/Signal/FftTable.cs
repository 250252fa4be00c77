using System.Numerics;

namespace Neuron.Kernels.Cpu;

/// <summary>Factors that a plan keeps for the life of the process; they do not move, and start on a cache line.</summary>
internal sealed unsafe class FftTable<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int Line = 64;
    private readonly T[] _memory;

    public FftTable(long length)
    {
        _memory = GC.AllocateArray<T>(checked((int)length + (Line / sizeof(T))), pinned: true);
        fixed (T* start = _memory) At = (T*)(((nint)start + Line - 1) & ~(Line - 1));
    }

    /// <summary>The first element.</summary>
    public T* At { get; }

    /// <summary>exp(−2πi·k/n), rounded from float64 with the angle reduced first.</summary>
    public static (T Re, T Im) Root(long k, long n)
    {
        (double sin, double cos) = double.SinCosPi(2.0 * (k % n) / n);
        return (T.CreateTruncating(cos), T.CreateTruncating(-sin));
    }
}
