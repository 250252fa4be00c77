namespace Neuron.Models;

/// <summary>Measures after each epoch and stops when the measure has not improved for some epochs; keeps the best parameters.</summary>
public sealed class EarlyStopping(Module model, Func<double> measure, int patience, bool largerIsBetter = false) : TrainingCallback, IStateful
{
    private double _best = largerIsBetter ? double.NegativeInfinity : double.PositiveInfinity;
    private long _without;
    private Dictionary<string, Tensor> _kept = [];

    /// <summary>Best measure so far.</summary>
    public double Best => _best;

    /// <inheritdoc/>
    public override bool OnEpoch(int epoch)
    {
        double value = measure();
        if (largerIsBetter ? value > _best : value < _best)
        {
            (_best, _without) = (value, 0);
            _kept = model.StateDictionary().ToDictionary(p => p.Key, p => p.Value.Clone(), StringComparer.Ordinal);
            return true;
        }
        return ++_without < patience;
    }

    /// <summary>Gives the model the parameters of the best epoch.</summary>
    public void Restore()
    {
        if (_kept.Count > 0) model.LoadStateDictionary(_kept);
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, Tensor> StateDictionary()
    {
        var state = new OrderedDictionary<string, Tensor>(StringComparer.Ordinal) { ["best"] = StateEntries.Number(_best), ["without"] = StateEntries.Integer(_without) };
        foreach (var (name, value) in _kept) state.Add($"kept.{name}", value);
        return state;
    }

    /// <inheritdoc/>
    public void LoadStateDictionary(IReadOnlyDictionary<string, Tensor> state, string source = "state dictionary")
    {
        ArgumentNullException.ThrowIfNull(state);
        var own = model.StateDictionary();
        state.AllowOnly(["best", "without", .. own.Keys.Select(k => $"kept.{k}")], source);
        var kept = state.Below("kept");
        if (kept.Count > 0)
            foreach (var (name, value) in own) _ = kept.Entry(name, value.Shape, value.DType, source);
        (_best, _without, _kept) = (state.Number("best", source), state.Integer("without", source), kept.ToDictionary());
    }
}
