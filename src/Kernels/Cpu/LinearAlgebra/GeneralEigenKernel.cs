namespace Neuron.Kernels.Cpu.LinearAlgebra;

/// <summary>Eigenvalues of a general real matrix: balancing, Hessenberg form, Francis' double-shift QR (Golub and Van Loan, §7.5).</summary>
internal static unsafe class GeneralEigenKernel
{
    private const int MaxSweepsPerValue = 60;

    /// <summary>
    /// re, im [N] ← eigenvalues ordered by real part, then imaginary part. Overwrites a [N, N]. False if it does not converge.
    /// </summary>
    public static bool Eigenvalues(Matrix<double> a, double* re, double* im)
    {
        int n = a.Rows;
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++)
                if (!double.IsFinite(a[i, j])) return false;
        Balance(a);
        ToHessenberg(a);
        if (!Iterate(a, re, im)) return false;
        var order = Enumerable.Range(0, n).ToArray();
        double[] x = new Span<double>(re, n).ToArray(), y = new Span<double>(im, n).ToArray();
        Array.Sort(order, (p, q) => x[p] != x[q] ? x[p].CompareTo(x[q]) : y[p].CompareTo(y[q]));
        for (int i = 0; i < n; i++) (re[i], im[i]) = (x[order[i]], y[order[i]]);
        return true;
    }

    /// <summary>Scales rows and columns by powers of two until their norms are alike (Parlett and Reinsch).</summary>
    private static void Balance(Matrix<double> a)
    {
        int n = a.Rows;
        for (bool changed = true; changed;)
        {
            changed = false;
            for (int i = 0; i < n; i++)
            {
                double column = 0, row = 0;
                for (int j = 0; j < n; j++)
                {
                    if (j == i) continue;
                    column += Math.Abs(a[j, i]);
                    row += Math.Abs(a[i, j]);
                }
                if (column == 0 || row == 0) continue;
                int exponent = (int)Math.Round(Math.Log2(row / column) / 2);
                double f = Math.ScaleB(1, exponent);
                if (exponent == 0 || (column * f) + (row / f) >= 0.95 * (column + row)) continue;
                changed = true;
                for (int j = 0; j < n; j++) a[i, j] /= f;
                for (int j = 0; j < n; j++) a[j, i] *= f;
            }
        }
    }

    private static void ToHessenberg(Matrix<double> a)
    {
        int n = a.Rows;
        using var memory = new Scratch<double>(2L * n);
        double* v = memory.Data, w = memory.Data + n;
        for (int k = 0; k < n - 2; k++)
        {
            int rest = n - k - 1;
            for (int i = 0; i < rest; i++) v[i] = a[k + 1 + i, k];
            double beta = Householder.Make(v, 1, rest, out double tau);
            var right = a.Block(k + 1, k, rest, n - k);
            MatrixVector.MultiplyTransposed(right, v, w);
            MatrixVector.AddOuter(right, -tau, v, w);
            var all = a.Block(0, k + 1, n, rest);
            MatrixVector.Multiply(all, v, w);
            MatrixVector.AddOuter(all, -tau, w, v);
            a[k + 1, k] = beta;
            for (int i = k + 2; i < n; i++) a[i, k] = 0;
        }
    }

    private static bool Iterate(Matrix<double> h, double* re, double* im)
    {
        int high = h.Rows - 1, sweeps = 0;
        double largest = 0;
        for (int i = 0; i < h.Rows; i++)
            for (int j = Math.Max(0, i - 1); j < h.Rows; j++) largest = Math.Max(largest, Math.Abs(h[i, j]));
        while (high >= 0)
        {
            int low = high;
            while (low > 0 && !Negligible(h, low, largest)) low--;
            if (low > 0) h[low, low - 1] = 0;
            if (low == high)
            {
                (re[high], im[high]) = (h[high, high], 0);
                high--;
                sweeps = 0;
            }
            else if (low == high - 1)
            {
                Pair(h, high, re, im);
                high -= 2;
                sweeps = 0;
            }
            else
            {
                if (++sweeps > MaxSweepsPerValue) return false;
                Sweep(h, low, high, exceptional: sweeps % 10 == 0);
            }
        }
        return true;
    }

    /// <summary>Below rounding of its neighbours on the diagonal, or where both are 0 of the matrix's largest element.</summary>
    private static bool Negligible(Matrix<double> h, int i, double largest)
    {
        double scale = Math.Abs(h[i, i]) + Math.Abs(h[i - 1, i - 1]);
        return Math.Abs(h[i, i - 1]) <= VectorKernels.Epsilon<double>() * (scale == 0 ? largest : scale);
    }

    /// <summary>Both eigenvalues of the block of rows high − 1 and high.</summary>
    private static void Pair(Matrix<double> h, int high, double* re, double* im)
    {
        double a = h[high - 1, high - 1], b = h[high - 1, high], c = h[high, high - 1], d = h[high, high];
        double half = (a - d) / 2, mean = (a + d) / 2, discriminant = (half * half) + (b * c);
        if (discriminant < 0)
        {
            double root = Math.Sqrt(-discriminant);
            (re[high - 1], re[high], im[high - 1], im[high]) = (mean, mean, -root, root);
            return;
        }
        double shift = half + Math.CopySign(Math.Sqrt(discriminant), half);
        re[high - 1] = d + shift;
        re[high] = shift == 0 ? d : d - (b * c / shift);
        (im[high - 1], im[high]) = (0, 0);
    }

    /// <summary>One implicit double shift: H ← QᵀHQ with the first column of (H − s₁)(H − s₂), on the active block alone.</summary>
    private static void Sweep(Matrix<double> h, int low, int high, bool exceptional)
    {
        double s, t;
        if (exceptional)
        {
            double size = Math.Abs(h[high, high - 1]) + Math.Abs(h[high - 1, high - 2]);
            (s, t) = (1.5 * size, size * size);
        }
        else
        {
            s = h[high - 1, high - 1] + h[high, high];
            t = (h[high - 1, high - 1] * h[high, high]) - (h[high - 1, high] * h[high, high - 1]);
        }
        double* v = stackalloc double[3];
        v[0] = (h[low, low] * h[low, low]) + (h[low, low + 1] * h[low + 1, low]) - (s * h[low, low]) + t;
        v[1] = h[low + 1, low] * (h[low, low] + h[low + 1, low + 1] - s);
        v[2] = h[low + 1, low] * h[low + 2, low + 1];
        for (int k = low; k < high; k++)
        {
            int size = Math.Min(3, high - k + 1);
            Householder.Make(v, 1, size, out double tau);
            for (int j = Math.Max(low, k - 1); j <= high; j++)
            {
                double sum = 0;
                for (int i = 0; i < size; i++) sum += v[i] * h[k + i, j];
                for (int i = 0; i < size; i++) h[k + i, j] -= tau * v[i] * sum;
            }
            for (int i = low; i <= Math.Min(high, k + 3); i++)
            {
                double sum = 0;
                for (int j = 0; j < size; j++) sum += h[i, k + j] * v[j];
                for (int j = 0; j < size; j++) h[i, k + j] -= tau * v[j] * sum;
            }
            if (k > low)
                for (int i = 1; i < size; i++) h[k + i, k - 1] = 0;
            v[0] = h[k + 1, k];
            if (k + 2 <= high) v[1] = h[k + 2, k];
            if (k + 3 <= high) v[2] = h[k + 3, k];
        }
    }
}
