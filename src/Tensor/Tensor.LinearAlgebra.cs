using Neuron.Primitives;

namespace Neuron;

// All act on the matrices of the last two axes; leading axes are batches. Integers are taken as float32.
public sealed partial class Tensor
{
    /// <summary>The lower triangular L with L · Lᵀ = (A + Aᵀ)/2, A this [.., N, N].</summary>
    /// <exception cref="LinearAlgebraException">A is not positive definite.</exception>
    public Tensor Cholesky() => Dispatcher.Run(new Cholesky(), AsFloatingPoint());

    /// <summary>X with A · X = B, from this, the Cholesky factor L of A = L · Lᵀ.</summary>
    public Tensor CholeskySolve(Tensor b) => Mt.SolveTriangular(SolveTriangular(b, upper: false), upper: true);

    /// <summary>X with T · X = B, T the upper or lower triangle of this [.., N, N]; b [.., N, M], batches broadcast.</summary>
    /// <remarks>A zero on the diagonal gives infinities. With unitDiagonal, the diagonal is taken as 1 and not read.</remarks>
    public Tensor SolveTriangular(Tensor b, bool upper, bool unitDiagonal = false)
    {
        var (t, right) = Batched("solve_triangular", b);
        return Dispatcher.Run(new TriangularSolve(upper, unitDiagonal), t, right);
    }

    /// <summary>X with A · X = B, A this [.., N, N]; b [.., N, M], or [N] for one vector. Batches broadcast.</summary>
    /// <exception cref="LinearAlgebraException">A is singular.</exception>
    public Tensor Solve(Tensor b)
    {
        ArgumentNullException.ThrowIfNull(b);
        if (b.Rank == 1) return Solve(b.Unsqueeze(1)).Squeeze(-1);
        var (a, right) = Batched("solve", b);
        return Dispatcher.Run(new Solve(), a, right);
    }

    /// <summary>A⁻¹ of this [.., N, N]. To solve a system use <see cref="Solve"/>: faster and more exact.</summary>
    /// <exception cref="LinearAlgebraException">A is singular.</exception>
    public Tensor Inverse() => Dispatcher.Run(new Inverse(), AsFloatingPoint());

    /// <summary>det A of this [.., N, N], shape [..].</summary>
    /// <remarks>Its gradient needs an A that is not singular.</remarks>
    public Tensor Determinant()
    {
        var (sign, log) = LogDeterminant();
        return sign * log.Exp();
    }

    /// <summary>The sign of det A and log |det A|, each of shape [..]; 0 and −∞ for a singular matrix.</summary>
    public (Tensor Sign, Tensor LogAbs) LogDeterminant()
    {
        var y = Dispatcher.RunMany(new LogDeterminant(), AsFloatingPoint());
        return (y[0], y[1]);
    }

    /// <summary>A = Q · R: Q [.., M, K] with orthonormal columns, R [.., K, N] upper triangular, K = min(M, N).</summary>
    public (Tensor Q, Tensor R) Qr()
    {
        var y = Dispatcher.RunMany(new Qr(), AsFloatingPoint());
        return (y[0], y[1]);
    }

    /// <summary>(A + Aᵀ)/2 = V · diag(W) · Vᵀ: eigenvalues [.., N], ascending, and unit eigenvectors in the columns of V.</summary>
    /// <remarks>The largest component of each eigenvector is positive. The gradient of V needs distinct eigenvalues.</remarks>
    /// <exception cref="LinearAlgebraException">An element is not finite.</exception>
    public (Tensor Values, Tensor Vectors) Eigh()
    {
        var y = Dispatcher.RunMany(new Eigh(), AsFloatingPoint());
        return (y[0], y[1]);
    }

    /// <summary>Eigenvalues of a general matrix [.., N, N], ordered by real, then imaginary part. Without gradient.</summary>
    /// <exception cref="LinearAlgebraException">An element is not finite, or the iteration does not converge.</exception>
    public (Tensor Real, Tensor Imaginary) Eigenvalues()
    {
        var y = Dispatcher.RunMany(new GeneralEigenvalues(), AsFloatingPoint());
        return (y[0], y[1]);
    }

