namespace Neuron.Models;

/// <summary>A fully connected network, deep or wide, on flattened inputs (arXiv 2410.20035, app. C.1.4).</summary>
/// <remarks>Shapes: x [B, …] of inFeatures elements a sample → [B, classes].</remarks>
public sealed class Fcn : Layer
{
    private readonly ModuleList<FcnBlock> _blocks;
    private readonly Linear _head;

    /// <summary>Blocks of the given widths, then the logits.</summary>
    public Fcn(int inFeatures, IReadOnlyList<int> widths, int classes, bool batchNorm = true, double dropout = 0, Rng? rng = null)
    {
        ArgumentNullException.ThrowIfNull(widths);
        if (widths.Count == 0) throw new ArgumentException("Fcn: no widths; expected one for each block.", nameof(widths));
        _blocks = AddChildren("blocks", widths.Select((width, i) => new FcnBlock(i == 0 ? inFeatures : widths[i - 1], width, batchNorm, dropout, rng)));
        _head = AddChild("head", new Linear(widths[^1], classes, rng: rng));
    }

    /// <summary>The paper's deep network: 50 blocks of 2048 units on 3 × 224 × 224 pixels.</summary>
    public static Fcn Deep(Rng? rng = null) => new(3 * 224 * 224, [.. Enumerable.Repeat(2048, 50)], 1000, rng: rng);

    /// <summary>That of the paper's published code: 2048 units, then 47 blocks of 1024, dropout 0.1.</summary>
    public static Fcn DeepAsPublished(Rng? rng = null) => new(3 * 224 * 224, [2048, .. Enumerable.Repeat(1024, 47)], 1000, dropout: 0.1, rng: rng);

    /// <summary>The paper's wide network: 3 blocks of 8192 units.</summary>
    public static Fcn Wide(Rng? rng = null) => new(3 * 224 * 224, [8192, 8192, 8192], 1000, rng: rng);

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        var x = input.Flatten(1);
        foreach (var block in _blocks) x = block.Forward(x);
        return _head.Forward(x);
    }
}
