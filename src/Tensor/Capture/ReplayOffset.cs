namespace Neuron;

/// <summary>
/// What a replayed step adds to the Philox counters in its primitives, which are those of the recording, and the bits that it
/// changes in their seeds; 0 otherwise. Every backend applies both where it draws random numbers.
/// </summary>
internal static class ReplayOffset
{
    [ThreadStatic]
    private static ulong t_current;

    [ThreadStatic]
    private static ulong t_seed;

    public static ulong Seed
    {
        get => t_seed;
        set => t_seed = value;
    }

    public static ulong Current
    {
        get => t_current;
        set => t_current = value;
    }
}
