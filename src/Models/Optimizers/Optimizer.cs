using System.Globalization;
using Neuron.Autograd;
using Neuron.Primitives;

namespace Neuron.Models;

/// <summary>Changes parameters step by step along a direction, by default the gradient.</summary>
public abstract class Optimizer : IStateful
{
    private readonly Dictionary<Parameter, ParameterState> _states = new(ReferenceEqualityComparer.Instance);

    /// <summary>An optimiser of some groups of parameters.</summary>
    /// <exception cref="ArgumentException">There are none, or one is in two places.</exception>
    protected Optimizer(IEnumerable<ParameterGroup> groups, double learningRate, double weightDecay)
    {
        ArgumentNullException.ThrowIfNull(groups);
        Groups = [.. groups];
        foreach (var group in Groups) group.SetDefaults(learningRate, weightDecay);
        foreach (var parameter in Groups.SelectMany(g => g.Parameters))
        {
            if (!_states.TryAdd(parameter, new ParameterState()))
                throw new ArgumentException($"{GetType().Name}: parameter {parameter.Path} is in two places.", nameof(groups));
            _ = parameter.Value;
        }
        if (_states.Count == 0) throw new ArgumentException($"{GetType().Name}: no parameters.", nameof(groups));
    }

    /// <summary>The groups, in the order of a step.</summary>
    public IReadOnlyList<ParameterGroup> Groups { get; }

    /// <summary>All parameters, in the order of a step.</summary>
    public IEnumerable<Parameter> Parameters => Groups.SelectMany(g => g.Parameters);

    /// <summary>Whether steps go along the direction instead of against it.</summary>
    public bool Maximize { get; init; }

    /// <summary>The momentum, or the decay of the first moment, which some schedules cycle; null where there is none.</summary>
    public virtual double? Momentum
    {
        get => null;
        set => throw new NotSupportedException($"{GetType().Name} has no momentum to set.");
    }

    /// <summary>Names of the tensors that are kept for each parameter.</summary>
    protected abstract IReadOnlyList<string> Slots { get; }

    /// <summary>One step of every parameter that has a gradient.</summary>
    public void Step() => Step(p => p.RequiresGrad ? p.Grad : null);

    /// <summary>One step along a direction of one's own: an evolution strategy's, a local rule's. A parameter without one (null) stays.</summary>
    /// <exception cref="ShapeException">A direction has not its parameter's shape.</exception>
    public void Step(Func<Parameter, Tensor?> direction)
    {
        ArgumentNullException.ThrowIfNull(direction);
        using var _ = NoGrad.Enter();
        var batch = new List<Tensor>();
        OptimizerRule? rule = null;
        foreach (var group in Groups)
        {
            foreach (var parameter in group.Parameters)
            {
                if (direction(parameter) is not { } d) continue;
                if (d.Shape != parameter.Shape) throw ShapeException.Expected($"{GetType().Name}: direction of {parameter.Path}", parameter.Shape.ToString(), d.Shape);
                var state = _states[parameter];
                state.Step++;
                var w = parameter.Value.Detach();
                d = d.Detach();
                if (Fused(group, state) is not { } fused)
                {
                    Update(w, Maximize ? -d : d, group, state);
                    continue;
                }
                if (fused.Rule != rule || batch[0].DType != w.DType || batch[0].Device != w.Device)
                {
                    Run(rule, batch);
                    rule = fused.Rule;
                }
                batch.AddRange([w, Maximize && rule is OptimizerRule.Lamb ? -d : d]);
                foreach (string slot in fused.Slots) batch.Add(state.Slot(slot, w, fused.Start));
            }
        }
        Run(rule, batch);
    }

