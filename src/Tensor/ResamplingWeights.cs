namespace Neuron;

/// <summary>Resampling along one axis as a matrix: row o holds the weights of the inputs in output o.</summary>
internal static class ResamplingWeights
{
    public static double[] Of(InterpolationMode mode, int input, int output, bool alignCorners, bool antialias)
    {
        var weights = new double[output * input];
        double scale = alignCorners ? (output > 1 ? (input - 1.0) / (output - 1) : 0) : (double)input / output;
        for (int o = 0; o < output; o++)
        {
            var row = weights.AsSpan(o * input, input);
            double at = alignCorners ? o * scale : ((o + 0.5) * scale) - 0.5;
            switch (mode)
            {
                case InterpolationMode.Nearest: row[Math.Min(input - 1, (int)Math.Floor(o * scale))] = 1; break;
                case InterpolationMode.NearestExact: row[Math.Min(input - 1, (int)Math.Floor((o + 0.5) * scale))] = 1; break;
                case InterpolationMode.Area: Area(row, o, output); break;
                case InterpolationMode.Linear when antialias: Filtered(row, (o + 0.5) * scale, scale, 1, Triangle); break;
                case InterpolationMode.Cubic when antialias: Filtered(row, (o + 0.5) * scale, scale, 2, x => Convolution(x, -0.5)); break;
                case InterpolationMode.Linear: Linear(row, Math.Max(0, at)); break;
                default: Cubic(row, at); break;
            }
        }
        return weights;
    }

    private static void Area(Span<double> row, int o, int output)
    {
        long n = row.Length;
        int start = (int)(o * n / output), end = (int)((((o + 1) * n) + output - 1) / output);
        row[start..end].Fill(1.0 / (end - start));
    }

    private static void Linear(Span<double> row, double at)
    {
        int below = Math.Min((int)at, row.Length - 1), above = Math.Min(below + 1, row.Length - 1);
        row[below] += 1 - (at - below);
        row[above] += at - below;
    }

    private static void Cubic(Span<double> row, double at)
    {
        int below = (int)Math.Floor(at);
        for (int i = below - 1; i <= below + 2; i++) row[Math.Clamp(i, 0, row.Length - 1)] += Convolution(at - i, -0.75);
    }

    /// <summary>A filter as wide as an output is in inputs, cut at the border and normalised.</summary>
    private static void Filtered(Span<double> row, double centre, double scale, double radius, Func<double, double> filter)
    {
        double width = Math.Max(scale, 1), reach = radius * width, sum = 0;
        int start = Math.Max(0, (int)(centre - reach + 0.5)), end = Math.Min(row.Length, (int)(centre + reach + 0.5));
        for (int i = start; i < end; i++) sum += row[i] = filter((i - centre + 0.5) / width);
        for (int i = start; i < end; i++) row[i] /= sum;
    }

    private static double Triangle(double x) => Math.Max(0, 1 - Math.Abs(x));

    /// <summary>Keys' cubic convolution with coefficient a.</summary>
    private static double Convolution(double x, double a)
    {
        x = Math.Abs(x);
        return x < 1 ? ((((a + 2) * x) - (a + 3)) * x * x) + 1
            : x < 2 ? (((((x - 5) * x) + 8) * x) - 4) * a
            : 0;
    }
}
