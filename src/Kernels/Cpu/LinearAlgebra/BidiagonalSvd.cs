using System.Numerics;

namespace Neuron.Kernels.Cpu.LinearAlgebra;

/// <summary>
/// Singular values and vectors of an upper bidiagonal matrix by divide and conquer (Gu and Eisenstat 1995; deflation and the
/// grouping of vectors as in LAPACK's dlasd2 and dlasd3).
/// </summary>
/// <remarks>
/// A part has N rows and, but for the last one, N + 1 columns: row N of its right vectors is the one that it maps to zero. Between
/// two parts lies one row (0 … α, β … 0), whose α meets the upper part's last column and whose β the lower part's first.
/// </remarks>
internal sealed unsafe class BidiagonalSvd<T> : IDisposable
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Size up to which a part is left to QR.</summary>
    private const int LeafSize = 32, VectorsPerPiece = 16;

    private readonly int _n;
    private readonly Matrix<T> _left, _right;
    private readonly Scratch<T> _memory;
    private readonly Scratch<double> _doubles;
    private readonly Scratch<int> _ints;

    private BidiagonalSvd(Matrix<T> left, Matrix<T> right)
    {
        (_n, _left, _right) = (left.Rows, left, right);
        long square = (long)_n * _n;
        _memory = new Scratch<T>((4 * square) + (4L * _n), clear: false);
        _doubles = new Scratch<double>(square + (6L * _n), clear: false);
        _ints = new Scratch<int>(4L * _n, clear: false);
    }

    private double* Values => _doubles.Data + ((long)_n * _n);

    private int* Order => _ints.Data;

    /// <summary>
    /// d [N] ← singular values, ascending; row order[j] of left and of right [N, N] ← vectors j. e [N − 1] is
    /// overwritten. False if the iteration of a small part does not converge.
    /// </summary>
    public static bool Solve(T* d, T* e, Matrix<T> left, Matrix<T> right, Span<int> order)
    {
        int n = left.Rows;
        T norm = T.Zero;
        for (int i = 0; i < n; i++) norm = T.Max(norm, T.Max(T.Abs(d[i]), i < n - 1 ? T.Abs(e[i]) : T.Zero));
        if (!T.IsFinite(norm)) return false;
        if (norm == T.Zero)
        {
            left.Clear();
            right.Clear();
            for (int i = 0; i < n; i++) (left[i, i], right[i, i], order[i]) = (T.One, T.One, i);
            return true;
        }
        int scale = T.ILogB(norm);
        for (int i = 0; i < n; i++)
        {
            d[i] = T.ScaleB(d[i], -scale);
            if (i < n - 1) e[i] = T.ScaleB(e[i], -scale);
        }
        using var problem = new BidiagonalSvd<T>(left, right);
        if (!problem.Run(d, e)) return false;
        for (int j = 0; j < n; j++)
        {
            order[j] = problem.Order[j];
            d[j] = T.CreateChecked(Math.ScaleB(problem.Values[order[j]], scale));
        }
        return true;
    }

    public void Dispose()
    {
        _memory.Dispose();
        _doubles.Dispose();
        _ints.Dispose();
    }

    private bool Run(T* d, T* e)
    {
        List<Part[]> levels = [[new Part(0, _n, Last: true)]];
        while (levels[^1][0].Size > LeafSize || levels[^1][^1].Size > LeafSize) levels.Add([.. levels[^1].SelectMany(p => p.Children)]);
        var leaves = levels[^1];
        using (var failed = new Scratch<byte>(leaves.Length))
        {
            WorkerPool.For(leaves.Length, new Leaf(this, d, e, leaves, failed.Data));
            if (new Span<byte>(failed.Data, leaves.Length).Contains((byte)1)) return false;
        }
        for (int level = levels.Count - 2; level >= 0; level--)
        {
            var parts = levels[level];
            var job = new Join(this, d, e, parts);
            if (parts.Length >= WorkerPool.Threads) WorkerPool.For(parts.Length, job);
            else for (int i = 0; i < parts.Length; i++) job.Run(i); // the threads inside each
        }
        return true;
    }

    /// <summary>Joins a part's children and the row between them; the vectors' rows hold theirs and become the part's.</summary>
    private void Merge(Part part, double alpha, double beta)
    {
        int n = part.Size, upper = part.Upper, first = part.First, width = part.Columns;
        double* d = Values + first, z = Values + _n + first, poles = Values + (2 * _n) + first, weights = Values + (3 * _n) + first, squares = Values + (4 * _n) + first, roots = Values + (5 * _n) + first;
        int* order = Order + first, kept = order + _n, gone = kept + _n;
        var side = (Side*)(gone + _n);
        Matrix<T> left = _left.Block(first, first, n, n), right = _right.Block(first, first, width, width);
        double epsilon = double.CreateChecked(VectorKernels.Epsilon<T>()), tolerance = 2 * epsilon * Math.Max(Math.Max(epsilon, Math.Abs(alpha)), Math.Max(Math.Abs(beta), Largest(d, n, upper)));
        for (int i = 0; i < n; i++)
        {
            z[i] = i <= upper ? alpha * double.CreateChecked(right[i, upper]) : beta * double.CreateChecked(right[i, upper + 1]);
            side[i] = i < upper ? Side.Upper : i == upper ? Side.Both : Side.Lower;
        }
        if (!part.Last)
        {
            // of the two vectors that the children map to zero, one combination meets the row between and the other does not
            double other = beta * double.CreateChecked(right[n, upper + 1]), r = VectorKernels.Hypot(z[upper], other);
            if (r > tolerance) VectorKernels.Rotate(right.Row(upper), right.Row(n), T.CreateChecked(z[upper] / r), T.CreateChecked(other / r), width);
            z[upper] = r;
        }
        new Span<T>(_left.Row(first + upper), _n).Clear();
        (d[upper], left[upper, upper]) = (0, T.One);
        if (Math.Abs(z[upper]) <= tolerance) z[upper] = Math.CopySign(tolerance, z[upper]);
        Orders.Merge(d, order, upper, upper + 1, n, gone);
        int k = Deflate(left, right, d, z, tolerance, order, side, upper, kept, gone);

        // what is left: the vectors' parts in the upper columns, those in the lower ones, and whole rows that stay as they are
        int* counts = stackalloc int[3];
        for (int i = 0; i < k; i++) counts[(int)side[kept[i]]]++;
        int before = counts[(int)Side.Upper], inUpper = before + counts[(int)Side.Both], inLower = k - before;
        T* memory = _memory.Data + ((long)first * _n * 2);
        Matrix<T> leftUpper = new(memory, inUpper, upper), leftLower = new(memory + ((long)inUpper * upper), inLower, n - upper - 1);
        memory = leftLower.Data + ((long)inLower * leftLower.Columns);
        Matrix<T> rightUpper = new(memory, inUpper, upper + 1), rightLower = new(memory + ((long)inUpper * (upper + 1)), inLower, width - upper - 1);
        memory = rightLower.Data + ((long)inLower * rightLower.Columns);
        Matrix<T> leftRest = new(memory, n - k, n), rightRest = new(memory + ((long)(n - k) * n), n - k, width);
        int* places = stackalloc int[3] { 0, before, inUpper };
        for (int i = 0; i < k; i++)
        {
            int row = kept[i];
            (poles[i], weights[i], order[i]) = (d[row], z[row], places[(int)side[row]]++);
        }
        new DividedRows<T>(k, left, kept, side, order, leftUpper, leftLower).Copy();
        new DividedRows<T>(k, right, kept, side, order, rightUpper, rightLower).Copy();
        for (int i = 0; i < n - k; i++)
        {
            Copy(left.Row(gone[i]), leftRest.Row(i), n);
            Copy(right.Row(gone[i]), rightRest.Row(i), width);
            roots[k + i] = d[gone[i]];
        }
        if (k > 1) poles[1] = Math.Max(poles[1], tolerance / 2); // apart from the pole at zero
        for (int i = 0; i < k; i++) z[i] = weights[i];
        Matrix<double> differences = new(_doubles.Data + ((long)first * _n), k, k);
        Matrix<T> leftVectors = new(_memory.Data + (2L * _n * _n) + (4L * _n) + ((long)first * _n), k, k), rightVectors = new(leftVectors.Data + ((long)_n * _n), k, k);
        new SecularEquation(k, poles, z, squares, 1, squared: true, SecularEquation.PrecisionFor<T>()).Solve(roots, differences, weights);
        WorkerPool.For((k + VectorsPerPiece - 1) / VectorsPerPiece, new Vectors(differences, weights, poles, order, leftVectors, rightVectors));
        MatrixUpdate.Set(T.One, leftVectors.Block(0, 0, k, inUpper), leftUpper, left.Block(0, 0, k, upper));
        MatrixUpdate.Set(T.One, leftVectors.Block(0, before, k, inLower), leftLower, left.Block(0, upper + 1, k, leftLower.Columns));
        for (int i = 0; i < k; i++) left[i, upper] = leftVectors[i, before]; // the row between has the first place of those on both sides
        MatrixUpdate.Set(T.One, rightVectors.Block(0, 0, k, inUpper), rightUpper, right.Block(0, 0, k, upper + 1));
        MatrixUpdate.Set(T.One, rightVectors.Block(0, before, k, inLower), rightLower, right.Block(0, upper + 1, k, rightLower.Columns));
        left.Block(k, 0, n - k, n).CopyFrom(leftRest);
        right.Block(k, 0, n - k, width).CopyFrom(rightRest);
        new Span<double>(roots, n).CopyTo(new Span<double>(d, n));
        for (int i = 0; i < n; i++) order[i] = i < k ? i : i - k; // places in their own part, as Orders.Merge expects them
        new Span<double>(roots + k, n - k).Sort(new Span<int>(order + k, n - k));
        Orders.Merge(d, order, k, k, n, gone);
    }

    private static void Copy(T* from, T* to, int n) => new Span<T>(from, n).CopyTo(new Span<T>(to, n));

    private static double Largest(double* d, int n, int except)
    {
        double largest = 0;
        for (int i = 0; i < n; i++)
            if (i != except) largest = Math.Max(largest, d[i]);
        return largest;
    }

    /// <summary>
    /// kept ← the row between and those whose vectors change, by ascending d; gone ← the others: those whose z is negligible, or made
    /// so by a rotation with a row of nearly the same d.
    /// </summary>
    private static int Deflate(Matrix<T> left, Matrix<T> right, double* d, double* z, double tolerance, int* order, Side* side, int between, int* kept, int* gone)
    {
        int n = left.Rows, k = 0, g = 0, pending = -1;
        kept[k++] = between;
        for (int i = 0; i < n - 1; i++)
        {
            int row = order[i];
            if (Math.Abs(z[row]) <= tolerance)
            {
                gone[g++] = row;
                continue;
            }
            if (pending >= 0)
            {
                if (d[row] - d[pending] <= tolerance)
                {
                    double r = VectorKernels.Hypot(z[row], z[pending]);
                    T c = T.CreateChecked(z[row] / r), s = T.CreateChecked(-z[pending] / r);
                    (z[row], z[pending]) = (r, 0);
                    if (side[row] != side[pending]) side[row] = Side.Both;
                    VectorKernels.Rotate(left.Row(pending), left.Row(row), c, s, n);
                    VectorKernels.Rotate(right.Row(pending), right.Row(row), c, s, right.Columns);
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

    /// <summary>Rows first to first + size − 1 of the matrix.</summary>
    private sealed record Part(int First, int Size, bool Last)
    {
        public int Columns => Last ? Size : Size + 1;

        /// <summary>Rows of the upper child; the row after them lies between the two.</summary>
        public int Upper => Size / 2;

        public IEnumerable<Part> Children => [new(First, Upper, Last: false), new(First + Upper + 1, Size - Upper - 1, Last)];
    }

    private readonly struct Leaf(BidiagonalSvd<T> problem, T* d, T* e, Part[] parts, byte* failed) : IParallelJob
    {
        public void Run(int index)
        {
            var part = parts[index];
            int n = part.Size, first = part.First;
            Matrix<T> left = problem._left.Block(first, first, n, n), right = problem._right.Block(first, first, part.Columns, part.Columns);
            problem._left.Block(first, 0, n, problem._n).Clear();
            problem._right.Block(first, 0, part.Columns, problem._n).Clear();
            for (int i = 0; i < n; i++) left[i, i] = T.One;
            for (int i = 0; i < part.Columns; i++) right[i, i] = T.One;
            T* values = stackalloc T[2 * (LeafSize + 1)], beside = values + LeafSize + 1; // α and β of the rows between stay
            for (int i = 0; i < n; i++) (values[i], beside[i]) = (d[first + i], i < part.Columns - 1 ? e[first + i] : T.Zero);
            using (RotationLog<T> leftLog = new(left), rightLog = new(right))
            {
                if (!part.Last) BidiagonalQr.ClearColumn(values, beside, 0, n, rightLog);
                if (!BidiagonalQr.Iterate(values, beside, n, leftLog, rightLog)) failed[index] = 1;
                leftLog.Flush();
                rightLog.Flush();
            }
            for (int i = 0; i < n; i++) (problem.Values[first + i], problem.Order[first + i]) = (double.CreateChecked(values[i]), i);
            new Span<T>(values, n).Sort(new Span<int>(problem.Order + first, n));
        }
    }

    private readonly struct Join(BidiagonalSvd<T> problem, T* d, T* e, Part[] parts) : IParallelJob
    {
        public void Run(int index)
        {
            int between = parts[index].First + parts[index].Upper;
            problem.Merge(parts[index], double.CreateChecked(d[between]), double.CreateChecked(e[between]));
        }
    }

    /// <summary>
    /// Row j of right ← the unit vector along zᵢ/(dᵢ² − xⱼ), of left ← that along dᵢ times this and −1 for d = 0, element i at its place.
    /// </summary>
    private readonly struct Vectors(Matrix<double> differences, double* weights, double* d, int* places, Matrix<T> left, Matrix<T> right) : IParallelJob
    {
        public void Run(int index)
        {
            int k = left.Rows, end = Math.Min(k, (index + 1) * VectorsPerPiece);
            for (int j = index * VectorsPerPiece; j < end; j++)
            {
                double* v = differences.Row(j);
                VectorKernels.Divide(weights, v, v, k);
                Place(v, right.Row(j), k);
                VectorKernels.Multiply(d, v, v, k);
                v[0] = -1;
                Place(v, left.Row(j), k);
            }
        }

        private void Place(double* v, T* row, int k)
        {
            double scale = 1 / Math.Sqrt(VectorKernels.Dot(v, v, k));
            for (int i = 0; i < k; i++) row[places[i]] = T.CreateTruncating(v[i] * scale);
        }
    }
}
