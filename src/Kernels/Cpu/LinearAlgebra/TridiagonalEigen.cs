using System.Numerics;

namespace Neuron.Kernels.Cpu.LinearAlgebra;

/// <summary>
/// Eigenvalues and vectors of a symmetric tridiagonal matrix by divide and conquer (Cuppen 1981; Gu and Eisenstat 1995; deflation
/// and the grouping of vectors as in LAPACK Working Note 69).
/// </summary>
internal sealed unsafe class TridiagonalEigen<T> : IDisposable
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Size up to which a part is left to QL.</summary>
    private const int LeafSize = 32, VectorsPerPiece = 16;

    private readonly int _n;
    private readonly Matrix<T> _rows;
    private readonly Scratch<T> _memory;
    private readonly Scratch<double> _doubles;
    private readonly Scratch<int> _ints;

    private TridiagonalEigen(Matrix<T> rows)
    {
        (_n, _rows) = (rows.Rows, rows);
        long square = (long)_n * _n;
        _memory = new Scratch<T>((2 * square) + _n, clear: false);
        _doubles = new Scratch<double>(square + (6L * _n), clear: false);
        _ints = new Scratch<int>(4L * _n, clear: false);
    }

    /// <summary>
    /// d [N] ← eigenvalues, ascending; row order[j] of rows [N, N] ← vector j. e [N − 1] is overwritten. False if the
    /// iteration of a small part does not converge.
    /// </summary>
    public static bool Solve(T* d, T* e, Matrix<T> rows, Span<int> order)
    {
        int n = rows.Rows;
        T norm = T.Zero;
        for (int i = 0; i < n; i++) norm = T.Max(norm, T.Max(T.Abs(d[i]), i < n - 1 ? T.Abs(e[i]) : T.Zero));
        if (!T.IsFinite(norm)) return false;
        int scale = norm == T.Zero ? 0 : T.ILogB(norm);
        using var problem = new TridiagonalEigen<T>(rows);
        if (!problem.Run(d, e, scale)) return false;
        double* values = problem.Values;
        for (int j = 0; j < n; j++)
        {
            order[j] = problem.Order[j];
            d[j] = T.CreateChecked(Math.ScaleB(values[order[j]], scale));
        }
        return true;
    }

    public void Dispose()
    {
        _memory.Dispose();
        _doubles.Dispose();
        _ints.Dispose();
    }

    // one element a row: its eigenvalue; its place in the ascending order of its part
    private double* Values => _doubles.Data + ((long)_n * _n);

    private int* Order => _ints.Data;

    private bool Run(T* d, T* e, int scale)
    {
        int leaves = 1;
        while ((_n + leaves - 1) / leaves > LeafSize) leaves *= 2;
        for (int i = 0; i < _n; i++)
        {
            d[i] = T.ScaleB(d[i], -scale);
            e[i] = i < _n - 1 ? T.ScaleB(e[i], -scale) : T.Zero;
        }
        // T = diag(T₁, T₂) + |e|·u·uᵀ with u = (0 … 1, ±1 … 0)
        for (int leaf = 1; leaf < leaves; leaf++)
        {
            int first = Bound(leaf, leaves);
            T size = T.Abs(e[first - 1]);
            d[first - 1] -= size;
            d[first] -= size;
        }
        using (var failed = new Scratch<byte>(leaves))
        {
            WorkerPool.For(leaves, new Leaf(this, d, e, leaves, failed.Data));
            if (new Span<byte>(failed.Data, leaves).Contains((byte)1)) return false;
        }
        for (int step = 1; step < leaves; step *= 2)
        {
            int count = leaves / (2 * step);
            var job = new Join(this, e, leaves, step);
            if (count >= WorkerPool.Threads) WorkerPool.For(count, job);
            else for (int i = 0; i < count; i++) job.Run(i); // the threads inside each
        }
        return true;
    }

    private int Bound(int leaf, int leaves) => (int)((long)leaf * _n / leaves);

    /// <summary>Rows first to first + n − 1 hold the vectors of two parts, the upper one of size upper, and become those of both together.</summary>
    private void Merge(int first, int upper, int n, double e)
    {
        double* d = Values + first, z = Values + _n + first, poles = Values + (2 * _n) + first, weights = Values + (3 * _n) + first, squares = Values + (4 * _n) + first, roots = Values + (5 * _n) + first;
        int* order = Order + first, kept = order + _n, gone = kept + _n;
        var side = (Side*)(gone + _n);
        var rows = _rows.Block(first, first, n, n);
        for (int i = 0; i < n; i++)
        {
            z[i] = double.CreateChecked(i < upper ? rows[i, upper - 1] : rows[i, upper]) * Math.Sqrt(0.5);
            if (i >= upper && e < 0) z[i] = -z[i];
            side[i] = i < upper ? Side.Upper : Side.Lower;
        }
        double rho = 2 * Math.Abs(e);
        Orders.Merge(d, order, upper, upper, n, gone);
        int k = Deflate(rows, d, z, rho, order, side, kept, gone);

        // what is left: the vectors' parts in the upper columns, those in the lower ones, and whole rows that stay as they are
        int* counts = stackalloc int[3];
        for (int i = 0; i < k; i++) counts[(int)side[kept[i]]]++;
        int inUpper = counts[(int)Side.Upper] + counts[(int)Side.Both], inLower = k - counts[(int)Side.Upper];
        T* memory = _memory.Data + ((long)first * _n);
        Matrix<T> uppers = new(memory, inUpper, upper), lowers = new(memory + ((long)inUpper * upper), inLower, n - upper);
        Matrix<T> rest = new(lowers.Data + ((long)inLower * (n - upper)), n - k, n);
        int* places = stackalloc int[3] { 0, counts[(int)Side.Upper], inUpper };
        for (int i = 0; i < k; i++)
        {
            int row = kept[i];
            (poles[i], weights[i], order[i]) = (d[row], z[row], places[(int)side[row]]++);
        }
        new DividedRows<T>(k, rows, kept, side, order, uppers, lowers).Copy();
        for (int i = 0; i < n - k; i++)
        {
            Copy(rows.Row(gone[i]), rest.Row(i), n);
            roots[k + i] = d[gone[i]];
        }
        if (k > 0)
        {
            Matrix<double> differences = new(_doubles.Data + ((long)first * _n), k, k);
            Matrix<T> vectors = new(_memory.Data + ((long)_n * _n) + ((long)first * _n), k, k);
            for (int i = 0; i < k; i++) z[i] = weights[i];
            new SecularEquation(k, poles, z, squares, rho, squared: false, SecularEquation.PrecisionFor<T>()).Solve(roots, differences, weights);
            WorkerPool.For((k + VectorsPerPiece - 1) / VectorsPerPiece, new Vectors(differences, weights, order, vectors));
            MatrixUpdate.Set(T.One, vectors.Block(0, 0, k, inUpper), uppers, rows.Block(0, 0, k, upper));
            MatrixUpdate.Set(T.One, vectors.Block(0, counts[(int)Side.Upper], k, inLower), lowers, rows.Block(0, upper, k, n - upper));
        }
        rows.Block(k, 0, n - k, n).CopyFrom(rest);
        new Span<double>(roots, n).CopyTo(new Span<double>(d, n));
        for (int i = 0; i < n; i++) order[i] = i < k ? i : i - k; // places in their own part, as Orders.Merge expects them
        new Span<double>(roots + k, n - k).Sort(new Span<int>(order + k, n - k));
        Orders.Merge(d, order, k, k, n, gone);
    }

    private static void Copy(T* from, T* to, int n) => new Span<T>(from, n).CopyTo(new Span<T>(to, n));

    /// <summary>
    /// kept ← rows that the update changes, by ascending d; gone ← the others: those whose z is negligible, or made so by a rotation
    /// with a row of nearly the same d.
    /// </summary>
    private static int Deflate(Matrix<T> rows, double* d, double* z, double rho, int* order, Side* side, int* kept, int* gone)
    {
        int n = rows.Rows, k = 0, g = 0, pending = -1;
        double largest = 0;
        for (int i = 0; i < n; i++) largest = Math.Max(largest, Math.Max(Math.Abs(d[i]), Math.Abs(z[i])));
        double tolerance = 2 * double.CreateChecked(VectorKernels.Epsilon<T>()) * largest;
        for (int i = 0; i < n; i++)
        {
            int row = order[i];
            if (rho * Math.Abs(z[row]) <= tolerance)
            {
                gone[g++] = row;
                continue;
            }
            if (pending >= 0)
            {
                double r = VectorKernels.Hypot(z[row], z[pending]), c = z[row] / r, s = -z[pending] / r;
                if (Math.Abs((d[row] - d[pending]) * c * s) <= tolerance)
                {
                    (z[row], z[pending]) = (r, 0);
                    if (side[row] != side[pending]) side[row] = Side.Both;
                    VectorKernels.Rotate(rows.Row(pending), rows.Row(row), T.CreateChecked(c), T.CreateChecked(s), n);
                    (d[pending], d[row]) = ((d[pending] * c * c) + (d[row] * s * s), (d[pending] * s * s) + (d[row] * c * c));
                    gone[g++] = pending;
                }
                else
                {
                    kept[k++] = pending;
                }
            }
            pending = row;
        }
        if (pending >= 0) kept[k++] = pending;
        return k;
    }

    private readonly struct Leaf(TridiagonalEigen<T> problem, T* d, T* e, int leaves, byte* failed) : IParallelJob
    {
        public void Run(int index)
        {
            int first = problem.Bound(index, leaves), n = problem.Bound(index + 1, leaves) - first;
            var rows = problem._rows.Block(first, first, n, n);
            problem._rows.Block(first, 0, n, problem._n).Clear();
            for (int i = 0; i < n; i++) rows[i, i] = T.One;
            T last = e[first + n - 1]; // the coupling to the next part, which QL's memory takes
            using (var log = new RotationLog<T>(rows))
            {
                if (!TridiagonalQl.Iterate(d + first, e + first, n, log)) failed[index] = 1;
                log.Flush();
            }
            e[first + n - 1] = last;
            for (int i = 0; i < n; i++) (problem.Values[first + i], problem.Order[first + i]) = (double.CreateChecked(d[first + i]), i);
            new Span<T>(d + first, n).Sort(new Span<int>(problem.Order + first, n));
        }
    }

    private readonly struct Join(TridiagonalEigen<T> problem, T* e, int leaves, int step) : IParallelJob
    {
        public void Run(int index)
        {
            int first = problem.Bound(2 * step * index, leaves), middle = problem.Bound(2 * step * index + step, leaves), end = problem.Bound(2 * step * (index + 1), leaves);
            problem.Merge(first, middle - first, end - first, double.CreateChecked(e[middle - 1]));
        }
    }

    /// <summary>Row j of vectors ← the unit vector along zᵢ/(pᵢ − xⱼ), element i at its place.</summary>
    private readonly struct Vectors(Matrix<double> differences, double* weights, int* places, Matrix<T> vectors) : IParallelJob
    {
        public void Run(int index)
        {
            int k = vectors.Rows, end = Math.Min(k, (index + 1) * VectorsPerPiece);
            for (int j = index * VectorsPerPiece; j < end; j++)
            {
                double* v = differences.Row(j);
                VectorKernels.Divide(weights, v, v, k);
                double scale = 1 / Math.Sqrt(VectorKernels.Dot(v, v, k));
                T* row = vectors.Row(j);
                for (int i = 0; i < k; i++) row[places[i]] = T.CreateTruncating(v[i] * scale);
            }
        }
    }
}
