using System.Numerics;

namespace Neuron.Experiments.Signal;

/// <summary>A rational filter by zeros, poles and gain: H = k·Π(x − zᵢ) / Π(x − pᵢ).</summary>
internal sealed record ZeroPoleGain(Complex[] Zeros, Complex[] Poles, double Gain)
{
    private int Degree => Poles.Length - Zeros.Length;

    /// <summary>The digital filter of this analog one, by the bilinear transform z = (4 + s) / (4 − s) (frequencies prewarped for fs = 2).</summary>
    public ZeroPoleGain Bilinear()
    {
        const double twice = 4;
        return new(
            [.. Zeros.Select(z => (twice + z) / (twice - z)), .. Enumerable.Repeat(-Complex.One, Degree)],
            [.. Poles.Select(p => (twice + p) / (twice - p))],
            Gain * (Product(Zeros.Select(z => twice - z)) / Product(Poles.Select(p => twice - p))).Real);
    }

    /// <summary>Analog low-pass with cut-off <paramref name="w"/> from the prototype with cut-off 1.</summary>
    public ZeroPoleGain ToLowpass(double w) =>
        new([.. Zeros.Select(z => z * w)], [.. Poles.Select(p => p * w)], Gain * Math.Pow(w, Degree));

    /// <summary>Analog high-pass.</summary>
    public ZeroPoleGain ToHighpass(double w) =>
        new([.. Zeros.Select(z => w / z), .. Enumerable.Repeat(Complex.Zero, Degree)], [.. Poles.Select(p => w / p)], Gain * InvertedGain());

    /// <summary>Analog band-pass between two frequencies.</summary>
    public ZeroPoleGain ToBandpass(double low, double high)
    {
        double centre2 = low * high, width = high - low;
        return new(
            [.. Split(Zeros.Select(z => z * width / 2), centre2), .. Enumerable.Repeat(Complex.Zero, Degree)],
            [.. Split(Poles.Select(p => p * width / 2), centre2)],
            Gain * Math.Pow(width, Degree));
    }

    /// <summary>Analog band-stop between two frequencies.</summary>
    public ZeroPoleGain ToBandstop(double low, double high)
    {
        double centre2 = low * high, width = high - low;
        Complex notch = new(0, Math.Sqrt(centre2));
        return new(
            [.. Split(Zeros.Select(z => width / 2 / z), centre2), .. Enumerable.Repeat(notch, Degree), .. Enumerable.Repeat(-notch, Degree)],
            [.. Split(Poles.Select(p => width / 2 / p), centre2)],
            Gain * InvertedGain());
    }

    /// <summary>Numerator and denominator coefficients, highest power first.</summary>
    public TransferFunction ToTransferFunction() =>
        new([.. Polynomial(Zeros).Select(c => c.Real * Gain)], [.. Polynomial(Poles).Select(c => c.Real)]);

    /// <summary>Coefficients of Π(x − rᵢ), highest power first.</summary>
    public static Complex[] Polynomial(IEnumerable<Complex> roots)
    {
        List<Complex> c = [Complex.One];
        foreach (Complex root in roots)
        {
            c.Add(Complex.Zero);
            for (int i = c.Count - 1; i > 0; i--) c[i] -= root * c[i - 1];
        }
        return [.. c];
    }

    private double InvertedGain() => (Product(Zeros.Select(z => -z)) / Product(Poles.Select(p => -p))).Real;

    private static Complex Product(IEnumerable<Complex> factors) => factors.Aggregate(Complex.One, (a, b) => a * b);

    private static Complex[] Split(IEnumerable<Complex> roots, double centre2)
    {
        Complex[] all = [.. roots];
        return [.. all.Select(r => r + Complex.Sqrt(r * r - centre2)), .. all.Select(r => r - Complex.Sqrt(r * r - centre2))];
    }
}
