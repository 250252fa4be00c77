using Neuron.Autograd;

namespace Neuron.Models.RepresentationSimilarity;

/// <summary>
/// f = ‖XcᵀYc‖_* of x [N, P], y [N, Q], Xc and Yc their centred columns: XcᵀYc = U·S·Vᵀ, f = tr S, ∂f/∂X = Yc·V·Uᵀ,
/// ∂f/∂Y = Xc·U·Vᵀ.
/// </summary>
/// <remarks>
/// Where a side has N or more columns, both are written in N − 1 orthonormal contrasts of the samples, and a wide one as X̃·Bᵀ with
/// X̃ square and B orthonormal. That changes no singular value, leaves out the zero that centring makes, and never forms P × Q.
/// </remarks>
internal sealed class NuclearOverlap : CustomFunction
{
    public override string Name => "nuclear overlap";

    protected override Tensor[] Forward(FunctionContext context, Tensor[] x)
    {
        context.Save(x);
        var (a, b, _) = Reduced(x);
        return [a.X.Mt.MatMul(b.X).SingularValues().Sum()];
    }

    protected override Tensor?[] Backward(FunctionContext context, Tensor?[] dy)
    {
        var (a, b, contrasts) = Reduced([context.Saved(0), context.Saved(1)]);
        var (u, _, vt) = a.X.Mt.MatMul(b.X).Svd();
        var polar = u.MatMul(vt) * dy[0]!;
        return
        [
            context.Needs(0) ? Restored(b.X.MatMul(polar.Mt), a.Basis, contrasts) : null,
            context.Needs(1) ? Restored(a.X.MatMul(polar), b.Basis, contrasts) : null,
        ];
    }

    private static (Narrow A, Narrow B, Tensor? Contrasts) Reduced(Tensor[] x)
    {
        int n = x[0].Shape[0];
        if (Math.Max(x[0].Shape[1], x[1].Shape[1]) < n) return (new(x[0].Centred(), null), new(x[1].Centred(), null), null);
        var contrasts = Contrasts(n, x[0]);
        return (Compact(contrasts.MatMul(x[0])), Compact(contrasts.MatMul(x[1])), contrasts);
    }

    private static Narrow Compact(Tensor x)
    {
        if (x.Shape[1] <= x.Shape[0]) return new(x, null);
        var (q, r) = x.Mt.Qr();
        return new(r.Mt, q);
    }

    private static Tensor Restored(Tensor dx, Tensor? basis, Tensor? contrasts)
    {
        if (basis is not null) dx = dx.MatMul(basis.Mt);
        return contrasts is null ? dx : contrasts.Mt.MatMul(dx);
    }

    /// <summary>Helmert's contrasts [N − 1, N]: row k is (1, …, 1, −k, 0, …)/√(k(k + 1)), so CᵀC = I − 11ᵀ/N.</summary>
    private static Tensor Contrasts(int n, Tensor like)
    {
        var values = new double[(n - 1) * n];
        for (int k = 1; k < n; k++)
        {
            double unit = 1 / Math.Sqrt((double)k * (k + 1));
            values.AsSpan((k - 1) * n, k).Fill(unit);
            values[((k - 1) * n) + k] = -k * unit;
        }
        return Tensor.From(values, [n - 1, n], like.Device).To(like.DType);
    }

    private readonly record struct Narrow(Tensor X, Tensor? Basis);
}
