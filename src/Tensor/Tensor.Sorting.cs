using System.Numerics;
using Neuron.Primitives;

namespace Neuron;

public sealed partial class Tensor
{
    /// <summary>Sorted along an axis, stably, with the positions (int64) that the values came from. NaN counts as largest.</summary>
    public (Tensor Values, Tensor Positions) Sort(int axis = -1, bool descending = false)
    {
        var y = Dispatcher.RunMany(new Sort(Shape.Axis(axis, "Sort"), descending), this);
        return (y[0], y[1]);
    }

    /// <summary>The positions, int64, that would sort an axis.</summary>
    public Tensor ArgSort(int axis = -1, bool descending = false) => Sort(axis, descending).Positions;

    /// <summary>The <paramref name="k"/> largest (or smallest) elements along an axis, in order, with their positions.</summary>
    /// <exception cref="ShapeException">k is negative or larger than the axis.</exception>
    public (Tensor Values, Tensor Positions) TopK(int k, int axis = -1, bool largest = true)
    {
        int at = Shape.Axis(axis, "TopK");
        if (k < 0 || k > Shape[at]) throw new ShapeException($"TopK: k = {k} on axis {axis} of shape {Shape}; expected 0 to {Shape[at]}.");
        var (values, positions) = Sort(at, largest);
        return (values.Slice(at, 0, k), positions.Slice(at, 0, k));
    }

    /// <summary>The <paramref name="k"/>-th smallest element (from 1) along an axis, which disappears, and its position.</summary>
    public (Tensor Values, Tensor Positions) KthValue(int k, int axis = -1)
    {
        int at = Shape.Axis(axis, "KthValue");
        if (k < 1 || k > Shape[at]) throw new ShapeException($"KthValue: k = {k} on axis {axis} of shape {Shape}; expected 1 to {Shape[at]}.");
        var (values, positions) = Sort(at);
        return (values.Select(at, k - 1), positions.Select(at, k - 1));
    }

    /// <summary>Coordinates of the elements that are not 0, as rows of int64 [count, rank] in row-major order. Waits for the values.</summary>
    public Tensor NonZero()
    {
        var set = To(DType.Bool).ToArray<bool>();
        var coordinates = new List<long>();
        int count = 0;
        for (long i = 0; i < set.Length; i++)
        {
            if (!set[i]) continue;
            count++;
            long rest = i, block = Size;
            for (int axis = 0; axis < Rank; axis++)
            {
                block /= Shape[axis];
                coordinates.Add(rest / block);
                rest %= block;
            }
        }
        return From(coordinates.ToArray(), [count, Rank], Device);
    }

    /// <summary>Ones at the positions (of any shape), zeros elsewhere, along a new last axis; int64.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A position lies outside [0, classes).</exception>
    public Tensor OneHot(int classes)
    {
        var positions = Positions(this, "OneHot");
        if (Size > 0 && (positions.Min().Item<long>() < 0 || positions.Max().Item<long>() >= classes))
            throw new ArgumentOutOfRangeException(nameof(classes), $"OneHot: positions {positions.Min().Item<long>()} to {positions.Max().Item<long>()}; expected 0 to {classes - 1}.");
        return positions.Unsqueeze(-1).Eq(Arange(classes, Device)).To(DType.Int64);
    }

    /// <summary>
    /// Where each value would be inserted into these sorted edges [n] to keep them sorted: int64, before equal ones, or behind them with
    /// <paramref name="right"/>.
    /// </summary>
    public Tensor SearchSorted(Tensor values, bool right = false)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (Rank != 1) throw ShapeException.Expected("SearchSorted (edges)", "a vector", this);
        var found = DTypes.Promote(DType, values.DType).IsFloatingPoint
            ? Places(To(DType.Float64).ToArray<double>(), values.To(DType.Float64).ToArray<double>(), right)
            : Places(To(DType.Int64).ToArray<long>(), values.To(DType.Int64).ToArray<long>(), right);
        return From(found, values.Shape, values.Device);
    }

    /// <summary>The distinct elements in ascending order, where each element went (of this shape), and how often each occurs; both int64.</summary>
    public (Tensor Values, Tensor Inverse, Tensor Counts) Unique()
    {
        var (sorted, order) = Reshape(-1).Sort();
        long[] positions = order.ToArray<long>();
        bool[] differs = sorted.DType.IsFloatingPoint ? Steps(sorted.To(DType.Float64).ToArray<double>()) : Steps(sorted.To(DType.Int64).ToArray<long>());
        var (first, counts, inverse) = (new List<long>(), new List<long>(), new long[positions.Length]);
        for (int i = 0; i < positions.Length; i++)
        {
            if (differs[i])
            {
                first.Add(i);
                counts.Add(0);
            }
            counts[^1]++;
            inverse[positions[i]] = first.Count - 1;
        }
        return (sorted.IndexSelect(0, From(first.ToArray(), device: Device)), From(inverse, Shape, Device), From(counts.ToArray(), device: Device));
    }

    /// <summary>How often (or with what total weight) each number 0, 1, … occurs in this vector of non-negative integers.</summary>
    public Tensor BinCount(Tensor? weights = null, int minLength = 0)
    {
        var positions = Positions(this, "BinCount");
        int n = Math.Max(minLength, Size == 0 ? 0 : checked((int)positions.Max().Item<long>() + 1));
        var source = weights ?? Ones(Shape, DType.Int64, Device);
        return Zeros([n], source.DType, Device).IndexAdd(0, positions, source);
    }

    /// <summary>Number of elements in each of <paramref name="bins"/> equal intervals of [min, max]; elements outside do not count.</summary>
    public Tensor HistC(int bins, double min, double max)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bins);
        var counts = new double[bins];
        foreach (double v in To(DType.Float64).ToArray<double>())
            if (v >= min && v <= max) counts[Math.Min(bins - 1, (int)((v - min) * bins / (max - min)))]++;
        return From(counts, device: Device).To(AsFloatingPoint().DType);
    }

    /// <summary>Where a sorted row's elements differ from those before them; each NaN is one of its own.</summary>
    private static bool[] Steps<T>(T[] sorted)
        where T : INumber<T>
    {
        var differs = new bool[sorted.Length];
        for (int i = 0; i < sorted.Length; i++) differs[i] = i == 0 || sorted[i] != sorted[i - 1];
        return differs;
    }

    private static long[] Places<T>(T[] edges, T[] values, bool right)
        where T : INumber<T> => Array.ConvertAll(values, v => LowerBound(edges, v, right));

    /// <summary>NaN counts as the largest, as <see cref="Sort"/> has it.</summary>
    private static long LowerBound<T>(T[] edges, T value, bool right)
        where T : INumber<T>
    {
        int low = 0, high = edges.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            int order = T.IsNaN(edges[middle]) || T.IsNaN(value) ? T.IsNaN(edges[middle]).CompareTo(T.IsNaN(value)) : edges[middle].CompareTo(value);
            if (order < 0 || (right && order == 0)) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
