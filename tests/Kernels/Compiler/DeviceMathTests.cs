using System.Reflection;
using Neuron.Kernels.Compiler;

namespace Neuron.Tests.Kernels.Compiler;

/// <summary>Our own mathematical functions for GPUs against .NET's: float32 against the rounded double, float64 against the platform's library.</summary>
public sealed class DeviceMathTests
{
    /// <summary>Name, least and largest argument (by magnitude, for logarithmic sampling, when the least is positive), largest error in ulp.</summary>
    public static TheoryData<string, double, double, double> Functions => new()
    {
        { "Exp", -110, 95, 2 }, { "Exp2", -152, 130, 2 }, { "Expm1", -20, 89, 3 }, { "Expm1", -0.5, 0.5, 3 }, { "Log", 1e-44, 3e38, 2 }, { "Log", 0.5, 2, 2 },
        { "Log2", 1e-44, 3e38, 3 }, { "Log2", 0.5, 2, 3 }, { "Log10", 1e-44, 3e38, 3 }, { "Log1p", -0.9, 3, 3 }, { "Log1p", 1e-20, 1e20, 3 },
        { "Sin", -7, 7, 2 }, { "Sin", 1e-20, 1e8, 2 }, { "Sin", 1e9, 3e38, 2 }, { "Cos", -7, 7, 2 }, { "Cos", 1e9, 3e38, 2 }, { "Tan", -7, 7, 4 }, { "Tan", 1e3, 3e38, 4 },
        { "Sinh", -90, 90, 4 }, { "Sinh", -1, 1, 4 }, { "Cosh", -90, 90, 4 }, { "Tanh", -12, 12, 4 }, { "Tanh", 1e-20, 1, 4 }, { "Asin", -1, 1, 3 }, { "Acos", -1, 1, 3 },
        { "Atan", -3, 3, 3 }, { "Atan", 1e-20, 1e20, 3 }, { "Asinh", -5, 5, 4 }, { "Asinh", 1e-20, 1e30, 4 }, { "Acosh", 1, 5, 4 }, { "Atanh", -1, 1, 4 },
        { "Cbrt", 1e-37, 1e37, 2 }, { "Erf", -4.5, 4.5, 3 }, { "Erf", 1e-20, 0.1, 3 }, { "Erfc", -4.5, 9, 8 }, { "Rsqrt", 1e-37, 1e37, 2 },
    };

    [Theory, MemberData(nameof(Functions))]
    public void Single_precision_stays_within_its_bound(string name, double from, double to, double bound)
    {
        var ours = Delegate<Func<float, float>>(name, single: true);
        Func<double, double> exact = Exact(name);
        double worst = 0, at = 0;
        foreach (double sample in Samples(from, to))
        {
            float x = (float)sample;
            double expected = exact(x), error = Error(ours(x), expected, float.BitIncrement(Math.Abs((float)expected)) - Math.Abs((float)expected));
            if (error > worst) (worst, at) = (error, x);
        }
        Assert.True(worst <= bound, $"{name}({at:R}): {worst:0.00} ulp");
    }

    [Theory, MemberData(nameof(Functions))]
    public void Double_precision_stays_within_its_bound(string name, double from, double to, double bound)
    {
        if (name is "Erf" or "Erfc") return; // is ScalarMath's, which has tests of its own
        var ours = Delegate<Func<double, double>>(name, single: false);
        Func<double, double> exact = Exact(name);
        double worst = 0, at = 0;
        foreach (double x in Samples(from, to))
        {
            double expected = exact(x), error = Error(ours(x), expected, Math.BitIncrement(Math.Abs(expected)) - Math.Abs(expected));
            if (error > worst) (worst, at) = (error, x);
        }
        Assert.True(worst <= bound + 1, $"{name}({at:R}): {worst:0.00} ulp"); // the platform's functions err by up to one themselves
    }

    [Theory]
    [InlineData("Pow"), InlineData("Atan2"), InlineData("Rem"), InlineData("Hypot")]
    public void Functions_of_two_arguments_agree_with_the_platforms(string name)
    {
        var single = Delegate<Func<float, float, float>>(name, single: true);
        var wide = Delegate<Func<double, double, double>>(name, single: false);
        Func<double, double, double> exact = name switch { "Pow" => Math.Pow, "Atan2" => Math.Atan2, "Rem" => (x, y) => x % y, _ => double.Hypot };
        double[] special = [0.0, -0.0, 1, -1, 2, -2, 0.5, -0.5, 3, -3, 1e30, -1e30, 1e-30, double.PositiveInfinity, double.NegativeInfinity, double.NaN, 7.25, 1e-40];
        var random = new Random(4);
        var pairs = special.SelectMany(_ => special, (x, y) => (x, y))
            .Concat(Enumerable.Range(0, 20000).Select(_ => (x: Math.Exp((random.NextDouble() * 20) - 10) * (name == "Pow" ? 1 : random.Next(2) * 2 - 1), y: (random.NextDouble() * 40) - 20)));
        foreach (var (x, y) in pairs)
        {
            double expected = exact(x, y), wideResult = wide(x, y);
            Assert.True(Error(wideResult, expected, Math.BitIncrement(Math.Abs(expected)) - Math.Abs(expected)) <= 4, $"{name}({x:R}, {y:R}) = {wideResult:R}, expected {expected:R}");
            float fx = (float)x, fy = (float)y;
            double expectedSingle = exact(fx, fy);
            float result = single(fx, fy);
            Assert.True(Error(result, expectedSingle, float.BitIncrement(Math.Abs((float)expectedSingle)) - Math.Abs((float)expectedSingle)) <= 2, $"{name}({fx:R}f, {fy:R}f) = {result:R}, expected {expectedSingle:R}");
        }
    }

