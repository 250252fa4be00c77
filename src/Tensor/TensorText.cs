using System.Globalization;
using System.Text;

namespace Neuron;

/// <summary>Writes tensors as text that a person can read.</summary>
internal static class TensorText
{
    /// <summary>Tensors of more elements are summarised.</summary>
    private const int Largest = 1000;

    /// <summary>Elements shown at either end of an axis that is summarised.</summary>
    private const int Edge = 3;

    public static string Of(Tensor x)
    {
        string heading = $"{x.Shape} {x.DType.Label} {x.Device}";
        if (x.IsDisposed) return $"{heading} (disposed)";
        bool isShort = x.Size <= Largest;
        var shown = x;
        for (int axis = 0; axis < x.Rank && !isShort; axis++)
            if (x.Shape[axis] > 2 * Edge) shown = Ends(shown, axis);
        string[] words = Words(shown.To(Device.Cpu));
        int width = words.Length == 0 ? 0 : words.Max(w => w.Length);
        var text = new StringBuilder(heading).Append('\n');
        int next = 0;
        Append(text, x.Shape, shown.Shape, 0, words, width, ref next);
        return text.ToString();
    }

    private static Tensor Ends(Tensor x, int axis)
    {
        int n = x.Shape[axis];
        return x.IndexSelect(axis, Tensor.From<long>([0, 1, 2, n - 3, n - 2, n - 1], device: x.Device));
    }

    private static void Append(StringBuilder text, Shape shape, Shape shown, int axis, string[] words, int width, ref int next)
    {
        if (axis == shape.Rank)
        {
            text.Append(words[next].PadLeft(width));
            next++;
            return;
        }
        text.Append('[');
        bool isCut = shown[axis] < shape[axis], isRow = axis == shape.Rank - 1;
        string separator = isRow ? ", " : "," + new string('\n', shape.Rank - axis - 1) + new string(' ', axis + 1);
        for (int i = 0; i < shown[axis]; i++)
        {
            if (i > 0) text.Append(separator);
            if (isCut && i == Edge) text.Append("...").Append(separator);
            Append(text, shape, shown, axis + 1, words, width, ref next);
        }
        text.Append(']');
    }

    private static string[] Words(Tensor x)
    {
        if (x.DType == DType.Bool) return [.. x.ToArray<bool>().Select(v => v ? "true" : "false")];
        if (!x.DType.IsFloatingPoint) return [.. x.To(DType.Int64).ToArray<long>().Select(v => v.ToString(CultureInfo.InvariantCulture))];
        double[] values = x.To(DType.Float64).ToArray<double>();
        var finite = values.Where(double.IsFinite).Select(Math.Abs).Where(v => v > 0).ToArray();
        bool isWhole = values.Where(double.IsFinite).All(v => v == Math.Floor(v));
        double largest = finite.DefaultIfEmpty(0).Max(), smallest = finite.DefaultIfEmpty(1).Min();
        string format = largest >= 1e8 || (!isWhole && (smallest < 1e-4 || largest / smallest > 1e3 * 1e4)) ? "0.0000e+00"
            : isWhole ? "0'.'" : "0.0000";
        return [.. values.Select(v => double.IsFinite(v) ? v.ToString(format, CultureInfo.InvariantCulture) : Special(v))];
    }

    private static string Special(double v) => double.IsNaN(v) ? "nan" : v > 0 ? "inf" : "-inf";
}
