using System.Numerics;
using System.Runtime.Intrinsics;
using Neuron.Kernels.Cpu.Simd;

namespace Neuron.Kernels.Cpu;

/// <summary>The tile kernels that suit this machine, chosen once for each element type.</summary>
internal sealed unsafe class TileSet<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly nint[] _kernels = new nint[4 * 13];

    private TileSet(string name, int rows, int width, Func<int, bool, bool, nint> kernel)
    {
        (Name, Rows, Width) = (name, rows, width);
        foreach (int r in RowCounts)
        {
            for (int mode = 0; mode < 4; mode++) _kernels[(4 * r) + mode] = kernel(r, (mode & 1) != 0, (mode & 2) != 0);
        }
    }

    /// <summary>The set that the kernels use. Tests set it to hold every set to the same results.</summary>
    public static TileSet<T> Current { get; set; } = Best();

    /// <summary>Vector width and tile, such as "512-bit 12x32".</summary>
    public string Name { get; }

    /// <summary>Rows of the tallest tile.</summary>
    public int Rows { get; }

    /// <summary>Elements in a vector; the widest tile has two of them.</summary>
    public int Width { get; }

    private ReadOnlySpan<int> RowCounts => Rows == 12 ? [12, 8, 4, 2, 1] : [6, 4, 2, 1];

    /// <summary>Every set that this machine can run, the best one first.</summary>
    public static IEnumerable<TileSet<T>> Available()
    {
        if (Vector512.IsHardwareAccelerated) yield return Vectors512();
        if (Vector256.IsHardwareAccelerated) yield return Vectors256();
        if (Vector128.IsHardwareAccelerated) yield return Vectors128();
        yield return Scalar();
    }

    /// <summary>The kernel for tiles of <paramref name="rows"/> rows, one that <see cref="NextRows"/> gives.</summary>
    public delegate*<nint, T*, nint, nint, T*, nint, T*, nint, nint, T, bool, void> Kernel(int rows, bool two, bool packed) =>
        (delegate*<nint, T*, nint, nint, T*, nint, T*, nint, nint, T, bool, void>)
            _kernels[(4 * rows) + (two ? 1 : 0) + (packed ? 2 : 0)];

    /// <summary>Rows of the next tile when <paramref name="left"/> rows are left: no tile is padded.</summary>
    public int NextRows(int left)
    {
        if (Rows == 12)
        {
            if (left == 16) return 8; // 8 + 8 keep the multipliers busier than 12 + 4
            if (left >= 12) return 12;
            if (left >= 8) return 8;
        }
        else if (left >= 6 && left != 8)
        {
            return 6;
        }
        return left >= 4 ? 4 : left >= 2 ? 2 : 1;
    }

    private static TileSet<T> Best() => Available().First();

    // Built only when chosen: asking for a kernel's address makes the runtime prepare it.
    private static TileSet<T> Vectors512() =>
        new($"512-bit 12x{2 * Vector512<T>.Count}", 12, Vector512<T>.Count,
            (r, two, packed) => (nint)TileKernels<T, Vector512<T>, Simd512<T>>.Of(r, two, packed));

    private static TileSet<T> Vectors256() =>
        new($"256-bit 6x{2 * Vector256<T>.Count}", 6, Vector256<T>.Count,
            (r, two, packed) => (nint)TileKernels<T, Vector256<T>, Simd256<T>>.Of(r, two, packed));

    private static TileSet<T> Vectors128()
    {
        // AdvSimd has 32 registers, SSE 16
        int rows = System.Runtime.Intrinsics.Arm.AdvSimd.IsSupported ? 12 : 6;
        return new($"128-bit {rows}x{2 * Vector128<T>.Count}", rows, Vector128<T>.Count,
            (r, two, packed) => (nint)TileKernels<T, Vector128<T>, Simd128<T>>.Of(r, two, packed));
    }

    private static TileSet<T> Scalar() =>
        new("scalar 6x2", 6, 1, (r, two, packed) => (nint)TileKernels<T, T, SimdScalar<T>>.Of(r, two, packed));
}
