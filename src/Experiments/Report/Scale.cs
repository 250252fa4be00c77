using System.Globalization;

namespace Neuron.Experiments.Report;

/// <summary>Maps values to positions along an axis, with ticks at round values.</summary>
internal sealed class Scale
{
    private readonly double _low, _high, _from, _to;
    private readonly bool _log;

    private Scale(double low, double high, double from, double to, bool log, IReadOnlyList<double> ticks, string format)
    {
        (_low, _high, _from, _to, _log) = (low, high, from, to, log);
        Ticks = ticks;
        Format = format;
    }

    /// <summary>Values at which the axis has a tick.</summary>
    public IReadOnlyList<double> Ticks { get; }

    /// <summary>Number format that keeps neighbouring ticks apart.</summary>
    public string Format { get; }

    /// <summary>Position of <paramref name="value"/>.</summary>
    public double this[double value] =>
        _from + (_to - _from) * ((_log ? Math.Log10(Math.Max(value, double.Epsilon)) : value) - _low) / (_high - _low);

    /// <summary>Text of a tick.</summary>
    public string Label(double tick) => Math.Abs(tick) switch
    {
        >= 1e6 => $"{(tick / 1e6).ToString("0.##", CultureInfo.InvariantCulture)}M",
        >= 1e4 => $"{(tick / 1e3).ToString("0.##", CultureInfo.InvariantCulture)}k",
        > 0 and < 1e-4 => tick.ToString("0e0", CultureInfo.InvariantCulture),
        _ => tick.ToString(Format, CultureInfo.InvariantCulture),
    };

    /// <summary>An even scale that covers [<paramref name="minimum"/>, <paramref name="maximum"/>], widened to its outer ticks if asked.</summary>
    public static Scale Linear(double minimum, double maximum, double from, double to, int ticks, bool widen = true)
    {
        (minimum, maximum) = NotEmpty(minimum, maximum);
        double step = NiceStep((maximum - minimum) / Math.Max(1, ticks));
        double low = Math.Floor(minimum / step + 1e-9), high = Math.Ceiling(maximum / step - 1e-9);
        if (!widen) (low, high) = (Math.Ceiling(minimum / step - 1e-9), Math.Floor(maximum / step + 1e-9));
        double[] at = [.. Enumerable.Range(0, (int)(high - low) + 1).Select(i => (low + i) * step)];
        int decimals = Math.Clamp((int)-Math.Floor(Math.Log10(step) + 1e-9), 0, 12);
        string format = decimals == 0 ? "0" : "0." + new string('0', decimals);
        return widen ? new(low * step, high * step, from, to, false, at, format) : new(minimum, maximum, from, to, false, at, format);
    }

    /// <summary>A scale by powers of ten; with fewer than two decades, 2 and 5 are ticks as well.</summary>
    public static Scale Log(double minimum, double maximum, double from, double to)
    {
        minimum = Math.Max(minimum, 1e-300);
        double low = Math.Log10(minimum), high = Math.Log10(Math.Max(maximum, minimum * 1.001));
        double[] within = high - low < 2 ? [1, 2, 5] : [1];
        List<double> ticks = [];
        for (double e = Math.Floor(low); e <= Math.Ceiling(high); e++)
            ticks.AddRange(within.Select(m => m * Math.Pow(10, e)).Where(t => t >= minimum * 0.999 && t <= maximum * 1.001));
        return new(low, high, from, to, true, ticks, "0.####");
    }

    /// <summary>1, 2 or 5 times a power of ten, the smallest that is at least <paramref name="raw"/>.</summary>
    public static double NiceStep(double raw)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        double lead = raw / power;
        return power * (lead <= 1 + 1e-9 ? 1 : lead <= 2 + 1e-9 ? 2 : lead <= 5 + 1e-9 ? 5 : 10);
    }

    private static (double, double) NotEmpty(double minimum, double maximum)
    {
        if (!double.IsFinite(minimum) || !double.IsFinite(maximum)) return (0, 1);
        double span = maximum - minimum, size = Math.Max(Math.Abs(minimum), Math.Abs(maximum));
        return span > size * 1e-9 ? (minimum, maximum) : size == 0 ? (0, 1) : (minimum - size * 0.1, maximum + size * 0.1);
    }
}
