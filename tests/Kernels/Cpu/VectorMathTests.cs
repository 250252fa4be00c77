using System.Numerics;
using System.Runtime.Intrinsics;
using Neuron.Kernels.Cpu;
using Neuron.Kernels.Operators;

namespace Neuron.Tests.Kernels.Cpu;

/// <summary>Error bounds of the vector functions in units of the last place, float against double and double against .NET's functions.</summary>
public class VectorMathTests
{
    private const int Samples = 40000;

    [Theory]
    [InlineData(nameof(UnaryOperator.Exp), -87, 88, 1.5)]
    [InlineData(nameof(UnaryOperator.Expm1), -20, 88, 2)]
    [InlineData(nameof(UnaryOperator.Log), 1e-30, 1e30, 1.5)]
    [InlineData(nameof(UnaryOperator.Log), 0.5, 2, 1.5)]
    [InlineData(nameof(UnaryOperator.Log1p), -0.9, 10, 2.5)]
    [InlineData(nameof(UnaryOperator.Sin), -50, 50, 1.5)]
    [InlineData(nameof(UnaryOperator.Cos), -50, 50, 1.5)]
    [InlineData(nameof(UnaryOperator.Sin), -40000, 40000, 1.5)]
    [InlineData(nameof(UnaryOperator.Tanh), -10, 10, 3)]
    [InlineData(nameof(UnaryOperator.Sigmoid), -80, 80, 2.5)]
    [InlineData(nameof(UnaryOperator.Erf), -5, 5, 2)]
    [InlineData(nameof(UnaryOperator.Erfc), -3, 9, 5)]
    public void Float_function_is_within_its_bound(string name, double low, double high, double ulps)
    {
        var op = Enum.Parse<UnaryOperator>(name);
        var x = Draw<float>(low, high);
        var y = Apply(op, x);
        double worst = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double exact = Exact(op, x[i]);
            worst = Math.Max(worst, Math.Abs(y[i] - exact) / Ulp((float)exact));
        }
        Assert.True(worst <= ulps, $"{op} on [{low}, {high}]: {worst:g4} ulp, expected at most {ulps}");
    }

    /// <summary>.NET's double functions are themselves up to 1 ulp off, which the bounds include.</summary>
    [Theory]
    [InlineData(nameof(UnaryOperator.Exp), -700, 700, 2.5)]
    [InlineData(nameof(UnaryOperator.Log), 1e-300, 1e300, 2)]
    [InlineData(nameof(UnaryOperator.Log), 0.5, 2, 2)]
    [InlineData(nameof(UnaryOperator.Sin), -1000, 1000, 2)]
    [InlineData(nameof(UnaryOperator.Cos), -1000, 1000, 2)]
    [InlineData(nameof(UnaryOperator.Tanh), -20, 20, 4)]
    [InlineData(nameof(UnaryOperator.Sigmoid), -700, 700, 4)]
    public void Double_function_is_within_its_bound(string name, double low, double high, double ulps)
    {
        var op = Enum.Parse<UnaryOperator>(name);
        var x = Draw<double>(low, high);
        var y = Apply(op, x);
        double worst = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double exact = Exact(op, x[i]);
            worst = Math.Max(worst, Math.Abs(y[i] - exact) / (Math.BitIncrement(Math.Abs(exact)) - Math.Abs(exact)));
        }
        Assert.True(worst <= ulps, $"{op} on [{low}, {high}]: {worst:g4} ulp, expected at most {ulps}");
    }

    [Fact]
    public void Double_error_function_is_within_its_bound()
    {
        // multiples of 2⁻⁴⁵: a cast to decimal keeps 15 digits only, a quotient of integers all
        double[] x = [.. Draw<double>(-3.2, 3.2)[..4000].Select(v => Math.Round(v * (1L << 45)) / (1L << 45)).Where(v => Math.Abs(v) > 0.01)];
        var y = Apply(UnaryOperator.Erf, x);
        double worst = 0;
        for (int i = 0; i < x.Length; i++)
        {
            // Taylor's series in 28 digits: its largest terms are below 1e4, so 1e-23 remains
            decimal z = Exactly(x[i]), term = z, sum = z;
            for (int n = 1; n < 90; n++)
            {
                term *= -z * z / n;
                sum += term / ((2 * n) + 1);
            }
            decimal exact = 1.1283791670955125738961589031m * sum;
            worst = Math.Max(worst, (double)Math.Abs(Exactly(y[i]) - exact) / (Math.BitIncrement(Math.Abs((double)exact)) - Math.Abs((double)exact)));
        }
        Assert.True(worst <= 3, $"Erf: {worst:g4} ulp, expected at most 3");
    }

    /// <summary>x · Φ(x): relative to the result in the lower tail too, where x² and the exponential lose most.</summary>
    [Theory]
    [InlineData(0, 8, 3)]
    [InlineData(-13, 0, 6)]
    public void Gelu_is_within_its_bound(double low, double high, double ulps)
    {
        var x = Draw<float>(low, high);
        var y = Apply(UnaryOperator.Gelu, x);
        double worst = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double exact = x[i] * ScalarMath.NormalCdf((double)x[i]);
            worst = Math.Max(worst, Math.Abs(y[i] - exact) / Ulp((float)exact));
        }
        Assert.True(worst <= ulps, $"Gelu on [{low}, {high}]: {worst:g4} ulp, expected at most {ulps}");
    }

    /// <summary>Both widths are compiled from one text; what a machine with shorter registers computes must be what others do.</summary>
    [Fact]
    public unsafe void Half_the_width_gives_the_same_bits()
    {
        SameAtHalfWidth<float>(-90, 90);
        SameAtHalfWidth<double>(-750, 750);
        NormalAtHalfWidth(0.5f, 2f);
        NormalAtHalfWidth(0.5, 2.0);
    }

    private static unsafe void NormalAtHalfWidth<T>(T mean, T deviation)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        const int count = 64;
        uint* words = stackalloc uint[4 * count];
        for (uint i = 0; i < 4 * count; i++) words[i] = i % (2 * count) * 0x9E3779B9;
        T[] wide = new T[count], half = new T[count];
        fixed (T* a = wide)
        fixed (T* b = half)
        {
            WideMath.Normal(words, mean, deviation, a, count);
            HalfMath.Normal(words + (2 * count), mean, deviation, b, count);
        }
        Assert.Equal(wide, half);
    }

    private static void SameAtHalfWidth<T>(double low, double high)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double[] special = [0, -0.0, 1, -1, 1e-30, -1e-30, 88, 89, -88, -103, -104, -14.4, -14.6, -38, -39.5, 1e30, -1e30, double.PositiveInfinity, double.NegativeInfinity, double.NaN];
        T[] x = [.. special.Select(T.CreateTruncating), .. Draw<T>(low, high)[..2000], .. Draw<T>(-3, 3)[..2000], .. Draw<T>(1e-12, 1e12)[..1004]];
        for (int i = 0; i <= x.Length - Vector512<T>.Count; i += Vector512<T>.Count)
        {
            var v = Vector512.Create<T>(x.AsSpan(i));
            Vector256<T> a = v.GetLower(), b = v.GetUpper();
            Same("Exp", v, WideMath.Exp(v), HalfMath.Exp(a), HalfMath.Exp(b));
            var negative = Vector512.Min(v, Vector512.Create(T.CreateTruncating(60)));
            Same("ExpOfNegative", negative, WideMath.Exp(negative), HalfMath.ExpOfNegative(negative.GetLower()), HalfMath.ExpOfNegative(negative.GetUpper()));
            Same("ExpOfNegative", negative, WideMath.ExpOfNegative(negative), HalfMath.Exp(negative.GetLower()), HalfMath.Exp(negative.GetUpper()));
            Same("Expm1", v, WideMath.Expm1(v), HalfMath.Expm1(a), HalfMath.Expm1(b));
            Same("Log", v, WideMath.Log(v), HalfMath.Log(a), HalfMath.Log(b));
            Same("Log1p", v, WideMath.Log1p(v), HalfMath.Log1p(a), HalfMath.Log1p(b));
            Same("Tanh", v, WideMath.Tanh(v), HalfMath.Tanh(a), HalfMath.Tanh(b));
            Same("Sigmoid", v, WideMath.Sigmoid(v), HalfMath.Sigmoid(a), HalfMath.Sigmoid(b));
            Same("Softplus", v, WideMath.Softplus(v), HalfMath.Softplus(a), HalfMath.Softplus(b));
            Same("Sin", v, WideMath.Sin(v), HalfMath.Sin(a), HalfMath.Sin(b));
            Same("Cos", v, WideMath.Cos(v), HalfMath.Cos(a), HalfMath.Cos(b));
            Same("Erf", v, WideMath.Erf(v), HalfMath.Erf(a), HalfMath.Erf(b));
            Same("Erfc", v, WideMath.Erfc(v), HalfMath.Erfc(a), HalfMath.Erfc(b));
            Same("Gelu", v, WideMath.Gelu(v), HalfMath.Gelu(a), HalfMath.Gelu(b));
            Same("GeluSlope", v, WideMath.GeluSlope(v), HalfMath.GeluSlope(a), HalfMath.GeluSlope(b));
        }
    }

    private static void Same<T>(string what, Vector512<T> x, Vector512<T> wide, Vector256<T> lower, Vector256<T> upper)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // the bits of a NaN are not a number's
        for (int i = 0; i < Vector512<T>.Count; i++)
        {
            T half = i < Vector256<T>.Count ? lower[i] : upper[i - Vector256<T>.Count];
            Assert.True(wide[i].Equals(half) && (T.IsNaN(half) || T.IsNegative(wide[i]) == T.IsNegative(half)), $"{what}({x[i]}) of {typeof(T).Name}: {wide[i]:R} at full width, {half:R} at half");
        }
    }

    /// <summary>A loop that takes one register at a time computes what the operator does with a whole vector.</summary>
    [Theory]
    [MemberData(nameof(AllOperators))]
    public void Loop_gives_the_bits_of_whole_vectors(string name)
    {
        var op = Enum.Parse<UnaryOperator>(name);
        var singles = new WholeVectors<float>(name, Draw<float>(0.1, 0.9)[..(3 * Vector512<float>.Count)]);
        UnaryOperators.Visit<float, WholeVectors<float>>(op, 0.5, 0.7, ref singles);
        var doubles = new WholeVectors<double>(name, Draw<double>(0.1, 0.9)[..(3 * Vector512<double>.Count)]);
        UnaryOperators.Visit<double, WholeVectors<double>>(op, 0.5, 0.7, ref doubles);
    }

    /// <summary>A block of ordinary arguments takes a shorter form; one that is not ordinary has all of its block done by the whole form.</summary>
    [Theory]
    [InlineData(nameof(UnaryOperator.Exp), -86, 86)]
    [InlineData(nameof(UnaryOperator.Log), 1e-37, 1e38)]
    public void Blocks_of_ordinary_arguments_get_the_same_bits(string name, double low, double high)
    {
        var op = Enum.Parse<UnaryOperator>(name);
        float[] odd = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, 100, 88.7f, -100, -87.5f, -104, 1e-45f, 0, -0f, BitConverter.UInt32BitsToSingle(0x7FC01234)];
        for (int i = -1; i < odd.Length; i++)
        {
            var x = Draw<float>(low, high)[..2100];
            if (i >= 0) x[700 + (37 * i)] = odd[i];
            float[] whole = Apply(op, x), each = [.. x.Chunk(64).SelectMany(part => Apply(op, part))];
            Assert.Equal(each, whole);
            if (i >= 0 && float.IsNaN(odd[i])) Assert.True(float.IsNaN(whole[700 + (37 * i)]));
        }
    }

    /// <summary>Nowhere above 1, which its inverse and 1 − y² depend on, and 1 from 9.02 on.</summary>
    [Fact]
    public void Tanh_stays_within_one()
    {
        var x = new float[1 << 16];
        for (uint bits = BitConverter.SingleToUInt32Bits(4); bits <= BitConverter.SingleToUInt32Bits(9.5f); bits += (uint)x.Length)
        {
            for (uint i = 0; i < x.Length; i++) x[i] = BitConverter.UInt32BitsToSingle(bits + i);
            foreach (float y in Apply(UnaryOperator.Tanh, x)) Assert.InRange(y, 0.99f, 1);
        }
        Assert.Equal([1f, 1f, -1f], Apply(UnaryOperator.Tanh, [9.02f, 1e30f, -20f]));
    }

    private readonly struct WholeVectors<T>(string name, T[] x) : IUnaryVisitor<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public void Visit<TOp>(TOp op)
            where TOp : unmanaged, IUnaryOperator<T>
        {
            T[] y = new T[x.Length], dy = Draw<T>(0.3, 0.7)[..x.Length], dx = new T[x.Length];
            Run(op, x, dy, y, dx);
            for (int i = 0; i < x.Length; i += Vector512<T>.Count)
            {
                Assert.Equal(op.Apply(Vector512.Create<T>(x.AsSpan(i))), Vector512.Create<T>(y.AsSpan(i)));
                Vector512<T> slope = Vector512.Create<T>(dy.AsSpan(i)) * op.Derivative(Vector512.Create<T>(x.AsSpan(i))), found = Vector512.Create<T>(dx.AsSpan(i));
                for (int lane = 0; lane < Vector512<T>.Count; lane++) Assert.True(slope[lane].Equals(found[lane]), $"{name}: gradient");
            }
        }

        private static unsafe void Run<TOp>(TOp op, T[] x, T[] dy, T[] y, T[] dx)
            where TOp : unmanaged, IUnaryOperator<T>
        {
            ReadOnlySpan<int> shape = [x.Length];
            ReadOnlySpan<long> strides = [1];
            fixed (T* px = x)
            fixed (T* pdy = dy)
            fixed (T* py = y)
            fixed (T* pdx = dx)
            {
                Strided<T> from = new((nint)px, shape, strides);
                new UnaryLoop<T>(from, new((nint)py, shape, strides)).Visit(op);
                new GradientLoop<T>(new((nint)pdy, shape, strides), from, new((nint)pdx, shape, strides)).Visit(op);
            }
        }
    }

    [Theory]
    [InlineData(nameof(UnaryOperator.Exp), double.PositiveInfinity, double.PositiveInfinity)]
    [InlineData(nameof(UnaryOperator.Exp), double.NegativeInfinity, 0)]
    [InlineData(nameof(UnaryOperator.Exp), 100000, double.PositiveInfinity)]
    [InlineData(nameof(UnaryOperator.Exp), 0, 1)]
    [InlineData(nameof(UnaryOperator.Expm1), double.NegativeInfinity, -1)]
    [InlineData(nameof(UnaryOperator.Expm1), double.PositiveInfinity, double.PositiveInfinity)]
    [InlineData(nameof(UnaryOperator.Log), 0, double.NegativeInfinity)]
    [InlineData(nameof(UnaryOperator.Log), -1, double.NaN)]
    [InlineData(nameof(UnaryOperator.Log), double.PositiveInfinity, double.PositiveInfinity)]
    [InlineData(nameof(UnaryOperator.Log1p), -1, double.NegativeInfinity)]
    [InlineData(nameof(UnaryOperator.Log1p), double.PositiveInfinity, double.PositiveInfinity)]
    [InlineData(nameof(UnaryOperator.Tanh), double.NegativeInfinity, -1)]
    [InlineData(nameof(UnaryOperator.Sigmoid), double.NegativeInfinity, 0)]
    [InlineData(nameof(UnaryOperator.Sigmoid), double.PositiveInfinity, 1)]
    [InlineData(nameof(UnaryOperator.Erf), double.PositiveInfinity, 1)]
    [InlineData(nameof(UnaryOperator.Erfc), double.PositiveInfinity, 0)]
    [InlineData(nameof(UnaryOperator.Erfc), double.NegativeInfinity, 2)]
    [InlineData(nameof(UnaryOperator.Sin), double.PositiveInfinity, double.NaN)]
    [InlineData(nameof(UnaryOperator.Gelu), 30, 30)]
    [InlineData(nameof(UnaryOperator.Gelu), -100, 0)]
    public void Special_values(string name, double x, double expected)
    {
        var op = Enum.Parse<UnaryOperator>(name);
        Assert.Equal((float)expected, Apply(op, [(float)x])[0]);
        Assert.Equal(expected, Apply(op, [x])[0]);
    }

    [Theory]
    [MemberData(nameof(AllOperators))]
    public void NaN_stays_NaN(string name)
    {
        var op = Enum.Parse<UnaryOperator>(name);
        if (op is UnaryOperator.Not or UnaryOperator.Hardtanh) return;
        Assert.True(float.IsNaN(Apply(op, [float.NaN], 1)[0]), op.ToString());
    }

    public static TheoryData<string> AllOperators => [.. Enum.GetNames<UnaryOperator>()];

    /// <summary>The bits of an element depend neither on the length of the row, nor on its place, nor on the alignment.</summary>
    [Theory]
    [MemberData(nameof(AllOperators))]
    public void Every_length_and_alignment_gives_the_same_bits(string name)
    {
        var op = Enum.Parse<UnaryOperator>(name);
        SameBits<float>(op);
        SameBits<double>(op);
    }

    private static void SameBits<T>(UnaryOperator op)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var all = Draw<T>(0.1, 0.9)[..512];
        var expected = all.Select(v => Apply<T>(op, [v], 0.5, 0.7)[0]).ToArray();
        int width = Vector512<T>.Count;
        foreach (int length in (int[])[1, width - 1, width, width + 1, 257])
            foreach (int start in (int[])[0, 1, 3])
                Assert.Equal(expected[start..(start + length)], Apply(op, all[start..(start + length)], 0.5, 0.7, start));
    }

    private static unsafe T[] Apply<T>(UnaryOperator op, T[] x, double a = 0, double b = 0, int shift = 0)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (source, y) = (new T[x.Length + shift], new T[x.Length + shift]);
        x.CopyTo(source, shift);
        fixed (T* from = source)
        fixed (T* to = y)
        {
            ReadOnlySpan<int> shape = [x.Length];
            ReadOnlySpan<long> strides = [1];
            Elementwise.Unary(op, a, b, new Strided<T>((nint)(from + shift), shape, strides), new Strided<T>((nint)(to + shift), shape, strides));
        }
        return y[shift..];
    }

    private static T[] Draw<T>(double low, double high)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var random = new Random(5);
        bool logarithmic = low > 0 && high / low > 1e6;
        return [.. Enumerable.Range(0, Samples).Select(_ => T.CreateTruncating(logarithmic
            ? Math.Exp(Math.Log(low) + (random.NextDouble() * (Math.Log(high) - Math.Log(low))))
            : low + (random.NextDouble() * (high - low))))];
    }

    private static double Exact(UnaryOperator op, double x) => op switch
    {
        UnaryOperator.Exp => Math.Exp(x),
        UnaryOperator.Expm1 => ScalarMath.Expm1(x),
        UnaryOperator.Log => Math.Log(x),
        UnaryOperator.Log1p => ScalarMath.Log1p(x),
        UnaryOperator.Sin => Math.Sin(x),
        UnaryOperator.Cos => Math.Cos(x),
        UnaryOperator.Tanh => Math.Tanh(x),
        UnaryOperator.Sigmoid => ScalarMath.Sigmoid(x),
        UnaryOperator.Erf => ScalarMath.Erf(x),
        UnaryOperator.Erfc => ScalarMath.Erfc(x),
        _ => throw new NotSupportedException(op.ToString()),
    };

    private static decimal Exactly(double x) => (decimal)(long)(x * (1L << 60)) / (1L << 60);

    private static double Ulp(float x) => MathF.BitIncrement(MathF.Abs(x)) - MathF.Abs(x);
}
