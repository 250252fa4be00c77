namespace Neuron.Primitives;

/// <summary>An operation on the matrices of the last two axes; leading axes are batches.</summary>
internal abstract record MatrixPrimitive : Primitive
{
    protected void RequireFloat(Tensor x)
    {
        if (x.DType is not (DType.Float32 or DType.Float64)) throw ShapeException.DTypeOf(Name, x, "float32 or float64 (convert with To)");
        if (x.Rank < 2) throw ShapeException.Expected(Name, "[.., M, N]", x);
    }

    protected void RequireSquare(Tensor x)
    {
        RequireFloat(x);
        if (x.Shape[^1] != x.Shape[^2]) throw ShapeException.Expected(Name, "a square matrix [.., N, N]", x);
    }

    protected void RequireRightSide(Tensor a, Tensor b)
    {
        RequireSquare(a);
        RequireFloat(b);
        if (a.Shape[^1] != b.Shape[^2]) throw ShapeException.Mismatch(Name, ("a", a, a.Rank - 1), ("b", b, b.Rank - 2));
        if (a.Shape[..^2] != b.Shape[..^2]) throw ShapeException.Broadcast(Name, a.Shape, b.Shape);
    }
}

/// <summary>(a + aᵀ)/2 = L · Lᵀ, L lower triangular. Shapes: a [.., N, N] → [.., N, N].</summary>
internal sealed record Cholesky : MatrixPrimitive
{
    public override string Name => "cholesky";

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output)
    {
        RequireSquare(x[0]);
        return new(x[0].Shape, x[0].DType);
    }

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) => backend.Cholesky(x[0], y[0]);
}

/// <summary>t⁻¹ · b, t triangular; the other triangle is not read. Shapes: t [.., N, N], b [.., N, M] → [.., N, M], equal batches.</summary>
internal sealed record TriangularSolve(bool Upper, bool UnitDiagonal) : MatrixPrimitive
{
    public override string Name => "solve_triangular";

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output)
    {
        RequireRightSide(x[0], x[1]);
        return new(x[1].Shape, x[1].DType);
    }

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) =>
        backend.TriangularSolve(Upper, UnitDiagonal, x[0], x[1], y[0]);
}

/// <summary>a⁻¹ · b. Shapes: a [.., N, N], b [.., N, M] → [.., N, M], equal batches.</summary>
internal sealed record Solve : MatrixPrimitive
{
    public override string Name => "solve";

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output)
    {
        RequireRightSide(x[0], x[1]);
        return new(x[1].Shape, x[1].DType);
    }

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) => backend.Solve(x[0], x[1], y[0]);
}

/// <summary>a⁻¹. Shapes: a [.., N, N] → [.., N, N].</summary>
internal sealed record Inverse : MatrixPrimitive
{
    public override string Name => "inverse";

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output)
    {
        RequireSquare(x[0]);
        return new(x[0].Shape, x[0].DType);
    }

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) => backend.Inverse(x[0], y[0]);
}

/// <summary>Sign of det a, and log |det a|. Shapes: a [.., N, N] → [..], [..].</summary>
internal sealed record LogDeterminant : MatrixPrimitive
{
    public override string Name => "slogdet";

    public override int Outputs => 2;

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output)
    {
        RequireSquare(x[0]);
        return new(x[0].Shape[..^2], x[0].DType);
    }

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) => backend.LogDeterminant(x[0], y[0], y[1]);
}

/// <summary>a = q · r. Shapes: a [.., M, N] → q [.., M, K], r [.., K, N], K = min(M, N).</summary>
internal sealed record Qr : MatrixPrimitive
{
    public override string Name => "qr";

    public override int Outputs => 2;

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output)
    {
        RequireFloat(x[0]);
        int m = x[0].Shape[^2], n = x[0].Shape[^1], k = Math.Min(m, n);
        return new(output == 0 ? [.. x[0].Shape[..^2], m, k] : [.. x[0].Shape[..^2], k, n], x[0].DType);
    }

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) => backend.Qr(x[0], y[0], y[1]);
}

/// <summary>(a + aᵀ)/2 = v · diag(w) · vᵀ, w ascending. Shapes: a [.., N, N] → w [.., N], v [.., N, N].</summary>
internal sealed record Eigh : MatrixPrimitive
{
    public override string Name => "eigh";

    public override int Outputs => 2;

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output)
    {
        RequireSquare(x[0]);
        return new(output == 0 ? x[0].Shape[..^1] : x[0].Shape, x[0].DType);
    }

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) => backend.Eigh(x[0], y[0], y[1]);
}

/// <summary>a = u · diag(s) · vt, s descending. Shapes: a [.., M, N] → u [.., M, K], s [.., K], vt [.., K, N], K = min(M, N).</summary>
internal sealed record Svd : MatrixPrimitive
{
    public override string Name => "svd";

    public override int Outputs => 3;

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output)
    {
        RequireFloat(x[0]);
        int m = x[0].Shape[^2], n = x[0].Shape[^1], k = Math.Min(m, n);
        var batch = x[0].Shape[..^2];
        return new(output switch { 0 => [.. batch, m, k], 1 => [.. batch, k], _ => [.. batch, k, n] }, x[0].DType);
    }

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) => backend.Svd(x[0], y[0], y[1], y[2]);
}

/// <summary>The pseudo-inverse of Moore and Penrose. Shapes: a [.., M, N] → [.., N, M].</summary>
internal sealed record PseudoInverse(double RelativeCut) : MatrixPrimitive
{
    public override string Name => "pinv";

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output)
    {
        RequireFloat(x[0]);
        return new([.. x[0].Shape[..^2], x[0].Shape[^1], x[0].Shape[^2]], x[0].DType);
    }

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) => backend.PseudoInverse(RelativeCut, x[0], y[0]);
}

/// <summary>Eigenvalues of a general matrix, real and imaginary parts. Shapes: a [.., N, N] → [.., N], [.., N].</summary>
internal sealed record GeneralEigenvalues : MatrixPrimitive
{
    public override string Name => "eigvals";

    public override int Outputs => 2;

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output)
    {
        RequireSquare(x[0]);
        return new(x[0].Shape[..^1], x[0].DType);
    }

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) => backend.GeneralEigenvalues(x[0], y[0], y[1]);
}
