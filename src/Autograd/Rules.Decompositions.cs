using Neuron.Primitives;

namespace Neuron.Autograd;

internal static partial class Rules
{
    // M. Giles, "An extended collection of matrix derivative results" (2008), in the letters of the primitives' comments
    private static Rule[] Decompositions =>
    [
        Rule.For<Cholesky>(g => CholeskyGradient(g.Y[0], g.Dy)).Keeps(outputs: [0])
            .CheckedOn(rng => (new Cholesky(), [Positive(rng, [4, 4])]))
            .CheckedOn(rng => (new Cholesky(), [Positive(rng, [2, 3, 3])])),
        Rule.For<TriangularSolve>(
                g => Triangle(g.Op, -Transposed(g).MatMul(g.Y[0].Mt)),                // dt = −t⁻ᵀ · dy · yᵀ on the triangle
                Transposed)                                                           // db = t⁻ᵀ · dy
            .Keeps(inputs: [0], outputs: [0])
            .CheckedOn(rng => (new TriangularSolve(false, false), [Positive(rng, [4, 4]), rng.Normal([4, 2], dtype: DType.Float64)]))
            .CheckedOn(rng => (new TriangularSolve(true, false), [Positive(rng, [2, 3, 3]), rng.Normal([2, 3, 2], dtype: DType.Float64)]))
            .CheckedOn(rng => (new TriangularSolve(true, true), [Positive(rng, [3, 3]), rng.Normal([3, 2], dtype: DType.Float64)])),
        Rule.For<Solve>(
                g => -g.X[0].Mt.Solve(g.Dy).MatMul(g.Y[0].Mt),                        // da = −a⁻ᵀ · dy · yᵀ
                g => g.X[0].Mt.Solve(g.Dy))                                           // db = a⁻ᵀ · dy
            .Keeps(inputs: [0], outputs: [0])
            .CheckedOn(rng => (new Solve(), [Positive(rng, [4, 4]), rng.Normal([4, 2], dtype: DType.Float64)]))
            .CheckedOn(rng => (new Solve(), [Positive(rng, [2, 3, 3]), rng.Normal([2, 3, 1], dtype: DType.Float64)])),
        Rule.For<Inverse>(g => -g.Y[0].Mt.MatMul(g.Dy).MatMul(g.Y[0].Mt)).Keeps(outputs: [0]) // da = −yᵀ · dy · yᵀ
            .CheckedOn(rng => (new Inverse(), [Positive(rng, [2, 4, 4])])),
        Rule.ForAll<LogDeterminant>(g => [g.DyOf(1) is { } dy ? dy.Unsqueeze(-1).Unsqueeze(-1) * g.X[0].Inverse().Mt : null]) // da = d log|det a| · a⁻ᵀ
            .Keeps(inputs: [0])
            .CheckedOn(rng => (new LogDeterminant(), [Positive(rng, [2, 3, 3])])),
        Rule.ForAll<Qr>(g => [QrGradient(g)]).Keeps(inputs: [0], outputs: [0, 1])
            .CheckedOn(new Qr(), [5, 3]).CheckedOn(new Qr(), [2, 3, 3]).CheckedOn(new Qr(), [3, 5]),
        Rule.ForAll<Eigh>(g => [EighGradient(g)]).Keeps(outputs: [0, 1])
            .CheckedOn(new Eigh(), [4, 4]).CheckedOn(new Eigh(), [2, 3, 3]),
        Rule.ForAll<Svd>(g => [SvdGradient(g)]).Keeps(outputs: [0, 1, 2])
            .CheckedOn(new Svd(), [5, 3]).CheckedOn(new Svd(), [2, 3, 3]).CheckedOn(new Svd(), [3, 5]),
        Rule.For<PseudoInverse>(PseudoInverseGradient).Keeps(inputs: [0], outputs: [0])
            .CheckedOn(new PseudoInverse(1e-12), [5, 3]).CheckedOn(new PseudoInverse(1e-12), [2, 2, 4]),
    ];

    private static Tensor Positive(Rng rng, Shape shape)
    {
        var x = rng.Normal(shape, dtype: DType.Float64);
        return x.MatMul(x.Mt) + (Tensor.Eye(shape[^1], DType.Float64) * 2) + (x * 0.1);
    }

    /// <summary>dA = sym(L⁻ᵀ · Φ(Lᵀ · dL) · L⁻¹), Φ the lower triangle with half the diagonal.</summary>
    private static Tensor CholeskyGradient(Tensor l, Tensor dl)
    {
        var half = Lower(l, -1) + (Tensor.Eye(l.Shape[^1], l.DType, l.Device) * 0.5);
        var phi = l.Mt.MatMul(dl) * half;
        var left = l.Mt.SolveTriangular(phi, upper: true);
        return Symmetric(l.Mt.SolveTriangular(left.Mt, upper: true));
    }

    private static Tensor Transposed(Gradient<TriangularSolve> g) => g.X[0].Mt.SolveTriangular(g.Dy, !g.Op.Upper, g.Op.UnitDiagonal);

    private static Tensor Triangle(TriangularSolve op, Tensor dt)
    {
        var lower = Lower(dt, op.UnitDiagonal ? -1 : 0);
        return dt * (op.Upper ? lower.Mt : lower);
    }

