namespace Neuron;

/// <summary>Resampling along one axis: the inputs that an output is made of, with their weights.</summary>
internal static class ResamplingWeights
{
    /// <summary>The taps of each output; an input may occur more than once.</summary>
    public static List<(int Input, double Weight)>[] Of(InterpolationMode mode, int input, int output, bool alignCorners, bool antialias)
    {
        var rows = new List<(int Input, double Weight)>[output];
        double scale = alignCorners ? (output > 1 ? (input - 1.0) / (output - 1) : 0) : (double)input / output;
        for (int o = 0; o < output; o++)
        {
            double at = alignCorners ? o * scale : ((o + 0.5) * scale) - 0.5;
            rows[o] = mode switch
            {
                InterpolationMode.Nearest => [(Math.Min(input - 1, (int)Math.Floor(o * scale)), 1)],
                InterpolationMode.NearestExact => [(Math.Min(input - 1, (int)Math.Floor((o + 0.5) * scale)), 1)],
                InterpolationMode.Area => Area(input, o, output),
                InterpolationMode.Linear when antialias => Filtered(input, (o + 0.5) * scale, scale, 1, Triangle),
                InterpolationMode.Cubic when antialias => Filtered(input, (o + 0.5) * scale, scale, 2, x => Convolution(x, -0.5)),
                InterpolationMode.Linear => Linear(input, Math.Max(0, at)),
                _ => Cubic(input, at),
            };
        }
        return rows;
    }

    private static List<(int Input, double Weight)> Area(long n, int o, int output)
    {
        int start = (int)(o * n / output), end = (int)((((o + 1) * n) + output - 1) / output);
        return [.. Enumerable.Range(start, end - start).Select(i => (i, 1.0 / (end - start)))];
    }

    private static List<(int Input, double Weight)> Linear(int n, double at)
    {
        int below = Math.Min((int)at, n - 1), above = Math.Min(below + 1, n - 1);
        return [(below, 1 - (at - below)), (above, at - below)];
    }

    private static List<(int Input, double Weight)> Cubic(int n, double at)
    {
        int below = (int)Math.Floor(at);
        return [.. Enumerable.Range(below - 1, 4).Select(i => (Math.Clamp(i, 0, n - 1), Convolution(at - i, -0.75)))];
    }

    /// <summary>A filter as wide as an output is in inputs, cut at the border and normalised.</summary>
    private static List<(int Input, double Weight)> Filtered(int n, double centre, double scale, double radius, Func<double, double> filter)
    {
        double width = Math.Max(scale, 1), reach = radius * width;
        int start = Math.Max(0, (int)(centre - reach + 0.5)), end = Math.Min(n, (int)(centre + reach + 0.5));
        double[] weights = [.. Enumerable.Range(start, end - start).Select(i => filter((i - centre + 0.5) / width))];
        double sum = weights.Sum();
        return [.. weights.Select((w, i) => (start + i, w / sum))];
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
