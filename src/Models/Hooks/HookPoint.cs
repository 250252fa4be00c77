namespace Neuron.Models;

/// <summary>A place inside a module that hooks can reach although no layer ends there: it passes its input on.</summary>
/// <param name="axes">Names of the axes, as documentation: "batch, head, time, channel".</param>
public sealed class HookPoint(string axes) : Layer
{
    /// <summary>Whether someone listens; a module may take a shorter way when nobody does.</summary>
    public bool IsWatched => Hooks.Count > 0;

    /// <inheritdoc/>
    protected override string Description => axes;

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => input;
}
