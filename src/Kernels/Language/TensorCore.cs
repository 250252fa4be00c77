using System.Runtime.CompilerServices;

namespace Neuron.Kernels.Language;

/// <summary>
/// Products of small matrices by a whole warp: 16 × 8 results, sums in float32. All 32 lanes must take part in every call, and where
/// there are no tensor cores (<see cref="IsSupported"/> is false) the whole group, because the lanes then exchange their parts.
/// </summary>
/// <remarks>
/// One instruction each on NVIDIA GPUs from Ampere on: mma.sync m16n8k16 (bfloat16, float16), m16n8k8 (tf32), ldmatrix. Elsewhere
/// plain arithmetic with the same layout. Products are exact; the order of the sums is the device's.
/// </remarks>
public static class TensorCore
{
    /// <summary>Rows of A and of the result.</summary>
    public const int Rows = 16;

    /// <summary>Columns of B and of the result.</summary>
    public const int Columns = 8;

    /// <summary>Whether the device that the kernel is compiled for has tensor cores: a constant there.</summary>
    public static bool IsSupported => false;

    /// <summary>The row of the lane's first two results; the other two lie 8 rows below.</summary>
    public static int ResultRow => Warp.LaneIdx / 4;

    /// <summary>The column of the lane's first result; the second lies right of it.</summary>
    public static int ResultColumn => 2 * (Warp.LaneIdx % 4);

    /// <summary>Columns of A and rows of B: 8 for float, 16 for the types of 16 bits.</summary>
    public static int Depth<T>() where T : unmanaged => 32 / Unsafe.SizeOf<T>();

    /// <summary>A · B + C.</summary>
    public static FragmentC MultiplyAdd<T>(FragmentA<T> a, FragmentB<T> b, FragmentC c) where T : unmanaged
    {
        int row = 4 * (Warp.LaneIdx / 4), column = 8 * (Warp.LaneIdx % 4);
        for (int t = 0; t < 4; t++)
        {
            var left = Warp.Shuffle(a, row + t);
            var right = Warp.Shuffle(b, column + t);
            var next = Warp.Shuffle(b, column + 4 + t);
            c.C0 = Dot<T>(left.R2, right.R1, Dot<T>(left.R0, right.R0, c.C0));
            c.C1 = Dot<T>(left.R2, next.R1, Dot<T>(left.R0, next.R0, c.C1));
            c.C2 = Dot<T>(left.R3, right.R1, Dot<T>(left.R1, right.R0, c.C2));
            c.C3 = Dot<T>(left.R3, next.R1, Dot<T>(left.R1, next.R0, c.C3));
        }
        return c;
    }

    /// <summary>A from a tile in shared memory: element (i, k) lies at <paramref name="first"/> + i · <paramref name="stride"/> + k.</summary>
    /// <param name="tile">Shared memory.</param>
    /// <param name="first">Index of the first element; it and the stride are multiples of 16 bytes.</param>
    /// <param name="stride">Elements from row to row; an odd multiple of 16 bytes has no bank conflicts.</param>
    public static FragmentA<T> LoadA<T>(ArrayView<T> tile, int first, int stride) where T : unmanaged
    {
        int lane = Warp.LaneIdx;
        var words = LoadMatrices(tile, first + (lane % 16 * stride) + (lane / 16 * (16 / Unsafe.SizeOf<T>())));
        FragmentA<T> a;
        (a.R0, a.R1, a.R2, a.R3) = (words.X, words.Y, words.Z, words.W);
        return a;
    }

    /// <summary>
    /// Two neighbours of B from a tile in shared memory that holds it by columns: element (k, j) lies at <paramref name="first"/> +
    /// j · <paramref name="stride"/> + k, for j below 8 in <paramref name="left"/>, from 8 to 15 in <paramref name="right"/>.
    /// </summary>
    /// <param name="tile">Shared memory.</param>
    /// <param name="first">Index of the first element; it and the stride are multiples of 16 bytes.</param>
    /// <param name="stride">Elements from column to column.</param>
    /// <param name="left">The first 8 columns.</param>
    /// <param name="right">The next 8 columns.</param>
    public static void LoadB<T>(ArrayView<T> tile, int first, int stride, out FragmentB<T> left, out FragmentB<T> right) where T : unmanaged
    {
        int lane = Warp.LaneIdx;
        var words = LoadMatrices(tile, first + (((lane % 8) + (lane / 16 * 8)) * stride) + (lane / 8 % 2 * (16 / Unsafe.SizeOf<T>())));
        (left.R0, left.R1, right.R0, right.R1) = (words.X, words.Y, words.Z, words.W);
    }

