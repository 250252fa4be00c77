namespace Neuron.Models;

/// <summary>Records the outputs of chosen modules in the order in which they come; a module that is called twice gives two.</summary>
public sealed class Taps : IDisposable
{
    private readonly List<Tap> _taps = [];
    private readonly IDisposable _hook;

    /// <summary>Starts to record the outputs of <paramref name="root"/> and the modules below it that <paramref name="where"/> chooses.</summary>
    public Taps(Module root, Func<Module, bool> where)
    {
        ArgumentNullException.ThrowIfNull(root);
        _hook = root.OnOutputs(where, a =>
        {
            _taps.Add(new Tap(a.Path, a.BatchAxis == 0 ? a.Value : a.Value.Transpose(0, a.BatchAxis)));
            return null;
        });
    }

    /// <summary>What was recorded so far.</summary>
    public IReadOnlyList<Tap> Recorded => _taps;

    /// <summary>One forward pass that gives the output and the taps.</summary>
    public static (TOutput Output, IReadOnlyList<Tap> Taps) Collect<TInput, TOutput>(Module<TInput, TOutput> model, TInput input, TapSet set = TapSet.Reference)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var taps = new Taps(model, set is TapSet.Blocks ? m => m.IsBlock : IsReference);
        var output = model.Forward(input);
        // the last of the reference set is the layer of the logits
        return (output, set is TapSet.Blocks || taps._taps.Count == 0 ? taps._taps : taps._taps[..^1]);
    }

    /// <summary>Forgets what was recorded.</summary>
    public void Clear() => _taps.Clear();

    /// <summary>Stops recording; what was recorded stays.</summary>
    public void Dispose() => _hook.Dispose();

    /// <summary>Whether a module belongs to <see cref="TapSet.Reference"/>.</summary>
    public static bool IsReference(Module module) => module is Conv2d or AdaptiveAvgPool2d or Rnn or Lstm or TransformerDecoderLayer or LayerNorm or MultiHeadAttention
        || (module is Linear && module.Parent is not MultiHeadAttention);
}
