namespace Neuron.Models;

/// <summary>Lowers the learning rate when a measure stops improving.</summary>
/// <remarks>
/// A measure improves if it is below best·(1 − threshold) (above best·(1 + threshold) when larger is better). After more than <c>patience</c>
/// reports without, the rate is multiplied by <c>factor</c>, and the next <c>cooldown</c> reports do not count.
/// </remarks>
public sealed class PlateauSchedule(double factor = 0.1, int patience = 10, double threshold = 1e-4, int cooldown = 0, double minRate = 0, bool largerIsBetter = false)
    : Schedule, IStateful
{
    private double _best = largerIsBetter ? double.NegativeInfinity : double.PositiveInfinity;
    private long _bad, _cooling, _reductions;

    /// <inheritdoc/>
    public override double Rate(long step, double baseRate)
    {
        double rate = baseRate;
        for (long i = 0; i < _reductions; i++) rate = Math.Max(rate * factor, Math.Min(rate, minRate));
        return rate;
    }

    /// <summary>Takes note of a new measurement.</summary>
    public void Report(double measure)
    {
        bool better = largerIsBetter ? measure > _best * (1 + threshold) : measure < _best * (1 - threshold);
        (_best, _bad) = better ? (measure, 0) : (_best, _bad + 1);
        if (_cooling > 0) (_cooling, _bad) = (_cooling - 1, 0);
        if (_bad > patience) (_reductions, _cooling, _bad) = (_reductions + 1, cooldown, 0);
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, Tensor> StateDictionary() => new OrderedDictionary<string, Tensor>
    {
        ["best"] = StateEntries.Number(_best), ["bad"] = StateEntries.Integer(_bad), ["cooling"] = StateEntries.Integer(_cooling), ["reductions"] = StateEntries.Integer(_reductions),
    };

    /// <inheritdoc/>
    public void LoadStateDictionary(IReadOnlyDictionary<string, Tensor> state, string source = "state dictionary")
    {
        ArgumentNullException.ThrowIfNull(state);
        state.AllowOnly(["best", "bad", "cooling", "reductions"], source);
        (_best, _bad, _cooling, _reductions) = (state.Number("best", source), state.Integer("bad", source), state.Integer("cooling", source), Math.Clamp(state.Integer("reductions", source), 0, 10_000));
    }
}
