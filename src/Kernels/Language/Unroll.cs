namespace Neuron.Kernels.Language;

/// <summary>Hints for the loop around the call; they stand first in its body and change no result.</summary>
public static class Unroll
{
    /// <summary>Unroll the loop wholly; its trip count must be a compile-time constant for that.</summary>
    public static void Fully()
    {
    }

    /// <summary>Unroll the loop by <paramref name="count"/>, a compile-time constant.</summary>
    public static void By(int count) => _ = count;
}
