using System.Numerics;
using System.Runtime.Intrinsics;
using Neuron.Kernels.Cpu.Simd;

namespace Neuron.Kernels.Cpu;

/// <summary>The tile kernels that suit this machine, chosen once for each element type.</summary>
internal sealed unsafe class TileSet<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly nint[] _kernels = new nint[8 * 13];
    private readonly Func<int, bool, bool, bool, nint> _prepare;

    private TileSet(string name, int rows, int width, Func<int, bool, bool, bool, nint> prepare) =>
        (Name, Rows, Width, _prepare) = (name, rows, width, prepare);

    /// <summary>The set that the kernels use. Tests set it to hold every set to the same results.</summary>
    public static TileSet<T> Current { get; set; } = Best();

    /// <summary>Vector width and tile, such as "512-bit 12x32".</summary>
    public string Name { get; }

    /// <summary>Rows of the tallest tile.</summary>
    public int Rows { get; }

    /// <summary>Elements in a vector; the widest tile has two of them.</summary>
    public int Width { get; }

    /// <summary>Every set, the widest first; where a machine lacks the vectors, the runtime makes them of narrower ones.</summary>
    public static IEnumerable<TileSet<T>> All() => [Vectors512(), Vectors256(), Vectors128(), Scalar()];

    /// <summary>The kernel for tiles of <paramref name="rows"/> rows, one that <see cref="NextRows"/> gives; see <see cref="ITileMode"/>.</summary>
    /// <remarks>Kernels are prepared when they are first asked for: the runtime compiles a method whose address is taken.</remarks>
    public delegate*<TileRun<T>*, void> Kernel(int rows, bool two, bool packed, bool copies)
    {
        ref nint kernel = ref _kernels[(8 * rows) + (two ? 1 : 0) + (packed ? 2 : 0) + (copies ? 4 : 0)];
        if (kernel == 0) kernel = _prepare(rows, two, packed, copies);
        return (delegate*<TileRun<T>*, void>)kernel;
    }

    /// <summary>How many of some rows are divided into tiles of full height; the rest takes lower ones.</summary>
    public int TallRows(int rows)
    {
        int tall = rows / Rows * Rows;
        return tall > 0 && rows - tall == Rows / 3 ? tall - Rows : tall; // two tiles of two thirds keep the multipliers busier than a third
    }

    /// <summary>Rows of the next tile when <paramref name="left"/> rows are left: no tile is padded.</summary>
    public int NextRows(int left)
    {
        if (Rows == 12)
        {
            if (left == 16) return 8;
            if (left >= 12) return 12;
            if (left >= 8) return 8;
        }
        else if (left >= 6 && left != 8)
        {
            return 6;
        }
        return left >= 4 ? 4 : left >= 2 ? 2 : 1;
    }

    private static TileSet<T> Best() =>
        Vector512.IsHardwareAccelerated ? Vectors512()
        : Vector256.IsHardwareAccelerated ? Vectors256()
        : Vector128.IsHardwareAccelerated ? Vectors128()
        : Scalar();

    private static TileSet<T> Vectors512() =>
        new($"512-bit 12x{2 * Vector512<T>.Count}", 12, Vector512<T>.Count,
            typeof(T) == typeof(float) ? TileKernels<float, Vector512<float>, Single512>.Of : TileKernels<double, Vector512<double>, Double512>.Of);

    private static TileSet<T> Vectors256() =>
        new($"256-bit 6x{2 * Vector256<T>.Count}", 6, Vector256<T>.Count,
            typeof(T) == typeof(float) ? TileKernels<float, Vector256<float>, Single256>.Of : TileKernels<double, Vector256<double>, Double256>.Of);

    private static TileSet<T> Vectors128()
    {
        // AdvSimd has 32 registers, SSE 16
        int tall = System.Runtime.Intrinsics.Arm.AdvSimd.IsSupported ? 12 : 6;
        return new($"128-bit {tall}x{2 * Vector128<T>.Count}", tall, Vector128<T>.Count,
            typeof(T) == typeof(float) ? TileKernels<float, Vector128<float>, Single128>.Of : TileKernels<double, Vector128<double>, Double128>.Of);
    }

    private static TileSet<T> Scalar() =>
        new("scalar 6x2", 6, 1, TileKernels<T, T, SimdScalar<T>>.Of);
}
