namespace Neuron.Kernels.Compiler;

internal static partial class DeviceMath
{
    /// <summary>The bits of 2/π after the point, 32 in a word, behind a word of zeros.</summary>
    private static readonly uint[] TwoOverPi =
    [
        0,
        0xA2F9836E, 0x4E441529, 0xFC2757D1, 0xF534DDC0, 0xDB629599, 0x3C439041, 0xFE5163AB, 0xDEBBC561,
        0xB7246E3A, 0x424DD2E0, 0x06492EEA, 0x09D1921C, 0xFE1DEB1C, 0xB129A73E, 0xE88235F5, 0x2EBB4484,
        0xE99C7026, 0xB45F7E41, 0x3991D639, 0x835339F4, 0x9C845F8B, 0xBDF9283B, 0x1FF897FF, 0xDE05980F,
        0xEF2F118B, 0x5A0A6D1F, 0x6D367ECF, 0x27CB09B7, 0x4F463F66, 0x9E5FEA2D, 0x7527BAC7, 0xEBE5F17B,
        0x3D0739F7, 0x8A5292EA, 0x6BFB5FB1, 0x1F8D5D08, 0x56033046, 0xFC7B6BAB, 0xF0CFBC20, 0x9AF4361D,
    ];

    /// <summary>x = quarter · π/2 + the result, which lies in [−π/4, π/4]; of quarter the two lowest bits count.</summary>
    private static double ReduceQuarter(double x, out int quarter)
    {
        quarter = 0;
        if (double.IsNaN(x) || double.IsInfinity(x)) return double.NaN;
        if (Math.Abs(x) >= 1073741824) return ReduceLarge(x, out quarter);
        double n = Math.Round(x * 0.6366197723675814);
        quarter = (int)n;
        // the first difference is exact: both terms are multiples of 2⁻⁵² and it is below 1
        return Math.FusedMultiplyAdd(-n, 6.123233995736766e-17, Math.FusedMultiplyAdd(-n, 1.5707963267948966, x));
    }

    /// <summary>The same from 2³⁰ on: x · 2/π modulo 4 in whole numbers, of 192 bits (Payne and Hanek 1983).</summary>
    private static double ReduceLarge(double x, out int quarter)
    {
        const ulong Low = 0xFFFFFFFF;
        long bits = BitConverter.DoubleToInt64Bits(Math.Abs(x));
        ulong mantissa = ((ulong)bits & 0xFFFFFFFFFFFFFUL) | 0x10000000000000UL;
        ulong low = mantissa & Low, high = mantissa >> 32;
        // |x| = mantissa · 2^(first + 2): bits of 2/π with a weight of 4 and more after that shift do not matter
        int first = (int)(bits >> 52) - 1075 - 2 + 32;
        ulong carry = 0;
        uint next = 0, r0 = 0, r1 = 0, r2 = 0, r3 = 0;
        for (int j = 5; j >= 0; j--)
        {
            uint word = BitsOfTwoOverPi(first + (32 * j));
            ulong a = low * word, b = high * next;
            ulong sum = (a & Low) + (b & Low) + (carry & Low);
            carry = (a >> 32) + (b >> 32) + (carry >> 32) + (sum >> 32);
            next = word;
            r3 = r2;
            r2 = r1;
            r1 = r0;
            r0 = (uint)sum;
        }
        long fraction = (long)(((ulong)r0 << 34) | ((ulong)r1 << 2) | (r2 >> 30));
        ulong tail = ((ulong)r2 << 34) | ((ulong)r3 << 2);
        int whole = (int)(r0 >> 30) + (fraction < 0 ? 1 : 0);
        double r = (fraction + (tail * 5.421010862427522e-20)) * 5.421010862427522e-20 * 1.5707963267948966; // 2⁻⁶⁴
        quarter = x < 0 ? -whole : whole;
        return x < 0 ? -r : r;
    }

    private static uint BitsOfTwoOverPi(int position)
    {
        int word = position >> 5, shift = position & 31;
        uint high = TwoOverPi[word] << shift;
        return shift == 0 ? high : high | (TwoOverPi[word + 1] >> (32 - shift));
    }
}