    /// <summary>A = U · diag(S) · Vᵀ, reduced: U [.., M, K], S [.., K] descending, Vᵀ [.., K, N], K = min(M, N).</summary>
    /// <remarks>The largest component of each column of the taller of U and V is positive. The gradients of U and V need distinct singular values.</remarks>
    /// <exception cref="LinearAlgebraException">An element is not finite.</exception>
    public (Tensor U, Tensor S, Tensor Vt) Svd()
    {
        var y = Dispatcher.RunMany(new Svd(), AsFloatingPoint());
        return (y[0], y[1], y[2]);
    }

    /// <summary>Singular values, descending, [.., min(M, N)].</summary>
    public Tensor SingularValues() => Svd().S;

    /// <summary>A⁺ [.., N, M] of Moore and Penrose.</summary>
    /// <param name="relativeCut">Singular values up to this times the largest count as zero; by default max(M, N) · epsilon of the dtype.</param>
    public Tensor PseudoInverse(double? relativeCut = null)
    {
        var x = AsFloatingPoint();
        return Dispatcher.Run(new PseudoInverse(relativeCut ?? x.DefaultCut), x);
    }

    /// <summary>The X [.., N, P] of least norm among those that minimise |A · X − B|, A this [.., M, N], b [.., M, P].</summary>
    /// <remarks>Through QR for a matrix of full rank, through the pseudo-inverse otherwise.</remarks>
    public Tensor LeastSquares(Tensor b)
    {
        ArgumentNullException.ThrowIfNull(b);
        var dtype = DTypes.Promote(AsFloatingPoint().DType, b.AsFloatingPoint().DType);
        Tensor a = To(dtype), right = b.To(dtype);
        if (a.Rank < 2 || right.Rank < 2 || a.Shape[^2] != right.Shape[^2])
            throw new ShapeException($"lstsq: expected [.., M, N] and [.., M, P], found {Shape} and {b.Shape}.");
        bool tall = a.Shape[^2] >= a.Shape[^1];
        var (q, r) = (tall ? a : a.Mt).Qr();
        if (!r.HasFullRank(a.DefaultCut)) return a.PseudoInverse().MatMul(right);
        return tall ? r.SolveTriangular(q.Mt.MatMul(right), upper: true) : q.MatMul(r.Mt.SolveTriangular(right, upper: false));
    }

    /// <summary>Number of singular values above <paramref name="tolerance"/> (by default max(M, N) · epsilon · largest), int64.</summary>
    public Tensor MatrixRank(double? tolerance = null)
    {
        var s = SingularValues();
        var cut = tolerance is { } t ? s.ZerosLike() + t : s.Slice(-1, 0, 1) * AsFloatingPoint().DefaultCut;
        return s.Gt(cut).To(DType.Int64).Sum(-1);
    }

    /// <summary>Largest over smallest singular value.</summary>
    public Tensor ConditionNumber()
    {
        var s = SingularValues();
        return s.Select(-1, 0) / s.Select(-1, -1);
    }

    /// <summary>A norm of each matrix, shape [..].</summary>
    public Tensor MatrixNorm(MatrixNorm norm = Neuron.MatrixNorm.Frobenius) => norm switch
    {
        Neuron.MatrixNorm.Frobenius => RootOf(AsFloatingPoint().Square().Sum([-2, -1]), 0.5),
        Neuron.MatrixNorm.Nuclear => SingularValues().Sum(-1),
        Neuron.MatrixNorm.Spectral => SingularValues().Select(-1, 0),
        Neuron.MatrixNorm.One => AsFloatingPoint().Abs().Sum(-2).Max(-1),
        Neuron.MatrixNorm.Infinity => AsFloatingPoint().Abs().Sum(-1).Max(-1),
        _ => throw new ArgumentOutOfRangeException(nameof(norm), norm, "MatrixNorm: expected Frobenius, Nuclear, Spectral, One or Infinity."),
    };

    /// <summary>Sum of the diagonal, shape [..].</summary>
    public Tensor Trace() => Diagonal().Sum(-1);

    /// <summary>A · A · … of this [.., N, N]; a negative exponent takes the inverse first, 0 gives the unit matrix.</summary>
    public Tensor MatrixPower(int exponent)
    {
        var power = exponent < 0 ? Inverse() : AsFloatingPoint();
        Tensor? y = null;
        for (long n = Math.Abs((long)exponent); n > 0; n >>= 1)
        {
            if ((n & 1) != 0) y = y is null ? power : y.MatMul(power);
            if (n > 1) power = power.MatMul(power);
        }
        return y ?? Eye(Shape[^1], power.DType, Device).Expand(Shape);
    }

