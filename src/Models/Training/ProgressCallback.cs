namespace Neuron.Models;

/// <summary>Calls a function every so many steps, and with the first and the last.</summary>
public sealed class ProgressCallback(long total, Action<double, StepReport> show, int every = 10) : TrainingCallback
{
    /// <inheritdoc/>
    public override bool OnStep(StepReport report)
    {
        if (report.Step == 1 || report.Step == total || report.Step % every == 0) show(Math.Min(1, (double)report.Step / total), report);
        return true;
    }
}
