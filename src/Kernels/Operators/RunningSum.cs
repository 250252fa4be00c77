namespace Neuron.Kernels.Operators;

/// <summary>The sums of float32 that remember what rounding takes from them, the same on all devices.</summary>
internal static class RunningSum
{
    /// <summary>Whether the sum takes up its rest at step <paramref name="i"/>: seldom, as that step waits for it, but before the rest has digits of its own to lose.</summary>
    public static bool Folds(long i) => (i & 15) == 0;
}