    /// <summary>The exponential Σ Aⁿ/n! of this [.., N, N].</summary>
    /// <remarks>Scaling and squaring with the Padé approximant of degree 13 (Higham, SIAM J. Matrix Anal. Appl. 26, 2005).</remarks>
    public Tensor MatrixExp()
    {
        ReadOnlySpan<double> b =
        [
            64764752532480000, 32382376266240000, 7771770303897600, 1187353796428800, 129060195264000, 10559470521600,
            670442572800, 33522128640, 1323241920, 40840800, 960960, 16380, 182, 1,
        ];
        var a = AsFloatingPoint();
        if (a.Rank < 2 || a.Shape[^1] != a.Shape[^2]) throw ShapeException.Expected("matrix_exp", "a square matrix [.., N, N]", a);
        double norm = a.Size == 0 ? 0 : a.MatrixNorm(Neuron.MatrixNorm.One).Max().Item();
        if (!double.IsFinite(norm)) throw new LinearAlgebraException($"matrix_exp: the matrix {Shape} holds a NaN or an infinity.");
        int squarings = norm > 5.37 ? (int)Math.Ceiling(Math.Log2(norm / 5.37)) : 0; // below 5.37 degree 13 is exact to float64
        if (squarings > 0) a *= Math.ScaleB(1, -squarings);
        Tensor one = Eye(Shape[^1], a.DType, Device), a2 = a.MatMul(a), a4 = a2.MatMul(a2), a6 = a4.MatMul(a2);
        var u = a.MatMul(a6.MatMul((a6 * b[13]) + (a4 * b[11]) + (a2 * b[9])) + (a6 * b[7]) + (a4 * b[5]) + (a2 * b[3]) + (one * b[1]));
        var v = a6.MatMul((a6 * b[12]) + (a4 * b[10]) + (a2 * b[8])) + (a6 * b[6]) + (a4 * b[4]) + (a2 * b[2]) + (one * b[0]);
        var y = (v - u).Solve(v + u);
        for (int i = 0; i < squarings; i++) y = y.MatMul(y);
        return y;
    }

    /// <summary>The unit matrix [n, n].</summary>
    public static Tensor Eye(int n, DType dtype = DType.Float32, Device? device = null) =>
        Dispatcher.Run(new PlaceDiagonal(new Diagonal(0, 0, 1), [n, n]), Ones([n], dtype, device));

    /// <summary>max(M, N) · epsilon.</summary>
    private double DefaultCut => Math.Max(Shape[^2], Shape[^1]) * (DType == DType.Float32 ? Math.ScaleB(1, -23) : Math.ScaleB(1, -52));

    /// <summary>Of a square triangular factor: no singular value is up to <paramref name="cut"/> times the largest.</summary>
    /// <remarks>The diagonal does not tell: a triangle of ones with −1 above has a condition that doubles with each row.</remarks>
    private bool HasFullRank(double cut)
    {
        if (Size == 0) return true;
        var inverse = SolveTriangular(Eye(Shape[^1], DType, Device), upper: true);
        if ((MatrixNorm() * inverse.MatrixNorm()).Max().Item() * cut < 1) return true; // the product is at least the condition; NaN is not below 1
        var s = SingularValues();
        return (s.Select(-1, -1) - (s.Select(-1, 0) * cut)).Min().Item() > 0;
    }

    private (Tensor A, Tensor B) Batched(string operation, Tensor b)
    {
        ArgumentNullException.ThrowIfNull(b);
        if (Rank < 2 || b.Rank < 2) throw ShapeException.Expected(operation, "[.., N, N] and [.., N, M]", Rank < 2 ? this : b);
        var dtype = DTypes.Promote(AsFloatingPoint().DType, b.AsFloatingPoint().DType);
        if (!Shape.TryBroadcast(Shape[..^2], b.Shape[..^2], out var batch)) throw ShapeException.Broadcast(operation, Shape, b.Shape);
        return (To(dtype).Expand([.. batch, Shape[^2], Shape[^1]]), b.To(dtype).Expand([.. batch, b.Shape[^2], b.Shape[^1]]));
    }
}
