using Neuron.Primitives;

namespace Neuron;

public sealed partial class Tensor
{
    /// <summary>e^x / Σ e^x along an axis, computed without overflow.</summary>
    public Tensor Softmax(int axis = -1) => Dispatcher.Run(new Softmax(Shape.Axis(axis, "Softmax"), Log: false), AsFloatingPoint());

    /// <summary>x − log Σ e^x along an axis: the logarithm of <see cref="Softmax"/>.</summary>
    public Tensor LogSoftmax(int axis = -1) => Dispatcher.Run(new Softmax(Shape.Axis(axis, "LogSoftmax"), Log: true), AsFloatingPoint());

    /// <summary>Softmax of −x.</summary>
    public Tensor Softmin(int axis = -1) => (-AsFloatingPoint()).Softmax(axis);

    /// <summary>log Σ e^x over the given axes, or over all without any, computed without overflow.</summary>
    public Tensor LogSumExp(ReadOnlySpan<int> axes = default, bool keepDims = false)
    {
        var reduced = new int[axes.IsEmpty ? Rank : axes.Length];
        for (int i = 0; i < reduced.Length; i++) reduced[i] = axes.IsEmpty ? i : Shape.Axis(axes[i], "LogSumExp");
        if (reduced.Distinct().Count() != reduced.Length)
            throw new ShapeException($"LogSumExp: axes [{string.Join(", ", reduced)}] name one twice.");
        int[] kept = [.. Enumerable.Range(0, Rank).Except(reduced)];
        var x = AsFloatingPoint();
        var rows = reduced.Length == 1 && reduced[0] == Rank - 1 ? x
            : x.Permute([.. kept, .. reduced]).Reshape([.. kept.Select(i => Shape[i]), checked((int)reduced.Aggregate(1L, (n, i) => n * Shape[i]))]);
        var y = Dispatcher.Run(Primitives.LogSumExp.Instance, rows);
        return y.Reshape([.. Enumerable.Range(0, Rank).Where(i => keepDims || !reduced.Contains(i)).Select(i => reduced.Contains(i) ? 1 : Shape[i])]);
    }

    /// <summary>log Σ e^x along one axis.</summary>
    public Tensor LogSumExp(int axis, bool keepDims = false) => LogSumExp([axis], keepDims);

    /// <summary>
    /// Cross-entropy of these logits with class numbers: −log softmax(x)[t], or with soft targets −Σ_c t_c · log softmax(x)_c.
    /// </summary>
    /// <remarks>
    /// Shapes: x [N, C], [N, C, …] (classes in axis 1) or [C]; targets as x without the class axis (integers), or as x (floating
    /// point: probabilities). The mean of class targets is Σ lossᵢ / Σ w_tᵢ over those that are not ignored; of probabilities,
    /// over all of them.
    /// </remarks>
    /// <param name="targets">Classes or probabilities.</param>
    /// <param name="weights">A weight for each class, [C].</param>
    /// <param name="ignoreIndex">Class number that does not count.</param>
    /// <param name="labelSmoothing">ε in [0, 1]: targets become (1 − ε) · target + ε / C.</param>
    /// <param name="reduction">How the losses are combined.</param>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A target is no class, or label smoothing is outside [0, 1].</exception>
    public Tensor CrossEntropy(
        Tensor targets, Tensor? weights = null, long ignoreIndex = -100, double labelSmoothing = 0, Reduction reduction = Reduction.Mean)
    {
        ArgumentNullException.ThrowIfNull(targets);
        if (labelSmoothing is not (>= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(labelSmoothing), labelSmoothing, "CrossEntropy: label smoothing: expected 0 to 1.");
        if (Rank == 0) throw ShapeException.Expected("CrossEntropy (logits)", "[N, C], [N, C, ..] or [C]", this);
        var x = AsFloatingPoint();
        weights = weights?.To(x.DType);
        if (targets.DType.IsFloatingPoint) return x.SoftCrossEntropy(targets, weights, labelSmoothing, reduction);
        int axis = Rank == 1 ? 0 : 1;
        Shape items = [.. Shape[..axis], .. Shape[(axis + 1)..]];
        if (targets.Shape != items) throw ShapeException.Expected("CrossEntropy (targets)", $"{items}, the logits' {Shape} without the classes", targets);
        if (Rank > 2)
        {
            int[] last = [0, .. Enumerable.Range(2, Rank - 2), 1];
            x = x.Permute(last);
        }
        var op = new CrossEntropy(reduction, ignoreIndex, labelSmoothing, weights is not null);
        Tensor rows = x.Reshape(-1, Shape[axis]), classes = targets.To(DType.Int64).Reshape(-1);
        var loss = (weights is null ? Dispatcher.RunMany(op, rows, classes) : Dispatcher.RunMany(op, rows, classes, weights))[0];
        return reduction == Reduction.None ? loss.Reshape(items) : loss;
    }

    /// <summary>Combines losses.</summary>
    internal Tensor Reduced(Reduction reduction) => reduction switch
    {
        Reduction.None => this,
        Reduction.Sum => Sum(),
        _ => Mean(),
    };

    private Tensor SoftCrossEntropy(Tensor targets, Tensor? weights, double smoothing, Reduction reduction)
    {
        int axis = Rank == 1 ? 0 : 1, classes = Shape[axis];
        if (targets.Shape != Shape) throw ShapeException.Expected("CrossEntropy (probabilities)", $"{Shape}, as the logits", targets);
        var logs = LogSoftmax(axis);
        if (weights is not null) logs *= weights.Reshape([classes, .. Enumerable.Repeat(1, Rank - axis - 1)]);
        var wanted = targets.To(DType);
        if (smoothing > 0) wanted = (wanted * (1 - smoothing)) + (smoothing / classes);
        return (-(logs * wanted).Sum(axis)).Reduced(reduction);
    }
}
