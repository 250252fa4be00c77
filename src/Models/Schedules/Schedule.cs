namespace Neuron.Models;

/// <summary>The learning rate as a function of the step; <see cref="Schedules"/> has the usual ones.</summary>
/// <remarks>A function of the step alone, so a resumed run needs only the step's number.</remarks>
public abstract class Schedule
{
    /// <summary>Learning rate of step <paramref name="step"/>, 0 the first, of a group that starts from <paramref name="baseRate"/>.</summary>
    public abstract double Rate(long step, double baseRate);

    /// <summary>Momentum of a step, or null where the schedule leaves it alone.</summary>
    public virtual double? Momentum(long step) => null;

    /// <summary>Sets the rates that step <paramref name="step"/> of the optimiser takes.</summary>
    public void Apply(Optimizer optimizer, long step)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        foreach (var group in optimizer.Groups) group.LearningRate = Rate(step, group.BaseLearningRate);
        if (Momentum(step) is { } momentum) optimizer.Momentum = momentum;
    }
}
