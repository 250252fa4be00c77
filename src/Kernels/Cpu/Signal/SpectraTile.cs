using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Neuron.Kernels.Cpu;

/// <summary>Spectra of successive frames on their way to y [bins, F, 2]: written a vector of frames at a time, they leave in whole cache lines.</summary>
/// <remarks>
/// Memory is read to complete a line that is not whole, and a bin's row of y begins anywhere in one: what is left of a line waits for
/// the next frames. Memory: [bins, line + frames, 2], the first line for what waits.
/// </remarks>
/// <param name="memory">As much as <see cref="LengthFor"/> says, on a line's boundary.</param>
/// <param name="bins">Of each frame.</param>
/// <param name="y">The whole result.</param>
/// <param name="frames">F.</param>
/// <param name="bypassesCache">The result is larger than the cache.</param>
internal readonly unsafe struct SpectraTile<T>(T* memory, int bins, T* y, long frames, bool bypassesCache)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int LineBytes = 64, MostFrames = 256, Bytes = 128 << 10;

    private readonly int _pitch = 2 * PitchFor(bins);

    // elements
    private static int Line => LineBytes / sizeof(T);

    /// <summary>Frames that a tile takes: it lies in the second-level cache with room to spare, unless rows would be too short.</summary>
    public static int FramesFor(int bins) => Math.Clamp(Bytes / (bins * 2 * sizeof(T)), 2 * Line, MostFrames) / Line * Line;

    /// <summary>Elements of a tile.</summary>
    public static long LengthFor(int bins) => 2L * bins * PitchFor(bins);

    /// <summary>Where the spectra of a vector of frames go.</summary>
    public PairMemory<T> From(int frame) => new(memory + Line + (2 * frame), _pitch / 2);

    /// <summary>Moves frames to the result, from the first of y on; what does not fill a line waits, unless they are the last.</summary>
    [MethodImpl(JitOptions.Kernel)]
    public void Leave(int first, int count, bool begins, bool ends)
    {
        for (int k = 0; k < bins; k++)
        {
            T* source = memory + ((long)k * _pitch) + Line, target = y + (((k * frames) + first) * 2);
            int i = 0, end = 2 * count;
            if (bypassesCache)
            {
                int waiting = (int)((nint)target & (LineBytes - 1)) / sizeof(T);
                if (!begins) i = -waiting;
                else if (waiting > 0)
                {
                    i = Math.Min(end, Line - waiting);
                    new ReadOnlySpan<T>(source, i).CopyTo(new Span<T>(target, i));
                }
                for (; i + Line <= end; i += Line) VectorMath.Stream(Vector512.Load(source + i), target + i);
                if (!ends)
                {
                    Vector512.Load(source + end - Line).Store(source - Line);
                    continue;
                }
            }
            new ReadOnlySpan<T>(source + i, end - i).CopyTo(new Span<T>(target + i, end - i));
        }
    }

    // an odd number of lines, or bins would share few sets of the cache
    private static int PitchFor(int bins) => FramesFor(bins) + (Line / 2);
}
