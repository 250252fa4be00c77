using Neuron.Primitives;

namespace Neuron;

public sealed partial class Tensor
{
    /// <summary>Layer norm over the last axes: (x − mean) / √(variance + ε) · weight + bias (arXiv 1607.06450).</summary>
    /// <param name="axes">How many of the last axes are normalised together.</param>
    /// <param name="weight">Of the shape of those axes, or none.</param>
    /// <param name="bias">Of the shape of those axes, or none.</param>
    /// <param name="epsilon">ε.</param>
    /// <exception cref="ShapeException">There are fewer axes, or weight or bias has another shape.</exception>
    public Tensor LayerNorm(int axes = 1, Tensor? weight = null, Tensor? bias = null, double epsilon = 1e-5) =>
        Normalized(new LayerNorm(axes, epsilon, Rms: false, weight is not null, bias is not null), weight, bias);

    /// <summary>RMS norm over the last axis: x / √(mean x² + ε) · weight (arXiv 1910.07467).</summary>
    public Tensor RmsNorm(Tensor? weight = null, double epsilon = 1e-6) =>
        Normalized(new LayerNorm(1, epsilon, Rms: true, weight is not null, HasBias: false), weight, null);

    /// <summary>Group norm of x [N, C, …]: each of <paramref name="groups"/> groups of channels normalised over channels and positions.</summary>
    /// <exception cref="ShapeException">The channels do not split into the groups.</exception>
    public Tensor GroupNorm(int groups, Tensor? weight = null, Tensor? bias = null, double epsilon = 1e-5) =>
        Normalized(new GroupNorm(groups, epsilon, weight is not null, bias is not null), weight, bias);

    /// <summary>Instance norm of x [N, C, …]: each channel of each item normalised over its positions.</summary>
    public Tensor InstanceNorm(Tensor? weight = null, Tensor? bias = null, double epsilon = 1e-5) =>
        Rank < 3 ? throw ShapeException.Expected("InstanceNorm", "[N, C, ..] with positions", this)
        : GroupNorm(Shape[1], weight, bias, epsilon);

    /// <summary>Batch norm of x [N, C, …]: each channel normalised over items and positions (arXiv 1502.03167).</summary>
    /// <remarks>
    /// In training, by the batch's mean and biased variance, and the running ones, if given, move in place:
    /// r ← (1 − momentum) · r + momentum · s, s with the unbiased variance. Else by the running ones.
    /// </remarks>
    /// <param name="runningMean">[C], changed in training.</param>
    /// <param name="runningVariance">[C], changed in training.</param>
    /// <param name="weight">[C] or none.</param>
    /// <param name="bias">[C] or none.</param>
    /// <param name="training">Whether the batch's own statistics are used.</param>
    /// <param name="momentum">How far the running statistics move.</param>
    /// <param name="epsilon">ε.</param>
    /// <exception cref="ShapeException">The shapes do not fit, or a channel has a single value in training.</exception>
    public Tensor BatchNorm(
        Tensor? runningMean, Tensor? runningVariance, Tensor? weight = null, Tensor? bias = null, bool training = true, double momentum = 0.1, double epsilon = 1e-5)
    {
        if (!training)
        {
            if (runningMean is null || runningVariance is null) throw new ArgumentException("BatchNorm: without training it needs running statistics.");
            var dtype = AsFloatingPoint().DType;
            var given = Stack([runningMean.To(dtype), runningVariance.To(dtype)]);
            return Normalized(new BatchNorm(epsilon, Training: false, weight is not null, bias is not null), weight, bias, given);
        }
        if (Rank < 2) throw ShapeException.Expected("BatchNorm", "[N, C, ..]", this);
        long count = Size / Math.Max(1, Shape[1]);
        if (count < 2) throw ShapeException.Expected("BatchNorm in training", "more than one value a channel", this);
        var y = Normalize(new BatchNorm(epsilon, Training: true, weight is not null, bias is not null), weight, bias);
        Move(runningMean, y[1].Select(0, 0), momentum);
        Move(runningVariance, y[1].Select(0, 1) * (count / (count - 1.0)), momentum);
        return y[0];
    }

