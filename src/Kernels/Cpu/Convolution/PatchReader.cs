using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Neuron.Kernels.Cpu;

/// <summary>
/// The patches of a stack of images as a matrix [channel and tap, image and position] that is never stored: any part of it
/// can be written where a kernel wants it (im2col).
/// </summary>
/// <remarks>
/// Row k is (channel, tap d, h, w), column j is (image, output position). Element: the input at
/// position · Step + Origin + tap offset along each axis, 0 outside the image.
/// </remarks>
internal unsafe struct PatchReader<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>First image's first channel of the group.</summary>
    public T* Images;

    /// <summary>Distance of one image to the next.</summary>
    public nint ImageStride;

    public Extent3 Input, Output, Step;

    /// <summary>Input index of tap 0 at output 0; negative in the padding.</summary>
    public Extent3 Origin;

    /// <summary>Number of taps along each axis, and the distance between them (negative where taps run backwards).</summary>
    public Extent3 Taps, TapStep;

    /// <summary>Patches as a convolution's forward pass reads them, of group <paramref name="group"/>.</summary>
    public static PatchReader<T> Of(in ConvShape shape, T* x, int group) => new()
    {
        Images = x + ((nint)group * shape.GroupIn * shape.Input.Volume),
        ImageStride = (nint)shape.InChannels * shape.Input.Volume,
        Input = shape.Input,
        Output = shape.Output,
        Step = shape.Stride,
        Origin = new(-shape.Padding.D, -shape.Padding.H, -shape.Padding.W),
        Taps = shape.Kernel,
        TapStep = shape.Dilation,
    };

    /// <summary>The reader behind <paramref name="context"/>, as a <see cref="PanelSource{T}"/> calls it.</summary>
    public static void WritePanel(void* context, int row, int rows, int column, int columns, int width, T* target) =>
        ((PatchReader<T>*)context)->Write(row, rows, column, columns, width, target);

    /// <summary>The transposed matrix: target[(column of the patches) · width + (row of the patches)].</summary>
    public static void WriteTransposedPanel(void* context, int row, int rows, int column, int columns, int width, T* target)
    {
        const int Chunk = 128;
        T* lines = stackalloc T[32 * Chunk];
        for (int r = 0; r < rows; r += Chunk)
        {
            int n = Math.Min(Chunk, rows - r);
            for (int c = 0; c < columns; c += 32)
            {
                int lanes = Math.Min(32, columns - c);
                ((PatchReader<T>*)context)->Write(column + c, lanes, row + r, n, Chunk, lines);
                int padded = c + 32 >= columns ? width - c : lanes;
                PackLanes(lines, Chunk, lanes, n, padded, target + ((nint)r * width) + c, width);
            }
        }
    }

    /// <summary>target[(k − row) · width + (j − column)] for the given rows k and columns j; zeros up to the width.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Write(int row, int rows, int column, int columns, int width, T* target)
    {
        const int MaxRuns = 64;
        if (rows == 0) return; // no tap reaches these positions
        Run* runs = stackalloc Run[MaxRuns];
        int done = 0;
        while (done < columns)
        {
            int count = 0;
            while (done < columns && count < MaxRuns)
            {
                runs[count] = RunAt(column + done, columns - done, done);
                done += runs[count++].Length;
            }
            WriteRuns(row, rows, runs, count, width, target);
        }
        if (columns < width)
        {
            for (int k = 0; k < rows; k++) new Span<T>(target + ((nint)k * width) + columns, width - columns).Clear();
        }
    }

    private readonly Run RunAt(int column, int most, int offset)
    {
        var (rest, w) = Math.DivRem(column, Output.W);
        (rest, int h) = Math.DivRem(rest, Output.H);
        var (image, d) = Math.DivRem(rest, Output.D);
        return new Run
        {
            Image = Images + (image * ImageStride),
            D = (d * Step.D) + Origin.D,
            H = (h * Step.H) + Origin.H,
            W = (w * Step.W) + Origin.W,
            Length = Math.Min(Output.W - w, most),
            Offset = offset,
        };
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void WriteRuns(int row, int rows, Run* runs, int count, int width, T* target)
    {
        var (rest, tw) = Math.DivRem(row, Taps.W);
        (rest, int th) = Math.DivRem(rest, Taps.H);
        var (channel, td) = Math.DivRem(rest, Taps.D);
        nint plane = (nint)Input.H * Input.W, volume = plane * Input.D;
        for (int k = 0; k < rows; k++)
        {
            nint channelPlace = channel * volume;
            for (int r = 0; r < count; r++)
            {
                ref readonly var run = ref runs[r];
                T* to = target + run.Offset;
                int d = run.D + (td * TapStep.D), h = run.H + (th * TapStep.H);
                if ((uint)d >= (uint)Input.D || (uint)h >= (uint)Input.H)
                {
                    Clear(to, run.Length);
                    continue;
                }
                T* line = run.Image + channelPlace + (d * plane) + ((nint)h * Input.W);
                WriteRun(line, run.W + (tw * TapStep.W), to, run.Length);
            }
            target += width;
            if (++tw < Taps.W) continue;
            tw = 0;
            if (++th < Taps.H) continue;
            th = 0;
            if (++td < Taps.D) continue;
            td = 0;
            channel++;
        }
    }

    /// <summary>to[i] = line[first + i · step], 0 outside the line.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void WriteRun(T* line, int first, T* to, int length)
    {
        int step = Step.W, from = 0, end = length;
        if (first < 0) from = Math.Min(length, step == 1 ? -first : (step - 1 - first) / step);
        if (first + ((length - 1) * step) >= Input.W)
            end = Math.Max(from, step == 1 ? Input.W - first : first >= Input.W ? 0 : ((Input.W - 1 - first) / step) + 1);
        if (from > 0) Clear(to, from);
        if (end < length) Clear(to + end, length - end);
        if (step == 1) CopyRun(line + first + from, to + from, end - from);
        else for (int i = from; i < end; i++) to[i] = line[first + (i * step)];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyRun(T* source, T* target, int length)
    {
        int i = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            for (; i <= length - Vector512<T>.Count; i += Vector512<T>.Count) Vector512.Load(source + i).Store(target + i);
        }
        for (; i <= length - Vector128<T>.Count; i += Vector128<T>.Count) Vector128.Load(source + i).Store(target + i);
        for (; i < length; i++) target[i] = source[i];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Clear(T* target, int length)
    {
        for (int i = 0; i < length; i++) target[i] = T.Zero;
    }

    /// <summary>target[d · width + lane] = lines[lane · stride + d]; lanes up to <paramref name="padded"/> become zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PackLanes(T* lines, int stride, int lanes, int depth, int padded, T* target, int width)
    {
        int lane = 0;
        for (; lane <= lanes - 4; lane += 4)
        {
            int d = 0;
            for (; d <= depth - 4; d += 4)
                Transpose.Block4(lines + (lane * stride) + d, stride, target + ((nint)d * width) + lane, width);
            for (; d < depth; d++)
            {
                for (int i = 0; i < 4; i++) target[((nint)d * width) + lane + i] = lines[((lane + i) * stride) + d];
            }
        }
        for (; lane < padded; lane++)
        {
            for (int d = 0; d < depth; d++) target[((nint)d * width) + lane] = lane < lanes ? lines[(lane * stride) + d] : T.Zero;
        }
    }

    /// <summary>Neighbouring columns in one output row: they read neighbouring inputs.</summary>
    private struct Run
    {
        public T* Image;
        public int D, H, W, Length, Offset;
    }
}
