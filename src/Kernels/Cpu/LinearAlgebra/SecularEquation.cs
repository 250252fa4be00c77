using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Neuron.Kernels.Cpu.LinearAlgebra;

/// <summary>
/// 1/ρ + Σ zᵢ²/(pᵢ − x) = 0 with ascending poles p: its roots are the eigenvalues of diag(p) + ρ·z·zᵀ. Poles are either d or, for
/// singular values, d².
/// </summary>
/// <remarks>
/// An unknown is kept as its distance from the nearest pole, so that all pᵢ − x are known to working precision; from these follow
/// the z of which the roots found are the exact ones, and so vectors that are orthogonal however close the roots (Gu and Eisenstat 1994).
/// All in double precision, whatever the matrix holds.
/// </remarks>
internal readonly unsafe struct SecularEquation
{
    private const int MaxSteps = 80, RootsPerPiece = 8, PolesPerPiece = 64;

    private readonly int _count;
    private readonly double* _d, _z, _squares;
    private readonly double _inverse, _width, _epsilon;
    private readonly bool _squared;

    /// <summary>Relative precision of the roots for vectors of the type: well inside theirs.</summary>
    public static double PrecisionFor<T>() => typeof(T) == typeof(float) ? 1e-10 : VectorKernels.Epsilon<double>() / 2;

    /// <param name="count">Number of poles.</param>
    /// <param name="d">Ascending, no two equal.</param>
    /// <param name="z">None zero.</param>
    /// <param name="memory">Room for <paramref name="count"/> numbers.</param>
    /// <param name="rho">Positive.</param>
    /// <param name="squared">The poles are d², the values √x.</param>
    /// <param name="epsilon">Relative precision that a root needs.</param>
    public SecularEquation(int count, double* d, double* z, double* memory, double rho, bool squared, double epsilon)
    {
        (_count, _inverse, _squared, _epsilon) = (count, 1 / rho, squared, epsilon);
        _d = d;
        _z = z;
        _squares = memory;
        double sum = 0;
        for (int i = 0; i < count; i++) sum += memory[i] = z[i] * z[i];
        _width = rho * sum;
    }

    /// <summary>values [K] ← the roots, ascending; row j of differences [K, K] ← all pᵢ − xⱼ; weights [K] ← √ρ·z of which they are the exact roots.</summary>
    public void Solve(double* values, Matrix<double> differences, double* weights)
    {
        WorkerPool.For((_count + RootsPerPiece - 1) / RootsPerPiece, new Roots(this, values, differences));
        WorkerPool.For((_count + PolesPerPiece - 1) / PolesPerPiece, new Weights(this, differences, weights));
    }

    private double Difference(int i, int j) => _squared ? (_d[i] - _d[j]) * (_d[i] + _d[j]) : _d[i] - _d[j];

    private void Shift(double* delta, int origin)
    {
        for (int i = 0; i < _count; i++) delta[i] = Difference(i, origin);
    }

    private double Value(int origin, double x)
    {
        double d = _d[origin];
        return _squared ? d + (x / (d + Math.Sqrt((d * d) + x))) : d + x;
    }

    /// <summary>Root number <paramref name="root"/>: rational interpolation at the two poles beside it (Li 1993, the middle way) inside a bracket.</summary>
    private double Root(int root, double* delta)
    {
        if (_count == 1)
        {
            delta[0] = -_width;
            return Value(0, _width);
        }
        bool last = root == _count - 1;
        int origin = root, left = last ? root - 1 : root, right = left + 1;
        double low = 0, high = _width, x = 0;
        Shift(delta, root);
        if (!last)
        {
            double gap = delta[right], middle = gap / 2;
            double f = _inverse + Sum(delta, middle, 0, right).Value + Sum(delta, middle, right, _count).Value;
            double rest = f + ((_squares[left] - _squares[right]) / middle); // of the two poles beside: −z²/middle and z²/middle
            high = middle;
            if (f < 0)
            {
                origin = right;
                Shift(delta, right);
                (low, high) = (-middle, 0);
            }
            double a = (rest * (delta[left] + delta[right])) + _squares[left] + _squares[right];
            x = Quadratic(rest, a, (_squares[left] * delta[right]) + (_squares[right] * delta[left]), outer: false);
        }
        for (int step = 0; step < MaxSteps; step++)
        {
            if (!(x > low && x < high))
            {
                x = (low + high) / 2;
                if (x == low || x == high) break;
            }
            var (psi, psiSlope) = Sum(delta, x, 0, right);
            var (phi, phiSlope) = Sum(delta, x, right, _count);
            double f = _inverse + psi + phi, slope = psiSlope + phiSlope;
            if (Math.Abs(f) <= _epsilon * (_inverse + (8 * (Math.Abs(psi) + Math.Abs(phi))) + (Math.Abs(x) * slope))) break;
            if (f > 0) high = x;
            else low = x;
            double l = delta[left] - x, r = delta[right] - x;
            double next = x + Quadratic(f - (l * psiSlope) - (r * phiSlope), ((l + r) * f) - (l * r * slope), l * r * f, last);
            if (next == x) break;
            x = next;
        }
        for (int i = 0; i < _count; i++) delta[i] -= x;
        return Value(origin, x);
    }

    /// <summary>The root of c·x² − a·x + b between the poles that it stems from or, outer, beyond both.</summary>
    private static double Quadratic(double c, double a, double b, bool outer)
    {
        double root = Math.Sqrt(Math.Abs((a * a) - (4 * b * c)));
        if (outer) return a >= 0 ? (a + root) / (2 * c) : 2 * b / (a - root);
        return a <= 0 ? (a - root) / (2 * c) : 2 * b / (a + root);
    }

    /// <summary>Σ zᵢ²/(δᵢ − x) and its derivative over some of the poles.</summary>
    [MethodImpl(JitOptions.Kernel)]
    private (double Value, double Slope) Sum(double* delta, double x, int from, int to)
    {
        int i = from, width = Vector512<double>.Count;
        Vector512<double> vx = Vector512.Create(x), values = default, slopes = default;
        for (; i <= to - width; i += width)
        {
            var inverse = Vector512<double>.One / (Vector512.Load(delta + i) - vx);
            var term = Vector512.Load(_squares + i) * inverse;
            values += term;
            slopes = VectorMath.Fma(term, inverse, slopes);
        }
        double value = Vector512.Sum(values), slope = Vector512.Sum(slopes);
        for (; i < to; i++)
        {
            double inverse = 1 / (delta[i] - x), term = _squares[i] * inverse;
            value += term;
            slope += term * inverse;
        }
        return (value, slope);
    }

    private readonly struct Roots(SecularEquation equation, double* values, Matrix<double> differences) : IParallelJob
    {
        public void Run(int index)
        {
            int end = Math.Min(equation._count, (index + 1) * RootsPerPiece);
            for (int j = index * RootsPerPiece; j < end; j++) values[j] = equation.Root(j, differences.Row(j));
        }
    }

    private readonly struct Weights(SecularEquation equation, Matrix<double> differences, double* weights) : IParallelJob
    {
        /// <summary>zᵢ² = (xᵢ − pᵢ) · Π (xⱼ − pᵢ)/(pⱼ − pᵢ) over j ≠ i, by Löwner's formula.</summary>
        [MethodImpl(JitOptions.Kernel)]
        public void Run(int index)
        {
            int first = index * PolesPerPiece, end = Math.Min(equation._count, first + PolesPerPiece);
            for (int i = first; i < end; i++) weights[i] = 1;
            for (int j = 0; j < equation._count; j++)
            {
                double* row = differences.Row(j);
                double d = equation._d[j];
                int i = first, width = Vector512<double>.Count;
                Vector512<double> one = Vector512<double>.One, vd = Vector512.Create(d);
                for (; i <= end - width; i += width)
                {
                    Vector512<double> other = Vector512.Load(equation._d + i), distance = other - vd;
                    if (equation._squared) distance *= other + vd;
                    distance = Vector512.ConditionalSelect(Vector512.Equals(other, vd), one, distance);
                    (Vector512.Load(weights + i) * (Vector512.Load(row + i) / distance)).Store(weights + i);
                }
                for (; i < end; i++) weights[i] *= i == j ? row[i] : row[i] / equation.Difference(i, j);
            }
            for (int i = first; i < end; i++) weights[i] = Math.CopySign(Math.Sqrt(Math.Abs(weights[i])), equation._z[i]);
        }
    }
}