    /// <summary>Forgets all gradients.</summary>
    public void ZeroGrad()
    {
        foreach (var parameter in Parameters)
            if (parameter.RequiresGrad) parameter.Grad = null;
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, Tensor> StateDictionary()
    {
        var all = new OrderedDictionary<string, Tensor>(StringComparer.Ordinal);
        if (Momentum is { } momentum) all.Add("momentum", StateEntries.Number(momentum));
        for (int i = 0; i < Groups.Count; i++)
        {
            all.Add(GroupKey(i, "learning_rate"), StateEntries.Number(Groups[i].LearningRate));
            all.Add(GroupKey(i, "weight_decay"), StateEntries.Number(Groups[i].WeightDecay));
        }
        foreach (var (_, parameter, prefix) in StateKeys())
        {
            var state = _states[parameter];
            all.Add(prefix + "step", StateEntries.Integer(state.Step));
            foreach (var (slot, value) in state.Slots) all.Add(prefix + slot, value);
        }
        return all;
    }

    /// <inheritdoc/>
    public void LoadStateDictionary(IReadOnlyDictionary<string, Tensor> state, string source = "state dictionary")
    {
        ArgumentNullException.ThrowIfNull(state);
        var apply = new List<Action>();
        var known = new List<string>();
        void Take(string name, Action<double> set)
        {
            known.Add(name);
            double value = state.Number(name, source);
            apply.Add(() => set(value));
        }

        if (Momentum is not null) Take("momentum", v => Momentum = v);
        for (int i = 0; i < Groups.Count; i++)
        {
            var group = Groups[i];
            Take(GroupKey(i, "learning_rate"), v => group.LearningRate = v);
            Take(GroupKey(i, "weight_decay"), v => group.WeightDecay = v);
        }
        known.AddRange(StateKeys().SelectMany(k => Slots.Prepend("step").Select(name => k.Prefix + name)));
        state.AllowOnly(known, source);
        double? momentum = Momentum is null ? null : state.Number("momentum", source);
        foreach (var (group, parameter, prefix) in StateKeys())
        {
            var own = _states[parameter];
            long step = state.Integer(prefix + "step", source);
            apply.Add(() => own.Restart(step)); // what the state does not hold is not kept from before
            var needed = step > 0 ? NeededSlots(group, parameter.Shape, momentum) : [];
            foreach (string slot in Slots)
            {
                if (!state.ContainsKey(prefix + slot) && !needed.Contains(slot)) continue;
                var value = state.Entry(prefix + slot, SlotShape(slot, parameter.Shape), parameter.DType, source);
                apply.Add(() => own.Set(slot, value.To(parameter.Device)));
            }
        }
        foreach (var action in apply) action();
    }

    /// <summary>Writes the new values into <paramref name="w"/> and the state's tensors.</summary>
    /// <param name="w">The parameter's values.</param>
    /// <param name="d">The direction to go against.</param>
    /// <param name="group">Learning rate and weight decay.</param>
    /// <param name="state">What is kept for this parameter.</param>
    /// <exception cref="NotSupportedException">The optimiser does not define it.</exception>
    protected virtual void Update(Tensor w, Tensor d, ParameterGroup group, ParameterState state) =>
        throw new NotSupportedException($"{GetType().Name} defines no Update.");

    /// <summary>The step as a primitive's rule, for an optimiser that has one; parameters of equal rules step together.</summary>
    private protected virtual FusedStep? Fused(ParameterGroup group, ParameterState state) => null;

    /// <summary>The kept tensors without which a parameter that has taken steps can't go on, with the momentum that a state holds.</summary>
    private protected virtual IReadOnlyList<string> NeededSlots(ParameterGroup group, Shape parameter, double? momentum)
    {
        double? own = Momentum;
        try
        {
            if (momentum is not null) Momentum = momentum;
            return Fused(group, new ParameterState { Step = 1 })?.Slots ?? [];
        }
        finally
        {
            if (momentum is not null) Momentum = own;
        }
    }

    /// <summary>Shape of a kept tensor.</summary>
    protected virtual Shape SlotShape(string slot, Shape parameter) => parameter;

    /// <summary>Exponential moving average in place: m ← decay·m + (1 − decay)·x.</summary>
    protected static Tensor Average(Tensor m, Tensor x, double decay)
    {
        ArgumentNullException.ThrowIfNull(m);
        m.CopyFrom((m * decay) + (x * (1 - decay)));
        return m;
    }

    private static void Run(OptimizerRule? rule, List<Tensor> operands)
    {
        if (rule is not null) OptimizerStep.Run(rule, operands.ToArray());
        operands.Clear();
    }

    // by path; where modules that have no common root give one path to several, those after the first are told apart by a number
    private IEnumerable<(ParameterGroup Group, Parameter Parameter, string Prefix)> StateKeys()
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (group, parameter) in Groups.SelectMany(g => g.Parameters.Select(p => (g, p))))
        {
            int repeats = seen[parameter.Path] = seen.GetValueOrDefault(parameter.Path, -1) + 1;
            yield return (group, parameter, repeats == 0 ? $"state.{parameter.Path}." : string.Create(CultureInfo.InvariantCulture, $"state.{parameter.Path}#{repeats}."));
        }
    }

    private static string GroupKey(int i, string name) => string.Create(CultureInfo.InvariantCulture, $"groups.{i}.{name}");
}