    /// <summary>As <see cref="LoadB"/> from a tile that holds B by rows: element (k, j) lies at <paramref name="first"/> + k · <paramref name="stride"/> + j.</summary>
    /// <param name="tile">Shared memory.</param>
    /// <param name="first">Index of the first element; it and the stride are multiples of 16 bytes.</param>
    /// <param name="stride">Elements from row to row.</param>
    /// <param name="left">The first 8 columns.</param>
    /// <param name="right">The next 8 columns.</param>
    public static void LoadBByRows<T>(ArrayView<T> tile, int first, int stride, out FragmentB<T> left, out FragmentB<T> right) where T : unmanaged
    {
        int lane = Warp.LaneIdx;
        if (typeof(T) == typeof(float))
        {
            int at = first + (lane % 4 * stride) + (lane / 4);
            (left.R0, left.R1) = (Bits(tile[at]), Bits(tile[at + (4 * stride)]));
            (right.R0, right.R1) = (Bits(tile[at + 8]), Bits(tile[at + (4 * stride) + 8]));
        }
        else
        {
            var words = LoadMatricesTransposed(tile, first + (lane % 16 * stride) + (lane / 16 * 8));
            (left.R0, left.R1, right.R0, right.R1) = (words.X, words.Y, words.Z, words.W);
        }
    }

    /// <summary>The nearest tf32 (8 exponent, 10 fraction bits), ties away from zero: without it tensor cores cut off the lower bits.</summary>
    public static float RoundToTf32(float x)
    {
        uint bits = Interop.FloatAsInt(x);
        return (bits & 0x7F80_0000u) == 0x7F80_0000u ? x : Interop.IntAsFloat((bits + 0x1000u) & 0xFFFF_E000u);
    }

    /// <summary>
    /// Four matrices of 8 rows of 16 bytes: lane 8i + r names where row r of matrix i begins, and lane l receives 4 bytes of row l/4
    /// of each, from byte 4 (l mod 4) on.
    /// </summary>
    internal static Vec4<uint> LoadMatrices<T>(ArrayView<T> tile, int rowStart) where T : unmanaged
    {
        int row = Warp.LaneIdx / 4, word = Warp.LaneIdx % 4;
        Vec4<uint> result;
        result.X = Word(tile, Warp.Shuffle(rowStart, row), word);
        result.Y = Word(tile, Warp.Shuffle(rowStart, 8 + row), word);
        result.Z = Word(tile, Warp.Shuffle(rowStart, 16 + row), word);
        result.W = Word(tile, Warp.Shuffle(rowStart, 24 + row), word);
        return result;
    }

    /// <summary>As <see cref="LoadMatrices"/>, for elements of 16 bits, each matrix transposed.</summary>
    internal static Vec4<uint> LoadMatricesTransposed<T>(ArrayView<T> tile, int rowStart) where T : unmanaged
    {
        int column = Warp.LaneIdx / 4, row = 2 * (Warp.LaneIdx % 4);
        Vec4<uint> result;
        result.X = Bits(tile[Warp.Shuffle(rowStart, row) + column]) | (Bits(tile[Warp.Shuffle(rowStart, row + 1) + column]) << 16);
        result.Y = Bits(tile[Warp.Shuffle(rowStart, row + 8) + column]) | (Bits(tile[Warp.Shuffle(rowStart, row + 9) + column]) << 16);
        result.Z = Bits(tile[Warp.Shuffle(rowStart, row + 16) + column]) | (Bits(tile[Warp.Shuffle(rowStart, row + 17) + column]) << 16);
        result.W = Bits(tile[Warp.Shuffle(rowStart, row + 24) + column]) | (Bits(tile[Warp.Shuffle(rowStart, row + 25) + column]) << 16);
        return result;
    }

    private static uint Word<T>(ArrayView<T> tile, int rowStart, int word) where T : unmanaged =>
        typeof(T) == typeof(float) ? Bits(tile[rowStart + word]) : Bits(tile[rowStart + (2 * word)]) | (Bits(tile[rowStart + (2 * word) + 1]) << 16);

    private static uint Bits<T>(T value) where T : unmanaged =>
        typeof(T) == typeof(float) ? Unsafe.BitCast<T, uint>(value) : Unsafe.BitCast<T, ushort>(value);

    /// <summary>sum + the products of the elements in two registers.</summary>
    private static float Dot<T>(uint a, uint b, float sum) where T : unmanaged
    {
        if (typeof(T) == typeof(float)) return XMath.Fma(Interop.IntAsFloat(a & 0xFFFF_E000u), Interop.IntAsFloat(b & 0xFFFF_E000u), sum);
        return typeof(T) == typeof(Half)
            ? XMath.Fma(Half.FromBits((ushort)(a >> 16)), Half.FromBits((ushort)(b >> 16)), XMath.Fma(Half.FromBits((ushort)a), Half.FromBits((ushort)b), sum))
            : XMath.Fma(Interop.IntAsFloat(a & 0xFFFF_0000u), Interop.IntAsFloat(b & 0xFFFF_0000u), XMath.Fma(Interop.IntAsFloat(a << 16), Interop.IntAsFloat(b << 16), sum));
    }
}
