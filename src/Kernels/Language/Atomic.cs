namespace Neuron.Kernels.Language;

/// <summary>Read-modify-write operations that no other work-item can split. Each returns the old value.</summary>
/// <remarks>Floating-point sums depend on the order in which work-items arrive.</remarks>
public static unsafe class Atomic
{
    /// <summary>target ← target + value.</summary>
    public static int Add(ref int target, int value)
    {
        int old = Announce(ref target);
        target = old + value;
        return old;
    }

    /// <summary>target ← target + value.</summary>
    public static uint Add(ref uint target, uint value)
    {
        uint old = Announce(ref target);
        target = old + value;
        return old;
    }

    /// <summary>target ← target + value.</summary>
    public static long Add(ref long target, long value)
    {
        long old = Announce(ref target);
        target = old + value;
        return old;
    }

    /// <summary>target ← target + value.</summary>
    public static ulong Add(ref ulong target, ulong value)
    {
        ulong old = Announce(ref target);
        target = old + value;
        return old;
    }

    /// <summary>target ← target + value.</summary>
    public static float Add(ref float target, float value)
    {
        float old = Announce(ref target);
        target = old + value;
        return old;
    }

    /// <summary>target ← target + value.</summary>
    public static double Add(ref double target, double value)
    {
        double old = Announce(ref target);
        target = old + value;
        return old;
    }

    /// <summary>target ← max(target, value).</summary>
    public static int Max(ref int target, int value)
    {
        int old = Announce(ref target);
        target = XMath.Max(old, value);
        return old;
    }

    /// <summary>target ← max(target, value).</summary>
    public static uint Max(ref uint target, uint value)
    {
        uint old = Announce(ref target);
        target = XMath.Max(old, value);
        return old;
    }

    /// <summary>target ← max(target, value).</summary>
    public static long Max(ref long target, long value)
    {
        long old = Announce(ref target);
        target = XMath.Max(old, value);
        return old;
    }

    /// <summary>target ← max(target, value).</summary>
    public static ulong Max(ref ulong target, ulong value)
    {
        ulong old = Announce(ref target);
        target = XMath.Max(old, value);
        return old;
    }

    /// <summary>target ← max(target, value).</summary>
    public static float Max(ref float target, float value)
    {
        float old = Announce(ref target);
        target = XMath.Max(old, value);
        return old;
    }

    /// <summary>target ← max(target, value).</summary>
    public static double Max(ref double target, double value)
    {
        double old = Announce(ref target);
        target = XMath.Max(old, value);
        return old;
    }

    /// <summary>target ← min(target, value).</summary>
    public static int Min(ref int target, int value)
    {
        int old = Announce(ref target);
        target = XMath.Min(old, value);
        return old;
    }

    /// <summary>target ← min(target, value).</summary>
    public static uint Min(ref uint target, uint value)
    {
        uint old = Announce(ref target);
        target = XMath.Min(old, value);
        return old;
    }

    /// <summary>target ← min(target, value).</summary>
    public static long Min(ref long target, long value)
    {
        long old = Announce(ref target);
        target = XMath.Min(old, value);
        return old;
    }

    /// <summary>target ← min(target, value).</summary>
    public static ulong Min(ref ulong target, ulong value)
    {
        ulong old = Announce(ref target);
        target = XMath.Min(old, value);
        return old;
    }

    /// <summary>target ← min(target, value).</summary>
    public static float Min(ref float target, float value)
    {
        float old = Announce(ref target);
        target = XMath.Min(old, value);
        return old;
    }

    /// <summary>target ← min(target, value).</summary>
    public static double Min(ref double target, double value)
    {
        double old = Announce(ref target);
        target = XMath.Min(old, value);
        return old;
    }

    /// <summary>target ← value.</summary>
    public static int Exchange(ref int target, int value)
    {
        int old = Announce(ref target);
        target = value;
        return old;
    }

    /// <summary>target ← value.</summary>
    public static uint Exchange(ref uint target, uint value)
    {
        uint old = Announce(ref target);
        target = value;
        return old;
    }

    /// <summary>target ← value.</summary>
    public static long Exchange(ref long target, long value)
    {
        long old = Announce(ref target);
        target = value;
        return old;
    }

    /// <summary>target ← value.</summary>
    public static ulong Exchange(ref ulong target, ulong value)
    {
        ulong old = Announce(ref target);
        target = value;
        return old;
    }

