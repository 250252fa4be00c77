using Neuron.Autograd;

namespace Neuron.Models.RepresentationSimilarity;

/// <summary>
/// Linear CKA as one function: with K = XcXcᵀ, L = YcYcᵀ, s = ⟨K, L⟩, a = ‖K‖, c = ‖L‖, CKA = s/(a·c) and
/// ∂CKA/∂X = 2·(L/(a·c) − s/(a³·c)·K)·Xc. A product a·c below 10⁻¹² counts as 10⁻¹², a constant: the second term is then missing.
/// </summary>
/// <remarks>
/// Wide representations go through the N × N Gram matrices, narrow ones through XᵀX, XᵀY, YᵀY, whichever takes fewer products.
/// The big products are in the representations' dtype, what comes after in float64.
/// </remarks>
internal sealed class LinearCkaFunction(CentredGram? reference = null) : CustomFunction
{
    /// <summary>HSIC under which a representation counts as constant over the batch.</summary>
    private const double ConstantHsic = 1e-20;

    private const double SmallestDenominator = 1e-12;

    private Tensor? _first, _second;
    private Forms _forms = Forms.Constant;
    private double _s, _a, _c;

    private enum Forms
    {
        Constant,
        Gram,
        Features,
    }

    public override string Name => "cka";

    protected override Tensor[] Forward(FunctionContext context, Tensor[] x)
    {
        CapturedStep.Refuse("Cka.Linear");
        context.Save(x);
        var a = x[0].Centred();
        if (reference is not null)
        {
            WithGrams(Gram(a), reference.Gram, reference.SquaredNorm);
        }
        else
        {
            var b = x[1].Centred();
            long n = a.Shape[0], p = a.Shape[1], q = b.Shape[1];
            if (n * (p + q) <= (p * p) + (p * q) + (q * q))
            {
                var l = Gram(b);
                WithGrams(Gram(a), l, Squared(l));
            }
            else
            {
                WithFeatures(a, b);
            }
        }
        if (_a * _a < ConstantHsic || _c * _c < ConstantHsic) _forms = Forms.Constant;
        double value = _forms == Forms.Constant ? 0 : _s / Denominator;
        return [Tensor.Scalar(value, x[0].DType, x[0].Device)];
    }

    protected override Tensor?[] Backward(FunctionContext context, Tensor?[] dy)
    {
        if (_forms == Forms.Constant)
            return reference is null ? [context.Saved(0).ZerosLike(), context.Saved(1).ZerosLike()] : [context.Saved(0).ZerosLike()];
        if (context.CreateGraph) return Differentiable(context, dy[0]!);
        double scale = 2 * dy[0]!.Item();
        double across = scale / Denominator, own = IsTiny ? 0 : scale * _s / Denominator, ownX = own / (_a * _a), ownY = own / (_c * _c);
        var x = context.Saved(0);
        if (_forms == Forms.Gram)
        {
            // the Gram terms annihilate a constant, but in float32 not exactly: the means would leave their rounding errors
            Tensor k = _first!, l = _second!;
            var dx = Needs(context, 0, () => ((l * across) - (k * ownX)).To(x.DType).MatMul(x.Centred()));
            return reference is not null ? [dx] : [dx, Needs(context, 1, () => ((k * across) - (l * ownY)).To(x.DType).MatMul(context.Saved(1).Centred()))];
        }
        Tensor a = x.Centred(), b = context.Saved(1).Centred(), cross = _first!;
        return
        [
            Needs(context, 0, () => b.MatMul(cross.Mt * across) - a.MatMul(a.Mt.MatMul(a) * ownX)),
            Needs(context, 1, () => a.MatMul(cross * across) - b.MatMul(b.Mt.MatMul(b) * ownY)),
        ];
    }

    private bool IsTiny => _a * _c < SmallestDenominator;

    private double Denominator => Math.Max(_a * _c, SmallestDenominator);

    private static Tensor? Needs(FunctionContext context, int input, Func<Tensor> gradient) => context.Needs(input) ? gradient() : null;

    private static Tensor Gram(Tensor centred) => centred.MatMul(centred.Mt).To(DType.Float64);

    private static double Squared(Tensor x) => x.Inner(x).Item();

    private void WithGrams(Tensor k, Tensor l, double squaredNorm)
    {
        (_forms, _first, _second) = (Forms.Gram, k, l);
        (_s, _a, _c) = (k.Inner(l).Item(), Math.Sqrt(Squared(k)), Math.Sqrt(squaredNorm));
    }

    private void WithFeatures(Tensor a, Tensor b)
    {
        (_forms, _first) = (Forms.Features, a.Mt.MatMul(b));
        _s = Squared(_first.To(DType.Float64));
        (_a, _c) = (Math.Sqrt(Squared(a.Mt.MatMul(a).To(DType.Float64))), Math.Sqrt(Squared(b.Mt.MatMul(b).To(DType.Float64))));
    }

    /// <summary>The same gradient from the inputs in differentiable operations.</summary>
    private Tensor?[] Differentiable(FunctionContext context, Tensor dy)
    {
        Tensor x = context.Saved(0), a = x.Centred(), k = a.MatMul(a.Mt);
        Tensor? b = reference is null ? context.Saved(1).Centred() : null;
        var l = b is null ? reference!.Gram.To(x.DType) : b.MatMul(b.Mt);
        Tensor s = k.Inner(l), kk = k.Inner(k), ll = l.Inner(l), scale = dy * 2 / (IsTiny ? Tensor.Scalar(SmallestDenominator, x.DType, x.Device) : (kk * ll).Sqrt());
        var dx = ((IsTiny ? l : l - (k * (s / kk))) * scale).MatMul(a);
        return b is null ? [dx] : [dx, ((IsTiny ? k : k - (l * (s / ll))) * scale).MatMul(b)];
    }
}
