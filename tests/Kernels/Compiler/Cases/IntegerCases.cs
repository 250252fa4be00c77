using System.Numerics;

namespace Neuron.Tests.Kernels.Compiler.Cases;

/// <summary>Integers: conversions, mixed widths, bit operations.</summary>
public static class IntegerCases
{
    private const int Seed = 0x1234;
    private static readonly int Offset = 77;
    private static readonly int[] Table = [3, 1, 4, 1, 5, 9, 2, 6];

    public static int ToSByte(int a, int b) => (sbyte)a + (sbyte)b;

    public static int ToByte(int a, int b) => (byte)a - (byte)b;

    public static int ToShort(int a, int b) => (short)a * (short)b;

    public static int ToUShort(int a, int b) => (ushort)a ^ (ushort)b;

    public static int ToChar(int a, int b) => (char)a + b;

    public static int ThroughLong(int a, int b) => (int)(((long)a * b) >> 16);

    public static int ThroughULong(int a, int b) => (int)(((ulong)(uint)a * (uint)b) >> 32);

    public static int UnsignedDivide(int a, int b) => b == 0 ? 0 : (int)((uint)a / (uint)b);

    public static int UnsignedRemainder(int a, int b) => b == 0 ? 0 : (int)((uint)a % (uint)b);

    public static int UnsignedCompare(int a, int b) => (uint)a < (uint)b ? 1 : (uint)a > (uint)b ? 2 : 3;

    public static int Constants(int a, int b) => (a * Seed) + Offset - b;

    public static int DivideByConstants(int a, int b) => (a / 7) + (b / 16) + (a % 10) - (b % -3);

    public static int Unchecked(int a, int b) => unchecked((a * 1103515245) + 12345 + (b << 5));

    public static int CheckedStillWraps(int a, int b) => checked((a & 0xFFFF) + (b & 0xFFFF));

    public static int PopulationCount(int a, int b) => BitOperations.PopCount((uint)a) + BitOperations.PopCount((ulong)b);

    public static int LeadingZeros(int a, int b) => BitOperations.LeadingZeroCount((uint)a) - BitOperations.LeadingZeroCount((ulong)(uint)b);

    public static int TrailingZeros(int a, int b) => BitOperations.TrailingZeroCount((uint)a | 0x80000000u) + BitOperations.TrailingZeroCount((ulong)(uint)b | (1UL << 40));

    public static int Rotate(int a, int b) => (int)BitOperations.RotateLeft((uint)a, b & 31);

    public static int TableLookUp(int a, int b) => Table[a & 7] * Table[(b >> 3) & 7];

    public static int Booleans(int a, int b)
    {
        bool x = a > 3, y = b != 7;
        bool both = x & y, either = x | y, one = x ^ y;
        return (both ? 1 : 0) + (either ? 2 : 0) + (one ? 4 : 0) + (!x ? 8 : 0);
    }

    public static int FloatBits(int a, int b) => BitConverter.SingleToInt32Bits((a & 0xFFFF) * 0.25f) ^ b;

    public static int MinMax(int a, int b) => Math.Max(Math.Min(a, 100), -100) + Math.Max(b, 5);

    public static int ClampedBy(int a, int b) => Neuron.Kernels.Language.IntrinsicMath.Clamp(a, -50, 50) + Math.Clamp(b, 0, 9);

    public static int AbsoluteMasked(int a, int b) => Math.Abs(a >> 1) - Math.Abs(b >> 1);

    public static int HashMix(int a, int b)
    {
        uint h = (uint)a;
        h ^= h >> 16;
        h *= 0x85EBCA6Bu;
        h ^= h >> 13;
        h += (uint)b;
        h *= 0xC2B2AE35u;
        return (int)(h ^ (h >> 16));
    }

    public static uint FromSigned(uint a, uint b) => (uint)(int)a + (uint)(sbyte)b;

    public static uint WideProduct(uint a, uint b) => (uint)(((ulong)a * b) >> 32);

    public static uint HalfRounding(uint a, uint b) =>
        Neuron.Kernels.Language.Interop.FloatAsInt((float)(Neuron.Kernels.Language.Half)Neuron.Kernels.Language.Interop.IntAsFloat(a)) == 0 ? b : a;

    public static long Extend(long a, long b) => (int)a + (long)(uint)b;

    public static long SignExtended(long a, long b) => (sbyte)a * (long)(short)b;

    public static long FromDouble(long a, long b) => (long)((double)(a >> 12) * 0.5) + b;

    public static long DivideWide(long a, long b) => b is 0 or -1 ? a : a / b;

    public static ulong ShiftsWide(ulong a, ulong b) => (a << (int)(b & 63)) | (a >> (int)(64 - (b & 63)));

    public static ulong FloatToULong(ulong a, ulong b) => (ulong)((a >> 20) * 0.75) + (b & 1);
}
