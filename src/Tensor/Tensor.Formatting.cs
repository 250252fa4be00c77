using System.Globalization;
using System.Text;

namespace Neuron;

public sealed partial class Tensor
{
    private const int MostPrinted = 1000, Edge = 3;

    /// <summary>
    /// Shape, dtype, device and the elements in rows, aligned; of long axes only the ends, where there are more than a thousand elements.
    /// </summary>
    public override string ToString()
    {
        if (IsDisposed) return $"{Shape} {DType.Label} {Device} (disposed)";
        var text = new StringBuilder($"{Shape} {DType.Label} {Device}");
        if (Size == 0) return text.ToString();
        bool whole = Size <= MostPrinted;
        var ends = Ends(whole);
        var values = ends.To(Device.Cpu).To(DType.IsFloatingPoint ? DType.Float64 : DType.Int64).To(DType.Float64).ToArray<double>();
        string[] words = DType.IsFloatingPoint ? Aligned(values)
            : DType == DType.Bool ? Padded(Array.ConvertAll(values, v => v != 0 ? "true" : "false"))
            : Padded(Array.ConvertAll(values, v => ((long)v).ToString(CultureInfo.InvariantCulture)));
        text.Append('\n');
        int next = 0;
        Append(text, words, ref next, ends.Shape, 0);
        return text.ToString();
    }

    /// <summary>The elements that are printed: of every axis longer than two edges, only those.</summary>
    private Tensor Ends(bool whole)
    {
        var y = To(DType);
        for (int axis = 0; axis < Rank && !whole; axis++)
            if (Shape[axis] > 2 * Edge) y = Concat([y.Slice(axis, 0, Edge), y.Slice(axis, -Edge)], axis);
        return y;
    }

    private void Append(StringBuilder text, string[] words, ref int next, Shape printed, int axis)
    {
        if (axis == printed.Rank)
        {
            text.Append(words[next++]);
            return;
        }
        bool cut = printed[axis] < Shape[axis], last = axis == printed.Rank - 1;
        text.Append('[');
        for (int i = 0; i < printed[axis]; i++)
        {
            if (i > 0) Separate(text, axis, last, printed.Rank);
            if (cut && i == Edge)
            {
                text.Append('…');
                Separate(text, axis, last, printed.Rank);
            }
            Append(text, words, ref next, printed, axis + 1);
        }
        text.Append(']');
    }

    private static void Separate(StringBuilder text, int axis, bool last, int rank)
    {
        text.Append(last ? ", " : ",");
        if (!last) text.Append('\n', Math.Min(2, rank - axis - 1)).Append(' ', axis + 1);
    }

    /// <summary>Four decimals, as few as all need, or four significant digits with an exponent where magnitudes are far apart.</summary>
    private static string[] Aligned(double[] values)
    {
        double largest = 0, smallest = double.PositiveInfinity;
        bool integral = true;
        foreach (double v in values)
        {
            if (!double.IsFinite(v) || v == 0) continue;
            (largest, smallest) = (Math.Max(largest, Math.Abs(v)), Math.Min(smallest, Math.Abs(v)));
            integral &= v == Math.Round(v);
        }
        string format = largest >= 1e8 || (largest > 0 && !integral && (smallest < 1e-4 || largest / smallest > 1e8)) ? "0.0000e+00" : integral ? "0'.'" : "0.0000";
        return Padded(Array.ConvertAll(values, v => double.IsNaN(v) ? "nan" : double.IsInfinity(v) ? (v > 0 ? "inf" : "-inf") : v.ToString(format, CultureInfo.InvariantCulture)));
    }

    private static string[] Padded(string[] words)
    {
        int width = words.Max(w => w.Length);
        return Array.ConvertAll(words, w => w.PadLeft(width));
    }
}
