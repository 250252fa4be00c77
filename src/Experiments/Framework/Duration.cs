namespace Neuron.Experiments;

/// <summary>Durations as people say them.</summary>
internal static class Duration
{
    /// <summary>"4.2 s", "3 min 05 s", "2 h 10 min", "17 days".</summary>
    public static string Text(double seconds) =>
        seconds < 59.95 ? $"{seconds:0.0} s"
        : seconds < 3600 ? $"{(int)seconds / 60} min {(int)seconds % 60:00} s"
        : seconds < 72 * 3600 ? $"{(int)seconds / 3600} h {(int)seconds % 3600 / 60:00} min"
        : $"{seconds / 86400:0} days";
}
