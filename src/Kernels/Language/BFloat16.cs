namespace Neuron.Kernels.Language;

/// <summary>
/// bfloat16: the upper 16 bits of a float32 (1 sign, 8 exponent, 7 fraction bits). A storage type: arithmetic is done in
/// float32. Conversion rounds to nearest, ties to even; NaN stays NaN.
/// </summary>
public readonly record struct BFloat16
{
    private readonly ushort _bits;

    private BFloat16(ushort bits) => _bits = bits;

    /// <summary>The 16 bits as they are stored.</summary>
    public ushort Bits => _bits;

    /// <summary>The nearest bfloat16.</summary>
    public static explicit operator BFloat16(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        if (float.IsNaN(value)) return new((ushort)((bits >> 16) | 0x40));
        return new((ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16));
    }

    /// <summary>Exact.</summary>
    public static implicit operator float(BFloat16 value) => BitConverter.UInt32BitsToSingle((uint)value._bits << 16);

    /// <summary>The number with these stored bits.</summary>
    public static BFloat16 FromBits(ushort bits) => new(bits);

    /// <summary>As the float32 it equals.</summary>
    public override string ToString() => ((float)this).ToString(System.Globalization.CultureInfo.InvariantCulture);
}
