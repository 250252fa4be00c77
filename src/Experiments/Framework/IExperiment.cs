namespace Neuron.Experiments;

/// <summary>One experiment of one paper: a name, a configuration and what runs it.</summary>
internal interface IExperiment<TConfig> where TConfig : ExperimentConfig
{
    /// <summary>Paper and experiment, as <c>neuron run</c> takes it: <c>guidance/fcn-resnet</c>.</summary>
    static abstract string Name { get; }

    /// <summary>The paper and the table or figure that it reproduces.</summary>
    static abstract string Reproduces { get; }

    /// <summary>The configuration of a preset.</summary>
    static abstract TConfig At(Preset preset);

    /// <summary>Runs it, writes its measurements to <paramref name="run"/>, and says what was found.</summary>
    /// <exception cref="OperationCanceledException">The run was stopped; it can be resumed from its folder.</exception>
    static abstract Summary Run(TConfig config, RunContext run);
}
