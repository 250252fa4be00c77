using Neuron.Autograd;

namespace Neuron.Models.Losses;

/// <summary>
/// −(t · log x + (1 − t) · log(1 − x)) of each probability x and target t, the logarithms at least −100; its gradient is
/// (x − t) / max(x(1 − x), 1e-12), as PyTorch has it: finite at 0 and 1, where that of the logarithms is 0 · ∞.
/// </summary>
internal sealed class BinaryCrossEntropyFunction : CustomFunction
{
    private const double LeastLog = -100, LeastVariance = 1e-12;

    public override string Name => "binary cross-entropy";

    protected override Tensor[] Forward(FunctionContext context, Tensor[] x)
    {
        context.Save(x);
        return [-((x[1] * Log(x[0])) + ((1 - x[1]) * LogOfRest(x[0])))];
    }

    protected override Tensor?[] Backward(FunctionContext context, Tensor?[] dy)
    {
        Tensor x = context.Saved(0), t = context.Saved(1);
        return
        [
            context.Needs(0) ? dy[0]! * (x - t) / (x * (1 - x)).Clamp(min: LeastVariance) : null,
            context.Needs(1) ? dy[0]! * (LogOfRest(x) - Log(x)) : null,
        ];
    }

    private static Tensor Log(Tensor x) => x.Log().Clamp(min: LeastLog);

    private static Tensor LogOfRest(Tensor x) => (-x).Log1p().Clamp(min: LeastLog);
}
