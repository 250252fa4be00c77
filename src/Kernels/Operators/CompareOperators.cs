using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Neuron.Kernels.Operators;

/// <summary>Equal.</summary>
internal readonly struct Equal<T> : ICompareOperator<T>
    where T : unmanaged, INumber<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Apply(Vector512<T> a, Vector512<T> b) => Vector512.Equals(a, b);

    public static bool Apply(T a, T b) => a == b;
}

/// <summary>NotEqual.</summary>
internal readonly struct NotEqual<T> : ICompareOperator<T>
    where T : unmanaged, INumber<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Apply(Vector512<T> a, Vector512<T> b) => ~Vector512.Equals(a, b);

    public static bool Apply(T a, T b) => a != b;
}

/// <summary>Less.</summary>
internal readonly struct Less<T> : ICompareOperator<T>
    where T : unmanaged, INumber<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Apply(Vector512<T> a, Vector512<T> b) => Vector512.LessThan(a, b);

    public static bool Apply(T a, T b) => a < b;
}

/// <summary>LessOrEqual.</summary>
internal readonly struct LessOrEqual<T> : ICompareOperator<T>
    where T : unmanaged, INumber<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Apply(Vector512<T> a, Vector512<T> b) => Vector512.LessThanOrEqual(a, b);

    public static bool Apply(T a, T b) => a <= b;
}
