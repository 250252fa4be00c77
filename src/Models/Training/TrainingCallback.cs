namespace Neuron.Models;

/// <summary>Is told how training goes: logs, shows progress, measures, asks to stop.</summary>
public abstract class TrainingCallback
{
    /// <summary>After each step.</summary>
    /// <returns>False to stop.</returns>
    public virtual bool OnStep(StepReport report) => true;

    /// <summary>After each epoch, before the checkpoint.</summary>
    /// <returns>False to stop.</returns>
    public virtual bool OnEpoch(int epoch) => true;
}
