using System.Numerics;
using System.Runtime.CompilerServices;

namespace Neuron.Tests.Kernels.Compiler.Cases;

/// <summary>Generic math: each method counts once for each of the six number types that its constraint lets in.</summary>
public static class GenericCases
{
    public static T Add<T>(T a, T b) where T : INumber<T> => a + b;

    public static T Subtract<T>(T a, T b) where T : INumber<T> => a - b;

    public static T Multiply<T>(T a, T b) where T : INumber<T> => a * b;

    public static T MultiplyAdd<T>(T a, T b) where T : INumber<T> => (a * b) + a;

    public static T OfItsOwnBits<T>(T a, T b) where T : INumber<T> => Unsafe.BitCast<T, T>(a) + b;

    public static T Negate<T>(T a, T b) where T : INumber<T> => -a - b;

    public static T DivideGuarded<T>(T a, T b) where T : INumber<T> => b == T.Zero || b == -T.One ? a : a / b;

    public static T RemainderGuarded<T>(T a, T b) where T : IBinaryInteger<T> => b == T.Zero || b == -T.One ? a : a % b;

    public static T Largest<T>(T a, T b) where T : INumber<T> => T.Max(a, b);

    public static T Smallest<T>(T a, T b) where T : INumber<T> => T.Min(a, b);

    public static T Compare<T>(T a, T b) where T : INumber<T> =>
        (a < b ? T.One : T.Zero) + (a <= b ? T.One + T.One : T.Zero) + (a == b ? T.CreateTruncating(4) : T.Zero) + (a != b ? T.CreateTruncating(8) : T.Zero)
        + (a > b ? T.CreateTruncating(16) : T.Zero) + (a >= b ? T.CreateTruncating(32) : T.Zero);

    public static T NotLess<T>(T a, T b) where T : INumber<T> => !(a < b) ? T.One : T.Zero;

    public static T ClampToOne<T>(T a, T b) where T : INumber<T> => a > T.One ? T.One : a < b ? b : a;

    public static T Horner<T>(T a, T b) where T : INumber<T>
    {
        T sum = T.Zero;
        for (int i = 0; i < 5; i++) sum = (sum * a) + b;
        return sum;
    }

    public static T And<T>(T a, T b) where T : IBinaryInteger<T> => a & b;

    public static T OrXor<T>(T a, T b) where T : IBinaryInteger<T> => (a | b) ^ (a << 3);

    public static T Complement<T>(T a, T b) where T : IBinaryInteger<T> => ~a ^ b;

    public static T ShiftLeft<T>(T a, T b) where T : IBinaryInteger<T> => a << int.CreateTruncating(b);

    public static T ShiftRight<T>(T a, T b) where T : IBinaryInteger<T> => a >> int.CreateTruncating(b);

    public static T ShiftRightUnsigned<T>(T a, T b) where T : IBinaryInteger<T> => a >>> int.CreateTruncating(b);

    public static T SizeOfType<T>(T a, T b) where T : INumber<T>
    {
        if (typeof(T) == typeof(float)) return T.One;
        return typeof(T) == typeof(long) ? a : b;
    }

    public static T ThroughArray<T>(T a, T b) where T : INumber<T>
    {
        var values = new T[4];
        values[1] = a;
        values[3] = b;
        for (int i = 1; i < 4; i++) values[i] += values[i - 1];
        return values[3];
    }

    public static T WithOperator<T>(T a, T b) where T : INumber<T> => Fold<T, Product<T>>(a, b) + Fold<T, Sum<T>>(a, b);

    private static T Fold<T, TOp>(T a, T b) where T : INumber<T> where TOp : struct, IOperator<T>
    {
        T result = a;
        for (int i = 0; i < 3; i++) result = TOp.Apply(result, b);
        return result;
    }
}

/// <summary>A combination of two values.</summary>
public interface IOperator<T>
{
    /// <summary>The combination.</summary>
    static abstract T Apply(T a, T b);

    /// <summary>The combination with itself.</summary>
    static virtual T Twice(T a) => a;
}

#pragma warning disable CA1000 // operators are called through their type
/// <summary>a + b.</summary>
public readonly struct Sum<T> : IOperator<T> where T : INumber<T>
{
    public static T Apply(T a, T b) => a + b;
}

/// <summary>a · b.</summary>
public readonly struct Product<T> : IOperator<T> where T : INumber<T>
{
    public static T Apply(T a, T b) => a * b;
}
