using System.Numerics;

namespace Neuron.Kernels.Gpu;

/// <summary>Cholesky and LU factors, and solutions from them. A group works on one matrix [N, N], its work-items on rows or columns.</summary>
internal static class LinearSystemKernels
{
    /// <summary>y ← the lower Cholesky factor of (a + aᵀ)/2, column by column; failed[matrix] ← whether it is not positive definite.</summary>
    /// <remarks>Grid: X matrices.</remarks>
    public static void Cholesky<T>(ArrayView<T> a, ArrayView<T> y, ArrayView<int> failed, int n)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        long start = (long)Grid.IdxX * n * n;
        T half = T.CreateTruncating(0.5);
        bool bad = false;
        for (int j = 0; j < n && !bad; j++)
        {
            for (int i = j + Group.IdxX; i < n; i += Group.DimX)
            {
                T sum = (half * a[start + ((long)i * n) + j]) + (half * a[start + ((long)j * n) + i]);
                if (i == j) sum = a[start + ((long)i * n) + j];
                for (int k = 0; k < j; k++) sum -= y[start + ((long)i * n) + k] * y[start + ((long)j * n) + k];
                y[start + ((long)i * n) + j] = sum;
            }
            Group.Barrier();
            T diagonal = y[start + ((long)j * n) + j];
            Group.Barrier(); // all have read it before its owner replaces it
            bad = !(diagonal > T.Zero) || !T.IsFinite(diagonal);
            T root = T.Sqrt(diagonal);
            for (int i = j + Group.IdxX; i < n; i += Group.DimX)
                y[start + ((long)i * n) + j] = i == j ? root : y[start + ((long)i * n) + j] / root;
            for (int i = Group.IdxX; i < j; i += Group.DimX) y[start + ((long)i * n) + j] = T.Zero;
            Group.Barrier();
        }
        if (Group.IdxX == 0) failed[Grid.IdxX] = bad ? 1 : 0;
    }

    /// <summary>P·A = L·U in place, with partial pivoting; order[i] is the row of A that came to place i, signs the permutation's sign, 0 if singular.</summary>
    /// <remarks>Grid: X matrices.</remarks>
    public static void Factor<T>(ArrayView<T> a, ArrayView<int> order, ArrayView<int> signs, int n)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        long start = (long)Grid.IdxX * n * n, orders = (long)Grid.IdxX * n;
        int sign = 1;
        bool singular = false;
        for (int i = Group.IdxX; i < n; i += Group.DimX) order[orders + i] = i;
        Group.Barrier();
        for (int j = 0; j < n; j++)
        {
            // every work-item looks for the pivot: the same comparisons, so the same result
            int pivot = j;
            T largest = T.Abs(a[start + ((long)j * n) + j]);
            for (int i = j + 1; i < n; i++)
            {
                T size = T.Abs(a[start + ((long)i * n) + j]);
                if (size > largest)
                {
                    largest = size;
                    pivot = i;
                }
            }
            Group.Barrier();
            if (pivot != j)
            {
                for (int k = Group.IdxX; k < n; k += Group.DimX)
                {
                    T upper = a[start + ((long)j * n) + k];
                    a[start + ((long)j * n) + k] = a[start + ((long)pivot * n) + k];
                    a[start + ((long)pivot * n) + k] = upper;
                }
                if (Group.IdxX == 0)
                {
                    int row = order[orders + j];
                    order[orders + j] = order[orders + pivot];
                    order[orders + pivot] = row;
                }
                sign = -sign;
            }
            Group.Barrier();
            T diagonal = a[start + ((long)j * n) + j];
            if (diagonal == T.Zero) singular = true;
            else
            {
                for (int i = j + 1 + Group.IdxX; i < n; i += Group.DimX)
                {
                    T factor = a[start + ((long)i * n) + j] / diagonal;
                    a[start + ((long)i * n) + j] = factor;
                    for (int k = j + 1; k < n; k++) a[start + ((long)i * n) + k] -= factor * a[start + ((long)j * n) + k];
                }
            }
            Group.Barrier();
        }
        if (Group.IdxX == 0) signs[Grid.IdxX] = singular ? 0 : sign;
    }

    /// <summary>x ← A⁻¹·b from the factors, b [N, M]; an empty b is the identity. Index: X column, Y matrix.</summary>
    public static void Solve<T>(Index2D index, ArrayView<T> factors, ArrayView<int> order, ArrayView<T> b, ArrayView<T> x, int n, int columns)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        long start = (long)index.Y * n * n, right = ((long)index.Y * n * columns) + index.X;
        for (int i = 0; i < n; i++)
        {
            int row = order[((long)index.Y * n) + i];
            if (b.Length == 0) x[right + ((long)i * columns)] = row == index.X ? T.One : T.Zero;
            else x[right + ((long)i * columns)] = b[right + ((long)row * columns)];
        }
        Substitute(factors, start, x, right, n, columns, false, true);
        Substitute(factors, start, x, right, n, columns, true, false);
    }

    /// <summary>x ← t⁻¹·b, t triangular. Index: X column, Y matrix.</summary>
    public static void Triangular<T>(Index2D index, ArrayView<T> t, ArrayView<T> b, ArrayView<T> x, int n, int columns, int upper, int unitDiagonal)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        long start = (long)index.Y * n * n, right = ((long)index.Y * n * columns) + index.X;
        for (int i = 0; i < n; i++) x[right + ((long)i * columns)] = b[right + ((long)i * columns)];
        Substitute(t, start, x, right, n, columns, upper != 0, unitDiagonal != 0);
    }

    /// <summary>Sign and logarithm of |det a| from the factors; 0 and −∞ where a is singular. Index: matrix.</summary>
    public static void Determinant<T>(Index1D index, ArrayView<T> factors, ArrayView<int> signs, ArrayView<T> sign, ArrayView<T> log, int n)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        long start = (long)index.X * n * n;
        int s = signs[index];
        T sum = T.Zero;
        for (int i = 0; i < n; i++)
        {
            T diagonal = factors[start + ((long)i * n) + i];
            sum += T.Log(T.Abs(diagonal));
            if (diagonal < T.Zero) s = -s;
        }
        sign[index] = T.CreateTruncating(s);
        log[index] = s == 0 ? T.NegativeInfinity : sum;
    }

    /// <summary>One column of t⁻¹·x, in place.</summary>
    private static void Substitute<T>(ArrayView<T> t, long start, ArrayView<T> x, long right, int n, int columns, bool upper, bool unitDiagonal)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int step = 0; step < n; step++)
        {
            int i = upper ? n - 1 - step : step, first = upper ? i + 1 : 0, end = upper ? n : i;
            T sum = x[right + ((long)i * columns)];
            for (int k = first; k < end; k++) sum -= t[start + ((long)i * n) + k] * x[right + ((long)k * columns)];
            x[right + ((long)i * columns)] = unitDiagonal ? sum : sum / t[start + ((long)i * n) + i];
        }
    }
}