    [Theory]
    [InlineData("Exp"), InlineData("Exp2"), InlineData("Expm1"), InlineData("Log"), InlineData("Log2"), InlineData("Log10"), InlineData("Log1p"), InlineData("Sin"), InlineData("Cos")]
    [InlineData("Tan"), InlineData("Sinh"), InlineData("Cosh"), InlineData("Tanh"), InlineData("Asin"), InlineData("Acos"), InlineData("Atan"), InlineData("Asinh"), InlineData("Acosh"), InlineData("Atanh")]
    [InlineData("Cbrt"), InlineData("Erf"), InlineData("Erfc"), InlineData("Rsqrt")]
    public void Special_values_are_the_platforms(string name)
    {
        foreach (double x in (double[])[0, -0.0, 1, -1, 2, -2, double.PositiveInfinity, double.NegativeInfinity, double.NaN, 1e-310, 1e300, -1e300, 1e-45])
        {
            double expected = Exact(name)(x), wide = Delegate<Func<double, double>>(name, single: false)(x), single = Delegate<Func<float, float>>(name, single: true)((float)x);
            float expectedSingle = (float)Exact(name)((float)x);
            Same(expected, wide, 4 * (Math.BitIncrement(Math.Abs(expected)) - Math.Abs(expected)));
            Same(expectedSingle, single, 4 * (float.BitIncrement(Math.Abs(expectedSingle)) - Math.Abs(expectedSingle)));
            void Same(double a, double b, double tolerance) =>
                Assert.True((double.IsNaN(a) && double.IsNaN(b)) || a == b || Math.Abs(a - b) <= tolerance, $"{name}({x:R}): {b:R}, expected {a:R}");
        }
    }

    private static IEnumerable<double> Samples(double from, double to)
    {
        var random = new Random(1);
        for (int i = 0; i < 20000; i++)
        {
            double t = random.NextDouble();
            yield return from > 0 && to / from > 1000 ? Math.Exp(Math.Log(from) + (t * (Math.Log(to) - Math.Log(from)))) : from + (t * (to - from));
        }
    }

    private static double Error(double actual, double expected, double ulp)
    {
        if (double.IsNaN(expected) && double.IsNaN(actual)) return 0;
        if (actual == expected || (double.IsInfinity(actual) && Math.Abs(expected) > float.MaxValue)) return 0;
        return Math.Abs(actual - expected) / ulp;
    }

    private static T Delegate<T>(string name, bool single) where T : Delegate =>
        DeviceMath.Find(name == "Rem" ? "fmod" : name.ToLowerInvariant(), single)!.CreateDelegate<T>();

    private static Func<double, double> Exact(string name) => name switch
    {
        "Exp2" => x => Math.Pow(2, x),
        "Expm1" => x => Math.Abs(x) < 0.5 ? ExpLess1(x) : Math.Exp(x) - 1,
        "Log1p" => x => Math.Abs(x) < 0.5 ? LogNear1(x) : Math.Log(1 + x),
        "Rsqrt" => x => 1 / Math.Sqrt(x),
        "Erf" => Neuron.Kernels.Operators.ScalarMath.Erf,
        "Erfc" => Neuron.Kernels.Operators.ScalarMath.Erfc,
        _ => typeof(Math).GetMethod(name, BindingFlags.Static | BindingFlags.Public, [typeof(double)])!.CreateDelegate<Func<double, double>>(),
    };

    /// <summary>eˣ − 1 by its series.</summary>
    private static double ExpLess1(double x)
    {
        double sum = 0;
        for (int n = 20; n >= 1; n--) sum = (1 + sum) * x / n;
        return sum;
    }

    /// <summary>log(1 + x) = 2 artanh(x / (2 + x)) by its series.</summary>
    private static double LogNear1(double x)
    {
        double s = x / (2 + x), z = s * s, sum = 0;
        for (int n = 41; n >= 3; n -= 2) sum = (sum + (1.0 / n)) * z;
        return 2 * s * (1 + sum);
    }
}