    /// <summary>target ← value.</summary>
    public static float Exchange(ref float target, float value)
    {
        float old = Announce(ref target);
        target = value;
        return old;
    }

    /// <summary>target ← value.</summary>
    public static double Exchange(ref double target, double value)
    {
        double old = Announce(ref target);
        target = value;
        return old;
    }

    /// <summary>target ← target and value.</summary>
    public static int And(ref int target, int value)
    {
        int old = Announce(ref target);
        target = old & value;
        return old;
    }

    /// <summary>target ← target or value.</summary>
    public static int Or(ref int target, int value)
    {
        int old = Announce(ref target);
        target = old | value;
        return old;
    }

    /// <summary>target ← target xor value.</summary>
    public static int Xor(ref int target, int value)
    {
        int old = Announce(ref target);
        target = old ^ value;
        return old;
    }

    /// <summary>target ← target and value.</summary>
    public static uint And(ref uint target, uint value)
    {
        uint old = Announce(ref target);
        target = old & value;
        return old;
    }

    /// <summary>target ← target or value.</summary>
    public static uint Or(ref uint target, uint value)
    {
        uint old = Announce(ref target);
        target = old | value;
        return old;
    }

    /// <summary>target ← target xor value.</summary>
    public static uint Xor(ref uint target, uint value)
    {
        uint old = Announce(ref target);
        target = old ^ value;
        return old;
    }

    /// <summary>target ← target and value.</summary>
    public static long And(ref long target, long value)
    {
        long old = Announce(ref target);
        target = old & value;
        return old;
    }

    /// <summary>target ← target or value.</summary>
    public static long Or(ref long target, long value)
    {
        long old = Announce(ref target);
        target = old | value;
        return old;
    }

    /// <summary>target ← target xor value.</summary>
    public static long Xor(ref long target, long value)
    {
        long old = Announce(ref target);
        target = old ^ value;
        return old;
    }

    /// <summary>target ← target and value.</summary>
    public static ulong And(ref ulong target, ulong value)
    {
        ulong old = Announce(ref target);
        target = old & value;
        return old;
    }

    /// <summary>target ← target or value.</summary>
    public static ulong Or(ref ulong target, ulong value)
    {
        ulong old = Announce(ref target);
        target = old | value;
        return old;
    }

    /// <summary>target ← target xor value.</summary>
    public static ulong Xor(ref ulong target, ulong value)
    {
        ulong old = Announce(ref target);
        target = old ^ value;
        return old;
    }

    /// <summary>target ← value where target = comparand.</summary>
    public static int CompareExchange(ref int target, int comparand, int value)
    {
        int old = Announce(ref target);
        target = old == comparand ? value : old;
        return old;
    }

    /// <summary>target ← value where target = comparand.</summary>
    public static uint CompareExchange(ref uint target, uint comparand, uint value)
    {
        uint old = Announce(ref target);
        target = old == comparand ? value : old;
        return old;
    }

    /// <summary>target ← value where target = comparand.</summary>
    public static long CompareExchange(ref long target, long comparand, long value)
    {
        long old = Announce(ref target);
        target = old == comparand ? value : old;
        return old;
    }

    /// <summary>target ← value where target = comparand.</summary>
    public static ulong CompareExchange(ref ulong target, ulong comparand, ulong value)
    {
        ulong old = Announce(ref target);
        target = old == comparand ? value : old;
        return old;
    }

    /// <summary>target ← value where target = comparand. Compares bits.</summary>
    public static float CompareExchange(ref float target, float comparand, float value)
    {
        float old = Announce(ref target);
        target = BitConverter.SingleToInt32Bits(old) == BitConverter.SingleToInt32Bits(comparand) ? value : old;
        return old;
    }

    /// <summary>target ← value where target = comparand. Compares bits.</summary>
    public static double CompareExchange(ref double target, double comparand, double value)
    {
        double old = Announce(ref target);
        target = BitConverter.DoubleToInt64Bits(old) == BitConverter.DoubleToInt64Bits(comparand) ? value : old;
        return old;
    }

    private static T Announce<T>(ref T target) where T : unmanaged
    {
        fixed (T* address = &target) WorkItem.CurrentOrNull?.OnAtomic((nint)address, sizeof(T));
        return target;
    }
}
