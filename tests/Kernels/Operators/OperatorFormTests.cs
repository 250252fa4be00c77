using System.Numerics;
using System.Runtime.Intrinsics;
using Neuron.Kernels.Operators;

namespace Neuron.Tests.Kernels.Operators;

/// <summary>The scalar form of every operator, which kernels use, against the vector form, which the CPU uses.</summary>
public class OperatorFormTests
{
    private static readonly double[] s_special =
    [
        0, -0.0, 1, -1, 0.5, -0.5, 2, -2, 3, -3, 6, -6, 0.9999, -0.9999, 1e-8, -1e-8, 1e-30, 20, -20, 88, -88, 100, -100, 3e4, -3e4,
        1e30, -1e30, double.PositiveInfinity, double.NegativeInfinity, double.NaN, 1.5, 2.5, -2.5, 0.2, -0.7, 1.2, 7.25,
    ];

    public static TheoryData<string> Unaries => [.. Enum.GetNames<UnaryOperator>()];

    public static TheoryData<string> Binaries => [.. Enum.GetNames<BinaryOperator>()];

    [Theory, MemberData(nameof(Unaries))]
    public void Unary_scalar_form_is_the_vector_form(string name)
    {
        var op = Enum.Parse<UnaryOperator>(name);
        var (a, b) = Constants(op);
        var singles = new Comparison<float>(name);
        UnaryOperators.Visit<float, Comparison<float>>(op, a, b, ref singles);
        var doubles = new Comparison<double>(name);
        UnaryOperators.Visit<double, Comparison<double>>(op, a, b, ref doubles);
    }

    [Theory, MemberData(nameof(Binaries))]
    public void Binary_scalar_form_is_the_vector_form(string name)
    {
        Binary<float>(name);
        Binary<double>(name);
    }

    [Fact]
    public void Integer_operators_agree()
    {
        foreach (var op in (UnaryOperator[])[UnaryOperator.Negate, UnaryOperator.Abs, UnaryOperator.Sign, UnaryOperator.Square, UnaryOperator.Relu, UnaryOperator.Not, UnaryOperator.AddScalar, UnaryOperator.MultiplyScalar, UnaryOperator.Clamp])
        {
            var integers = new IntegerComparison(op);
            UnaryOperators.VisitInteger<long, IntegerComparison>(op, 3, 5, ref integers);
        }
    }

    private static (double A, double B) Constants(UnaryOperator op) => op switch
    {
        UnaryOperator.Clamp or UnaryOperator.Hardtanh => (-1, 2),
        UnaryOperator.PowerScalar => (2.5, 0),
        UnaryOperator.Polygamma => (1, 0),
        UnaryOperator.Softplus => (1.5, 20),
        UnaryOperator.Elu => (1.2, 0.8),
        UnaryOperator.Threshold => (0.3, -7),
        _ => (0.7, 0),
    };

    private static void Binary<T>(string name)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var type = typeof(Add<>).Assembly.GetType($"Neuron.Kernels.Operators.{name}`1")!.MakeGenericType(typeof(T));
        typeof(OperatorFormTests).GetMethod(nameof(CompareBinary), System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic)!
            .MakeGenericMethod(typeof(T), type).Invoke(null, [name]);
    }

    private static void CompareBinary<T, TOp>(string name)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TOp : struct, IBinaryOperator<T>
    {
        foreach (double u in s_special)
        {
            foreach (double v in s_special)
            {
                T a = T.CreateTruncating(u), b = T.CreateTruncating(v);
                Check($"{name}({a}, {b})", TOp.Apply(Vector512.Create(a), Vector512.Create(b))[0], TOp.Apply(a, b), UlpsOf(name));
            }
        }
    }

    private static int UlpsOf(string name) => name switch
    {
        // 1 − t² of a t near 1, and the lower tail of the normal distribution: a rounding there counts several times
        "Mish" or "Gelu" => 16,
        // composed of several roundings; 1 − erf for erfc
        "GeluTanh" or "Swish" or "Softplus" or "LogSigmoid" or "TanhShrink" or "LogAddExp" or "Erfc" => 8,
        _ => 4,
    };

    private static void Check<T>(string what, T expected, T actual, int ulps, T term = default)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (expected == actual || (T.IsNaN(expected) && T.IsNaN(actual))) return;
        T size = T.Max(T.Abs(expected), term);
        if (what.StartsWith("LogAddExp", StringComparison.Ordinal)) size = T.Max(size, T.One); // a sum of terms of that size
        T unit = T.BitIncrement(size) - size;
        Assert.True(T.Abs(expected - actual) <= T.CreateTruncating(ulps) * unit, $"{what} of {typeof(T).Name}: vector {expected:R}, scalar {actual:R}, beyond {ulps} ulp.");
    }

    private readonly struct Comparison<T>(string name) : IUnaryVisitor<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public void Visit<TOp>(TOp op)
            where TOp : unmanaged, IUnaryOperator<T>
        {
            foreach (double value in s_special)
            {
                T x = T.CreateTruncating(value);
                Check($"{name}({x})", op.Apply(Vector512.Create(x))[0], op.Apply(x), UlpsOf(name));
                T term = name == nameof(UnaryOperator.Gelu) && T.IsFinite(x) ? T.Abs(x * Real.NormalDensity(x)) : T.Zero; // of Φ + xφ, which cancels around −0.75
                Check($"{name}'({x})", op.Derivative(Vector512.Create(x))[0], op.Derivative(x), UlpsOf(name), term);
            }
        }
    }

    private readonly struct IntegerComparison(UnaryOperator which) : IUnaryVisitor<long>
    {
        public void Visit<TOp>(TOp op)
            where TOp : unmanaged, IUnaryOperator<long>
        {
            foreach (long x in (long[])[0, 1, -1, 4, -9, 1L << 40])
                Assert.True(op.Apply(Vector512.Create(x))[0] == op.Apply(x), $"{which}({x})");
        }
    }
}
