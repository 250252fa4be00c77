namespace Neuron.Experiments;

/// <summary>The sizes in which every experiment can be run.</summary>
internal enum Preset
{
    /// <summary>Seconds on two cores; exercises every part, shows nothing.</summary>
    Smoke,
    /// <summary>Minutes on two cores; sized to show the paper's effect.</summary>
    Small,
    /// <summary>The sizes of the paper.</summary>
    Paper,
}
