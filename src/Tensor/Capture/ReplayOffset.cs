namespace Neuron;

/// <summary>
/// What a replayed step adds to the Philox counters in its primitives, which are those of the recording; 0 otherwise. Every
/// backend adds it where it draws random numbers.
/// </summary>
internal static class ReplayOffset
{
    [ThreadStatic]
    private static ulong t_current;

    public static ulong Current
    {
        get => t_current;
        set => t_current = value;
    }
}