    /// <summary>Local response norm over channels of x [N, C, …]: x / (k + α · mean of x² over <paramref name="size"/> neighbours)^β.</summary>
    /// <remarks>Neighbours of channel c: c − ⌊size/2⌋ to c + ⌊(size − 1)/2⌋, zeros beyond the ends (PyTorch's local_response_norm).</remarks>
    public Tensor LocalResponseNorm(int size, double alpha = 1e-4, double beta = 0.75, double k = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        if (Rank < 2) throw ShapeException.Expected("LocalResponseNorm", "[N, C, ..]", this);
        int channels = Shape[1];
        var squares = AsFloatingPoint().Square();
        var sum = squares;
        for (int shift = -(size / 2); shift <= (size - 1) / 2; shift++)
        {
            if (shift == 0 || Math.Abs(shift) >= channels) continue;
            var part = squares.Slice(1, Math.Max(0, shift), Math.Min(channels, channels + shift));
            sum += Dispatcher.Run(new PlaceSlice(new Slice(1, Math.Max(0, -shift), channels - Math.Abs(shift), 1), channels), part);
        }
        return AsFloatingPoint() * ((sum * (alpha / size)) + k).Pow(-beta);
    }

    /// <summary>x / max(‖x‖_p, ε) along an axis.</summary>
    public Tensor Normalize(double p = 2, int axis = 1, double epsilon = 1e-12)
    {
        var x = AsFloatingPoint();
        var norm = p == 2 ? RootOf(x.Square().Sum(axis, keepDims: true), 0.5)
            : p == 1 ? x.Abs().Sum(axis, keepDims: true)
            : RootOf(x.Abs().Pow(p).Sum(axis, keepDims: true), 1 / p);
        return x / norm.Clamp(min: epsilon);
    }

    /// <summary>⟨a / max(‖a‖, ε), b / max(‖b‖, ε)⟩ along an axis of the shape to which both broadcast; the axis disappears.</summary>
    /// <exception cref="ShapeException">The shapes do not broadcast, or have no such axis.</exception>
    public Tensor CosineSimilarity(Tensor other, int axis = 1, double epsilon = 1e-8)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (!Shape.TryBroadcast(Shape, other.Shape, out Shape both)) throw ShapeException.Broadcast("CosineSimilarity", Shape, other.Shape);
        Tensor a = AsFloatingPoint().Expand(both), b = other.AsFloatingPoint().Expand(both); // a length is that of what is multiplied
        return (a.Normalize(2, axis, epsilon) * b.Normalize(2, axis, epsilon)).Sum(axis);
    }

    /// <summary>g · v / ‖v‖ of this direction v, the norm over all axes but <paramref name="axis"/> (arXiv 1602.07868).</summary>
    /// <param name="g">Magnitudes; v's shape with 1 for all other axes.</param>
    /// <param name="axis">The axis that keeps a magnitude for each of its slices.</param>
    public Tensor WeightNorm(Tensor g, int axis = 0)
    {
        ArgumentNullException.ThrowIfNull(g);
        int kept = Shape.Axis(axis, "WeightNorm");
        int[] others = [.. Enumerable.Range(0, Rank).Where(i => i != kept)];
        return this * (g / Square().Sum(others, keepDims: true).Sqrt());
    }

    // the statistics are for the gradient: where no graph has them, they are nobody's, and not left to the collector
    private Tensor Normalized(Normalization op, Tensor? weight, Tensor? bias, Tensor? statistics = null)
    {
        var y = Normalize(op, weight, bias, statistics);
        if (y is [{ Annotation: null }, var made] && !Dispatcher.IsRecorded) made.Dispose();
        return y[0];
    }

    private Tensor[] Normalize(Normalization op, Tensor? weight, Tensor? bias, Tensor? statistics = null)
    {
        var x = AsFloatingPoint();
        Tensor[] operands = [x, .. new[] { weight?.To(x.DType), bias?.To(x.DType), statistics }.OfType<Tensor>()];
        return Dispatcher.RunMany(op, operands);
    }

    private static void Move(Tensor? running, Tensor now, double momentum) =>
        running?.CopyFrom((running * (1 - momentum)) + (now.To(running.DType) * momentum));
}
