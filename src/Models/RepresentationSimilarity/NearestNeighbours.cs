namespace Neuron.Models.RepresentationSimilarity;

/// <summary>Do the same samples lie close together? Overlap of nearest neighbours, and CKA restricted to them (arXiv 2405.07987).</summary>
public static class NearestNeighbours
{
    /// <summary>Mean over the samples of the share of the k nearest neighbours that both have; by cosine, or Euclidean distance.</summary>
    public static double Mutual(Tensor x, Tensor y, int k, bool euclidean = false) => Overlaps(x, y, k, euclidean).Average() / k;

    /// <summary>Mean over the samples of |common|/|either| of the neighbour sets.</summary>
    public static double Jaccard(Tensor x, Tensor y, int k, bool euclidean = false) => Overlaps(x, y, k, euclidean).Average(common => common / ((2.0 * k) - common));

    /// <summary>Number of common neighbours of each sample.</summary>
    public static int[] Overlaps(Tensor x, Tensor y, int k, bool euclidean = false)
    {
        var (a, b) = Checked(x, y, k);
        bool[,] first = Neighbours(Closeness(a, euclidean), k), second = Neighbours(Closeness(b, euclidean), k);
        int n = a.Shape[0];
        return [.. Enumerable.Range(0, n).Select(i => Enumerable.Range(0, n).Count(j => first[i, j] && second[i, j]))];
    }

    /// <summary>
    /// CKA with unbiased HSIC of the kernels K = XXᵀ of unit rows, where only pairs count that are neighbours in both (in the
    /// self-terms: in their own).
    /// </summary>
    public static double Cknna(Tensor x, Tensor y, int k)
    {
        var (a, b) = Checked(x, y, k);
        if (a.Shape[0] < 4) throw ShapeException.Expected("cknna", "at least 4 samples", x.Shape);
        Tensor kernelX = Product(a), kernelY = Product(b);
        Tensor maskX = Mask(Neighbours(Values(kernelX), k)), maskY = Mask(Neighbours(Values(kernelY), k)), both = maskX * maskY;
        double xy = Unbiased(kernelX * both, kernelY * both), xx = Unbiased(kernelX * maskX, kernelX * maskX), yy = Unbiased(kernelY * maskY, kernelY * maskY);
        return xx * yy > 0 ? xy / Math.Sqrt(xx * yy) : 0;
    }

    /// <summary>HSIC₁ of kernels that masking has made unsymmetric: ΣKᵢⱼLᵢⱼ in place of tr(KL), and 1ᵀKL1 of column sums of K and row sums of L.</summary>
    private static double Unbiased(Tensor k, Tensor l)
    {
        double n = k.Shape[0];
        double products = k.Inner(l).Item(), sums = k.Sum().Item() * l.Sum().Item(), chain = k.Sum(0).Inner(l.Sum(1)).Item();
        return (products + (sums / ((n - 1) * (n - 2))) - (2 / (n - 2) * chain)) / (n * (n - 3));
    }

    private static (Tensor X, Tensor Y) Checked(Tensor x, Tensor y, int k)
    {
        var (a, b) = Representation.Pair(x, y, "nearest neighbours");
        if (k < 1 || k >= a.Shape[0]) throw new ArgumentOutOfRangeException(nameof(k), k, $"nearest neighbours: expected 1 to {a.Shape[0] - 1} of {a.Shape[0]} samples.");
        return (a.Detached().To(DType.Float64), b.Detached().To(DType.Float64));
    }

    private static Tensor Product(Tensor x)
    {
        var unit = x.UnitRows();
        return unit.MatMul(unit.Mt) * Representation.OffDiagonal(x.Shape[0], x);
    }

    private static double[,] Closeness(Tensor x, bool euclidean)
    {
        var unit = x.UnitRows();
        return Values(euclidean ? -Representation.SquaredDistances(x) : unit.MatMul(unit.Mt));
    }

    private static double[,] Values(Tensor x)
    {
        int n = x.Shape[0];
        var values = new double[n, n];
        Buffer.BlockCopy(x.ToArray<double>(), 0, values, 0, n * n * sizeof(double));
        return values;
    }

    /// <summary>The k largest of each row, itself excluded; of equal ones the first.</summary>
    private static bool[,] Neighbours(double[,] closeness, int k)
    {
        int n = closeness.GetLength(0);
        var near = new bool[n, n];
        for (int i = 0; i < n; i++)
        {
            int row = i;
            foreach (int j in Enumerable.Range(0, n).Where(j => j != row).OrderByDescending(j => closeness[row, j]).Take(k)) near[i, j] = true;
        }
        return near;
    }

    private static Tensor Mask(bool[,] near)
    {
        int n = near.GetLength(0);
        return Tensor.From(near.Cast<bool>().Select(v => v ? 1.0 : 0).ToArray(), [n, n]);
    }
}
