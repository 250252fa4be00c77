namespace Neuron.Bench.Peers;

/// <summary>One timed window of a contestant.</summary>
/// <param name="Seconds">Of one run.</param>
/// <param name="Others">Share of the machine that others took meanwhile.</param>
/// <param name="Disturbed">Whether others took more than the cores that this contestant leaves free.</param>
internal readonly record struct Window(double Seconds, double Others, bool Disturbed);
