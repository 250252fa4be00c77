using System.Numerics;

namespace Neuron.Kernels.Gpu;

/// <summary>
/// Eigenvalues of general real matrices in float64, a work-item a matrix: balancing, Hessenberg form, Francis' double-shift QR
/// (Golub and Van Loan, §7.5).
/// </summary>
internal static class GeneralEigenKernels
{
    private const int MaxSweepsPerValue = 60;

    /// <summary>re, im [N] ← eigenvalues ordered by real part, then imaginary part. work: N² + 4·N numbers by matrix. Index: matrix.</summary>
    public static void Eigenvalues<T>(Index1D index, ArrayView<T> a, ArrayView<T> re, ArrayView<T> im, ArrayView<double> work, ArrayView<int> failed, int n)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        long size = (long)n * n;
        var h = work.SubView(index.X * (size + (4L * n)), size);
        var values = work.SubView((index.X * (size + (4L * n))) + size, 4L * n);
        bool finite = true;
        for (int i = 0; i < n * n; i++)
        {
            T value = a[(index.X * size) + i];
            finite &= T.IsFinite(value);
            h[i] = double.CreateTruncating(value);
        }
        failed[index] = 1;
        if (!finite) return;
        Balance(h, n);
        ToHessenberg(h, values, n);
        if (!Iterate(h, values, n)) return;
        failed[index] = 0;
        for (int j = 0; j < n; j++)
        {
            double x = values[j], y = values[n + j];
            int place = 0;
            for (int i = 0; i < n; i++)
            {
                double u = values[i], v = values[n + i];
                if (u < x || (u == x && (v < y || (v == y && i < j)))) place++;
            }
            re[((long)index.X * n) + place] = T.CreateTruncating(x);
            im[((long)index.X * n) + place] = T.CreateTruncating(y);
        }
    }

    /// <summary>Scales rows and columns by powers of two until their norms are alike (Parlett and Reinsch).</summary>
    private static void Balance(ArrayView<double> a, int n)
    {
        bool changed = true;
        while (changed)
        {
            changed = false;
            for (int i = 0; i < n; i++)
            {
                double column = 0, row = 0;
                for (int j = 0; j < n; j++)
                {
                    if (j == i) continue;
                    column += XMath.Abs(a[(j * n) + i]);
                    row += XMath.Abs(a[(i * n) + j]);
                }
                if (column == 0 || row == 0) continue;
                double exponent = XMath.Round(XMath.Log2(row / column) / 2), f = XMath.Exp2(exponent);
                if (exponent == 0 || (column * f) + (row / f) >= 0.95 * (column + row)) continue;
                changed = true;
                for (int j = 0; j < n; j++) a[(i * n) + j] /= f;
                for (int j = 0; j < n; j++) a[(j * n) + i] *= f;
            }
        }
    }

    private static void ToHessenberg(ArrayView<double> a, ArrayView<double> v, int n)
    {
        for (int k = 0; k < n - 2; k++)
        {
            int rest = n - k - 1;
            for (int i = 0; i < rest; i++) v[i] = a[((k + 1 + i) * n) + k];
            double beta = MakeReflection(v, rest, out double tau);
            for (int j = k; j < n; j++)
            {
                double sum = 0;
                for (int i = 0; i < rest; i++) sum += v[i] * a[((k + 1 + i) * n) + j];
                for (int i = 0; i < rest; i++) a[((k + 1 + i) * n) + j] -= tau * v[i] * sum;
            }
            for (int i = 0; i < n; i++)
            {
                double sum = 0;
                for (int j = 0; j < rest; j++) sum += a[(i * n) + k + 1 + j] * v[j];
                for (int j = 0; j < rest; j++) a[(i * n) + k + 1 + j] -= tau * v[j] * sum;
            }
            a[((k + 1) * n) + k] = beta;
            for (int i = k + 2; i < n; i++) a[(i * n) + k] = 0;
        }
    }

    private static bool Iterate(ArrayView<double> h, ArrayView<double> values, int n)
    {
        int high = n - 1, sweeps = 0;
        double largest = 0;
        for (int i = 0; i < n * n; i++) largest = XMath.Max(largest, XMath.Abs(h[i]));
        while (high >= 0)
        {
            int low = high;
            while (low > 0 && !IsNegligible(h, n, low, largest)) low--;
            if (low > 0) h[(low * n) + low - 1] = 0;
            if (low == high)
            {
                values[high] = h[(high * n) + high];
                values[n + high] = 0;
                high--;
                sweeps = 0;
            }
            else if (low == high - 1)
            {
                Pair(h, values, n, high);
                high -= 2;
                sweeps = 0;
            }
            else
            {
                sweeps++;
                if (sweeps > MaxSweepsPerValue) return false;
                Sweep(h, n, low, high, sweeps % 10 == 0);
            }
        }
        return true;
    }

    private static bool IsNegligible(ArrayView<double> h, int n, int i, double largest)
    {
        double scale = XMath.Abs(h[(i * n) + i]) + XMath.Abs(h[((i - 1) * n) + i - 1]);
        return XMath.Abs(h[(i * n) + i - 1]) <= 2.220446049250313e-16 * (scale == 0 ? largest : scale);
    }

    /// <summary>Both eigenvalues of the block of rows high − 1 and high.</summary>
    private static void Pair(ArrayView<double> h, ArrayView<double> values, int n, int high)
    {
        double a = h[((high - 1) * n) + high - 1], b = h[((high - 1) * n) + high], c = h[(high * n) + high - 1], d = h[(high * n) + high];
        double half = (a - d) / 2, mean = (a + d) / 2, discriminant = (half * half) + (b * c);
        if (discriminant < 0)
        {
            double root = XMath.Sqrt(-discriminant);
            values[high - 1] = mean;
            values[high] = mean;
            values[n + high - 1] = -root;
            values[n + high] = root;
            return;
        }
        double shift = half + XMath.CopySign(XMath.Sqrt(discriminant), half);
        values[high - 1] = d + shift;
        values[high] = shift == 0 ? d : d - (b * c / shift);
        values[n + high - 1] = 0;
        values[n + high] = 0;
    }

    /// <summary>One implicit double shift: H ← QᵀHQ with the first column of (H − s₁)(H − s₂), on the active block alone.</summary>
    private static void Sweep(ArrayView<double> h, int n, int low, int high, bool exceptional)
    {
        double s, t;
        if (exceptional)
        {
            double size = XMath.Abs(h[(high * n) + high - 1]) + XMath.Abs(h[((high - 1) * n) + high - 2]);
            s = 1.5 * size;
            t = size * size;
        }
        else
        {
            s = h[((high - 1) * n) + high - 1] + h[(high * n) + high];
            t = (h[((high - 1) * n) + high - 1] * h[(high * n) + high]) - (h[((high - 1) * n) + high] * h[(high * n) + high - 1]);
        }
        var v = LocalMemory.Allocate<double>(3);
        v[0] = (h[(low * n) + low] * h[(low * n) + low]) + (h[(low * n) + low + 1] * h[((low + 1) * n) + low]) - (s * h[(low * n) + low]) + t;
        v[1] = h[((low + 1) * n) + low] * (h[(low * n) + low] + h[((low + 1) * n) + low + 1] - s);
        v[2] = h[((low + 1) * n) + low] * h[((low + 2) * n) + low + 1];
        for (int k = low; k < high; k++)
        {
            int size = XMath.Min(3, high - k + 1);
            MakeReflection(v, size, out double tau);
            for (int j = XMath.Max(low, k - 1); j <= high; j++)
            {
                double sum = 0;
                for (int i = 0; i < size; i++) sum += v[i] * h[((k + i) * n) + j];
                for (int i = 0; i < size; i++) h[((k + i) * n) + j] -= tau * v[i] * sum;
            }
            for (int i = low; i <= XMath.Min(high, k + 3); i++)
            {
                double sum = 0;
                for (int j = 0; j < size; j++) sum += h[(i * n) + k + j] * v[j];
                for (int j = 0; j < size; j++) h[(i * n) + k + j] -= tau * v[j] * sum;
            }
            if (k > low)
            {
                for (int i = 1; i < size; i++) h[((k + i) * n) + k - 1] = 0;
            }
            v[0] = h[((k + 1) * n) + k];
            if (k + 2 <= high) v[1] = h[((k + 2) * n) + k];
            if (k + 3 <= high) v[2] = h[((k + 3) * n) + k];
        }
    }

    /// <summary>Makes v (in place of x, v[0] = 1) and τ with (I − τ·v·vᵀ)·x = (β, 0, …). Returns β.</summary>
    private static double MakeReflection(ArrayView<double> x, int n, out double tau)
    {
        double alpha = x[0], most = 0, squares = 0;
        for (int i = 1; i < n; i++) most = XMath.Max(most, XMath.Abs(x[i]));
        x[0] = 1;
        tau = 0;
        if (most == 0) return alpha;
        for (int i = 1; i < n; i++) squares += x[i] / most * (x[i] / most);
        double tail = most * XMath.Sqrt(squares), size = XMath.Max(XMath.Abs(alpha), tail);
        double norm = size * XMath.Sqrt((alpha / size * (alpha / size)) + (tail / size * (tail / size))), beta = alpha > 0 ? -norm : norm;
        tau = (beta - alpha) / beta;
        double scale = 1 / (alpha - beta);
        for (int i = 1; i < n; i++) x[i] *= scale;
        return beta;
    }
}
