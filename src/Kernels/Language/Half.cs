namespace Neuron.Kernels.Language;

/// <summary>
/// float16: 1 sign, 5 exponent, 10 fraction bits. A storage type: arithmetic is done in float32 and rounded back. Conversion
/// rounds to nearest, ties to even; NaN stays NaN, overflow becomes infinity.
/// </summary>
public readonly record struct Half
{
    private readonly ushort _bits;

    private Half(ushort bits) => _bits = bits;

    /// <summary>The 16 bits as they are stored.</summary>
    public ushort Bits => _bits;

    /// <summary>The number with these stored bits.</summary>
    public static Half FromBits(ushort bits) => new(bits);

    /// <summary>The nearest float16.</summary>
    public static explicit operator Half(float value) => new(BitsOf(value));

    /// <summary>Exact.</summary>
    public static implicit operator float(Half value) => ValueOf(value._bits);

    /// <summary>Sum, rounded to float16.</summary>
    public static Half operator +(Half a, Half b) => (Half)((float)a + (float)b);

    /// <summary>Difference, rounded to float16.</summary>
    public static Half operator -(Half a, Half b) => (Half)((float)a - (float)b);

    /// <summary>Product, rounded to float16.</summary>
    public static Half operator *(Half a, Half b) => (Half)((float)a * (float)b);

    /// <summary>Quotient, rounded to float16.</summary>
    public static Half operator /(Half a, Half b) => (Half)((float)a / (float)b);

    /// <summary>The number with the other sign.</summary>
    public static Half operator -(Half a) => new((ushort)(a._bits ^ 0x8000));

    /// <summary>As the float32 it equals.</summary>
    public override string ToString() => ((float)this).ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static ushort BitsOf(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        uint sign = (bits >> 16) & 0x8000u;
        uint magnitude = bits & 0x7FFF_FFFFu;
        if (magnitude > 0x7F80_0000u) return (ushort)(sign | 0x7E00u);
        if (magnitude >= 0x4780_0000u) return (ushort)(sign | 0x7C00u); // 2^16 and up: infinity
        if (magnitude < 0x3880_0000u)
        {
            // below 2^-14: adding 0.5 leaves the 10 fraction bits of a subnormal at the bottom, rounded by the addition
            float shifted = BitConverter.UInt32BitsToSingle(magnitude) + 0.5f;
            return (ushort)(sign | (BitConverter.SingleToUInt32Bits(shifted) - 0x3F00_0000u));
        }
        uint rounded = magnitude + 0xFFFu + ((magnitude >> 13) & 1u);
        return (ushort)(sign | ((rounded - 0x3800_0000u) >> 13));
    }

    private static float ValueOf(ushort half)
    {
        uint sign = (uint)(half & 0x8000) << 16;
        uint exponent = (uint)(half >> 10) & 0x1Fu;
        uint fraction = (uint)half & 0x3FFu;
        if (exponent == 31u) return BitConverter.UInt32BitsToSingle(sign | 0x7F80_0000u | (fraction << 13));
        if (exponent == 0u)
        {
            float magnitude = fraction * 5.9604644775390625e-8f; // 2^-24
            return BitConverter.UInt32BitsToSingle(sign | BitConverter.SingleToUInt32Bits(magnitude));
        }
        return BitConverter.UInt32BitsToSingle(sign | ((exponent + 112u) << 23) | (fraction << 13));
    }
}
