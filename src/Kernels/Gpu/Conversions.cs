using System.Numerics;
using Neuron.Kernels.Operators;
using Half = Neuron.Kernels.Language.Half;

namespace Neuron.Kernels.Gpu;

/// <summary>A change of element type; as <see cref="Cpu.Casts"/>: towards zero and saturating to integers, ≠ 0 to bool.</summary>
internal interface IConversion<TFrom, TTo>
{
    static abstract TTo Apply(TFrom x);
}

/// <summary>Between numbers that .NET's generic mathematics knows.</summary>
internal readonly struct NumberToNumber<TFrom, TTo> : IConversion<TFrom, TTo>
    where TFrom : unmanaged, INumber<TFrom>
    where TTo : unmanaged, INumber<TTo>
{
    public static TTo Apply(TFrom x) => TTo.CreateTruncating(x);
}

/// <summary>x ≠ 0; NaN is true.</summary>
internal readonly struct NumberToBool<TFrom> : IConversion<TFrom, byte>
    where TFrom : unmanaged, INumber<TFrom>
{
    public static byte Apply(TFrom x) => x != TFrom.Zero ? (byte)1 : (byte)0;
}

/// <summary>To float16.</summary>
internal readonly struct NumberToHalf<TFrom> : IConversion<TFrom, Half>
    where TFrom : unmanaged, INumber<TFrom>
{
    public static Half Apply(TFrom x) => (Half)Rounding.ToOdd(x);
}

/// <summary>From float16.</summary>
internal readonly struct HalfToNumber<TTo> : IConversion<Half, TTo>
    where TTo : unmanaged, INumber<TTo>
{
    public static TTo Apply(Half x) => TTo.CreateTruncating((float)x);
}

/// <summary>To bfloat16.</summary>
internal readonly struct NumberToBFloat16<TFrom> : IConversion<TFrom, BFloat16>
    where TFrom : unmanaged, INumber<TFrom>
{
    public static BFloat16 Apply(TFrom x) => (BFloat16)Rounding.ToOdd(x);
}

/// <summary>From bfloat16.</summary>
internal readonly struct BFloat16ToNumber<TTo> : IConversion<BFloat16, TTo>
    where TTo : unmanaged, INumber<TTo>
{
    public static TTo Apply(BFloat16 x) => TTo.CreateTruncating((float)x);
}

/// <summary>x ≠ 0.</summary>
internal readonly struct HalfToBool : IConversion<Half, byte>
{
    public static byte Apply(Half x) => (float)x != 0f ? (byte)1 : (byte)0;
}

/// <summary>x ≠ 0.</summary>
internal readonly struct BFloat16ToBool : IConversion<BFloat16, byte>
{
    public static byte Apply(BFloat16 x) => (float)x != 0f ? (byte)1 : (byte)0;
}

/// <summary>Through float32, which holds every float16.</summary>
internal readonly struct HalfToBFloat16 : IConversion<Half, BFloat16>
{
    public static BFloat16 Apply(Half x) => (BFloat16)(float)x;
}

/// <summary>Through float32, which holds every bfloat16.</summary>
internal readonly struct BFloat16ToHalf : IConversion<BFloat16, Half>
{
    public static Half Apply(BFloat16 x) => (Half)(float)x;
}