    /// <summary>
    /// Tall: dA = (dQ + Q · c(M)) · R⁻ᵀ, M = R · dRᵀ − dQᵀ · Q, c copying the lower triangle to the upper. Wide, A = [X | Y] with
    /// square X: R = [U | QᵀY], so Y adds Y · dVᵀ to dQ and gets Q · dV.
    /// </summary>
    private static Tensor QrGradient(Gradient<Qr> g)
    {
        Tensor a = g.X[0], q = g.Y[0], r = g.Y[1];
        Tensor dq = g.DyOf(0) ?? q.ZerosLike(), dr = g.DyOf(1) ?? r.ZerosLike();
        int m = a.Shape[^2], n = a.Shape[^1], axis = a.Rank - 1;
        if (m >= n) return Tall(q, r, dq, dr);
        Tensor dv = dr.Slice(-1, m), dx = Tall(q, r.Slice(-1, 0, m), dq + a.Slice(-1, m).MatMul(dv.Mt), dr.Slice(-1, 0, m));
        return Dispatcher.Run(new PlaceSlice(new Slice(axis, 0, m, 1), n), dx)
            + Dispatcher.Run(new PlaceSlice(new Slice(axis, m, n - m, 1), n), q.MatMul(dv));

        static Tensor Tall(Tensor q, Tensor r, Tensor dq, Tensor dr)
        {
            var m = r.MatMul(dr.Mt) - dq.Mt.MatMul(q);
            var lower = m * Lower(m, -1);
            var copied = lower + lower.Mt + (m * Tensor.Eye(m.Shape[^1], m.DType, m.Device));
            return r.SolveTriangular((dq + q.MatMul(copied)).Mt, upper: true).Mt;
        }
    }

    /// <summary>dA = sym(V · (diag(dw) + F ∘ (Vᵀ · dV)) · Vᵀ), Fᵢⱼ = 1/(wⱼ − wᵢ) off the diagonal.</summary>
    private static Tensor EighGradient(Gradient<Eigh> g)
    {
        Tensor w = g.Y[0], v = g.Y[1];
        var scaled = g.DyOf(0) is { } dw ? v * dw.Unsqueeze(-2) : null;
        if (g.DyOf(1) is { } dv)
        {
            var vectors = v.MatMul(v.Mt.MatMul(dv) * Gaps(w));
            scaled = scaled is null ? vectors : scaled + vectors;
        }
        return Symmetric(scaled!.MatMul(v.Mt));
    }

    /// <summary>
    /// dA = U · (skew(Uᵀ·dU)/E · S + S · skew(Vᵀ·dV)/E + diag(ds)) · Vᵀ + (I − UUᵀ)·dU·S⁻¹·Vᵀ + U·S⁻¹·dVᵀ·(I − VVᵀ),
    /// Eᵢⱼ = sⱼ² − sᵢ², skew(X) = X − Xᵀ. A square U has no complement: I − UUᵀ would be rounding, which S⁻¹ magnifies; V likewise.
    /// </summary>
    private static Tensor SvdGradient(Gradient<Svd> g)
    {
        Tensor u = g.Y[0], s = g.Y[1], vt = g.Y[2], across = s.Unsqueeze(-2), down = s.Unsqueeze(-1);
        Tensor? sum = g.DyOf(1) is { } ds ? (u * ds.Unsqueeze(-2)).MatMul(vt) : null;
        if (g.DyOf(0) is null && g.DyOf(2) is null) return sum!;
        var gaps = Gaps(s.Square());
        if (g.DyOf(0) is { } du)
        {
            var inner = Skew(u.Mt.MatMul(du)) * gaps * across;
            var term = u.MatMul(inner);
            if (u.Shape[^2] > u.Shape[^1]) term += (du - u.MatMul(u.Mt.MatMul(du))) / across;
            sum = Plus(sum, term.MatMul(vt));
        }
        if (g.DyOf(2) is { } dvt)
        {
            var inner = Skew(vt.MatMul(dvt.Mt)) * gaps * down;
            var term = inner.MatMul(vt);
            if (vt.Shape[^1] > vt.Shape[^2]) term += (dvt - dvt.MatMul(vt.Mt).MatMul(vt)) / down;
            sum = Plus(sum, u.MatMul(term));
        }
        return sum!;

        static Tensor Plus(Tensor? a, Tensor b) => a is null ? b : a + b;
        static Tensor Skew(Tensor x) => x - x.Mt;
    }

    /// <summary>dA = −Pᵀ·dP·Pᵀ + (I − A·P)·dPᵀ·P·Pᵀ + Pᵀ·P·dPᵀ·(I − P·A), P = A⁺ (Golub and Pereyra, 1973).</summary>
    private static Tensor PseudoInverseGradient(Gradient<PseudoInverse> g)
    {
        Tensor a = g.X[0], p = g.Y[0], dpt = g.Dy.Mt;
        Tensor left = dpt.MatMul(p).MatMul(p.Mt), right = p.Mt.MatMul(p).MatMul(dpt);
        return left - a.MatMul(p.MatMul(left)) + right - right.MatMul(p).MatMul(a) - p.Mt.MatMul(g.Dy).MatMul(p.Mt);
    }

    /// <summary>1/(wⱼ − wᵢ) at (i, j), 0 on the diagonal.</summary>
    private static Tensor Gaps(Tensor w)
    {
        var one = Tensor.Eye(w.Shape[^1], w.DType, w.Device);
        return (w.Unsqueeze(-2) - w.Unsqueeze(-1) + one).Reciprocal() * (1 - one);
    }

    /// <summary>1 where column − row ≤ <paramref name="offset"/>, else 0.</summary>
    private static Tensor Lower(Tensor like, int offset)
    {
        var positions = Tensor.Arange(like.Shape[^1], like.Device);
        return (positions.Unsqueeze(1) + offset).Ge(positions).To(like.DType);
    }

    private static Tensor Symmetric(Tensor x) => (x + x.Mt) * 0.5;
}
