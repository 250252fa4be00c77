namespace Neuron.Primitives;

/// <summary>Log-softmax and negative log-likelihood of class targets (PyTorch's cross_entropy with indices).</summary>
/// <remarks>
/// Inputs: logits [N, C], targets [N] (int64), and class weights [C] if <paramref name="IsWeighted"/>. Outputs: the loss, [N] or
/// [], and log Σ eˣ of each row for the gradient. The mean is Σ lossᵢ / Σ w_t over the rows that are not ignored.
/// </remarks>
internal sealed record CrossEntropy(Reduction Reduction, long IgnoreIndex, double Smoothing, bool IsWeighted) : Primitive
{
    public override string Name => "cross_entropy";

    public override int Outputs => 2;

    public override int Auxiliary => 0b10;

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output)
    {
        if (x[0].Rank != 2) throw ShapeException.Expected($"{Name} (logits)", "[N, C]", x[0]);
        if (x[1].Rank != 1 || x[1].Shape[0] != x[0].Shape[0]) throw ShapeException.Mismatch(Name, ("logits", x[0], 0), ("targets", x[1], 0));
        if (x[1].DType != DType.Int64) throw ShapeException.DTypeOf($"{Name} (targets)", x[1], "int64 class numbers");
        if (IsWeighted && (x[2].Rank != 1 || x[2].Shape[0] != x[0].Shape[1]))
            throw ShapeException.Expected($"{Name} (weights)", $"one weight for each of {x[0].Shape[1]} classes", x[2]);
        return FloatingPoint.Spec(Name, x[0], output == 1 || Reduction == Reduction.None ? [x[0].Shape[0]] : Shape.Scalar);
    }

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) =>
        backend.CrossEntropy(this, x[0], x[1], IsWeighted ? x[2] : null, y[0], y[1]);

    public override Tensor[] Compose(ReadOnlySpan<Tensor> x)
    {
        int classes = x[0].Shape[1];
        var logSum = x[0].LogSumExp(-1, keepDims: true);
        var nll = logSum - x[0];
        var weights = IsWeighted ? x[2] : Tensor.Ones([classes], x[0].DType, x[0].Device);
        var counts = x[1].Ne(Tensor.Scalar(IgnoreIndex, DType.Int64, x[1].Device)).To(x[0].DType).Unsqueeze(-1);
        var chosen = Tensor.Arange(classes, x[0].Device).Eq(x[1].Unsqueeze(-1)).To(x[0].DType) * counts * weights;
        var share = ((1 - Smoothing) * chosen) + ((Smoothing / classes) * (counts * weights));
        var losses = (nll * share).Sum(-1);
        var loss = Reduction switch
        {
            Reduction.None => losses,
            Reduction.Sum => losses.Sum(),
            _ => losses.Sum() / chosen.Sum(),
        };
        return [loss, (logSum * counts).Squeeze(-1)];
    }
}

/// <summary>dx of <see cref="Primitives.CrossEntropy"/>.</summary>
/// <remarks>Inputs: dy, logits, targets, log-sum-exp of the rows, and the class weights if there are any.</remarks>
internal sealed record CrossEntropyGradient(CrossEntropy Of) : Primitive
{
    public override string Name => "cross_entropy_gradient";

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output) => new(x[1].Shape, x[1].DType);

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) =>
        backend.CrossEntropyGradient(Of, x[0], x[1], x[2], Of.IsWeighted ? x[4] : null, x[3], y[0]);
}
