using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Neuron.Kernels.Memory;

namespace Neuron.Kernels.Cpu;

/// <summary>
/// The patches of a stack of images as a matrix [channel and tap, image and position] that is never stored: any part of it
/// can be written where a kernel wants it (im2col).
/// </summary>
/// <remarks>
/// The images are first copied with their padding, rows of a strided axis split by residue. Then element (k, j) lies at
/// place(j) + offset(k), neighbours in an output row are neighbours in memory, and writing a panel has no special cases.
/// Images that need neither are read where they are.
/// </remarks>
internal unsafe struct PatchReader<T> : IDisposable
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int MaxRuns = 32;

    private readonly Extent3 _output;
    private readonly nint _imageStride, _depthStep, _rowStep;
    private readonly long _bytes, _offsetBytes;
    private readonly T* _images;
    private readonly nint* _offsets;
    private nint _copy, _table;

    /// <summary>Prepares the patches of images of which <paramref name="images"/> is the first one's first channel.</summary>
    public PatchReader(in PatchWindows windows, T* images)
    {
        _output = windows.Output;
        var d = PaddedAxis.Of(windows.Output.D, windows.Step.D, windows.Origin.D, windows.Taps.D, windows.TapStep.D);
        var h = PaddedAxis.Of(windows.Output.H, windows.Step.H, windows.Origin.H, windows.Taps.H, windows.TapStep.H);
        var w = PaddedAxis.Of(windows.Output.W, windows.Step.W, windows.Origin.W, windows.Taps.W, windows.TapStep.W);
        int phases = windows.Step.W;
        bool asTheyAre = phases == 1 && Inside(d, windows.Input.D) && Inside(h, windows.Input.H) && Inside(w, windows.Input.W);
        int phase = asTheyAre ? windows.Input.W : (w.Length + phases - 1) / phases;
        int row = asTheyAre ? windows.Input.W : phase * phases;
        nint plane = (nint)row * (asTheyAre ? windows.Input.H : h.Length);
        nint channel = plane * (asTheyAre ? windows.Input.D : d.Length);
        (_rowStep, _depthStep) = ((nint)windows.Step.H * row, windows.Step.D * plane);
        _imageStride = asTheyAre ? windows.ImageStride : channel * windows.Channels;
        if (asTheyAre)
        {
            _images = images - ((d.Before * plane) + ((nint)h.Before * row) + w.Before);
        }
        else
        {
            _bytes = windows.Batch * _imageStride * sizeof(T);
            _copy = NativePool.Host.Rent(_bytes);
            _images = (T*)_copy;
            var job = new PadJob { Windows = windows, D = d, H = h, W = w, Phase = phase, Source = images, Target = _images };
            WorkerPool.For(checked(windows.Batch * windows.Channels), job);
        }
        _offsetBytes = (long)windows.Rows * sizeof(nint);
        _table = NativePool.Host.Rent(_offsetBytes);
        _offsets = (nint*)_table;
        nint* next = _offsets;
        for (int c = 0; c < windows.Channels; c++)
        {
            for (int td = 0; td < windows.Taps.D; td++)
            {
                for (int th = 0; th < windows.Taps.H; th++)
                {
                    for (int tw = 0; tw < windows.Taps.W; tw++)
                    {
                        var (shift, residue) = Math.DivRem((tw * windows.TapStep.W) - w.Lowest, phases);
                        *next++ = (c * channel) + (((td * windows.TapStep.D) - d.Lowest) * plane)
                            + ((nint)((th * windows.TapStep.H) - h.Lowest) * row) + ((nint)residue * phase) + shift;
                    }
                }
            }
        }
    }

    /// <summary>The reader behind <paramref name="context"/>, as a <see cref="PanelSource{T}"/> calls it.</summary>
    public static void WritePanel(void* context, int row, int rows, int column, int columns, int width, T* target) =>
        ((PatchReader<T>*)context)->Write(row, rows, column, columns, width, target);

    /// <summary>The transposed matrix: target[(j − row) · width + (k − column)] for columns j of the patches and rows k.</summary>
    public static void WriteTransposedPanel(void* context, int row, int rows, int column, int columns, int width, T* target) =>
        ((PatchReader<T>*)context)->WriteTransposed(column, columns, row, rows, width, target);

    /// <summary>Gives the copies back.</summary>
    public void Dispose()
    {
        if (_copy != 0) NativePool.Host.Return(_copy, _bytes);
        if (_table != 0) NativePool.Host.Return(_table, _offsetBytes);
        (_copy, _table) = (0, 0);
    }

    /// <summary>target[(k − row) · width + (j − column)] for the given rows k and columns j; zeros up to the width.</summary>
    [SkipLocalsInit, MethodImpl(JitOptions.Kernel)]
    public readonly void Write(int row, int rows, int column, int columns, int width, T* target)
    {
        Run* runs = stackalloc Run[MaxRuns];
        for (int done = 0; done < columns;)
        {
            int count = 0, length = 0, start = done;
            bool even = true;
            for (; done < columns && count < MaxRuns; count++)
            {
                runs[count] = RunAt(column + done, columns - done);
                even &= count == 0 || runs[count].Length == length;
                length = runs[count].Length;
                done += length;
            }
            T* part = target + start;
            if (even && sizeof(T) * length == 64) Copy64(_offsets + row, rows, runs, count, width, part);
            else if (even && sizeof(T) * length == 32) Copy32(_offsets + row, rows, runs, count, width, part);
            else if (even && sizeof(T) * length == 16) Copy16(_offsets + row, rows, runs, count, width, part);
            else CopyRuns(_offsets + row, rows, runs, count, width, part);
        }
        if (columns < width)
        {
            for (int k = 0; k < rows; k++) new Span<T>(target + ((nint)k * width) + columns, width - columns).Clear();
        }
    }

    private static bool Inside(PaddedAxis axis, int length) => axis.Before <= 0 && axis.Length - axis.Before <= length;

    [MethodImpl(JitOptions.Kernel)]
    private static void Copy64(nint* offsets, int rows, Run* runs, int count, int width, T* target)
    {
        for (int k = 0; k < rows; k++, target += width)
        {
            nint offset = offsets[k];
            for (int r = 0; r < count; r++) Vector512.Load(runs[r].Place + offset).Store(target + (r * Vector512<T>.Count));
        }
    }

    private static void Copy32(nint* offsets, int rows, Run* runs, int count, int width, T* target)
    {
        for (int k = 0; k < rows; k++, target += width)
        {
            nint offset = offsets[k];
            for (int r = 0; r < count; r++) Vector256.Load(runs[r].Place + offset).Store(target + (r * Vector256<T>.Count));
        }
    }

    private static void Copy16(nint* offsets, int rows, Run* runs, int count, int width, T* target)
    {
        for (int k = 0; k < rows; k++, target += width)
        {
            nint offset = offsets[k];
            for (int r = 0; r < count; r++) Vector128.Load(runs[r].Place + offset).Store(target + (r * Vector128<T>.Count));
        }
    }

    [MethodImpl(JitOptions.Kernel)]
    private static void CopyRuns(nint* offsets, int rows, Run* runs, int count, int width, T* target)
    {
        for (int k = 0; k < rows; k++, target += width)
        {
            nint offset = offsets[k];
            T* to = target;
            for (int r = 0; r < count; r++)
            {
                T* from = runs[r].Place + offset;
                int i = 0, length = runs[r].Length;
                for (; i <= length - Vector512<T>.Count; i += Vector512<T>.Count) Vector512.Load(from + i).Store(to + i);
                for (; i <= length - Vector128<T>.Count; i += Vector128<T>.Count) Vector128.Load(from + i).Store(to + i);
                for (; i < length; i++) to[i] = from[i];
                to += length;
            }
        }
    }

    private readonly Run RunAt(int column, int most)
    {
        var (rest, w) = Math.DivRem(column, _output.W);
        (rest, int h) = Math.DivRem(rest, _output.H);
        var (image, d) = Math.DivRem(rest, _output.D);
        return new Run
        {
            Place = _images + (image * _imageStride) + (d * _depthStep) + (h * _rowStep) + w,
            Length = Math.Min(_output.W - w, most),
        };
    }

    [MethodImpl(JitOptions.Kernel)]
    private readonly void WriteTransposed(int row, int rows, int column, int columns, int width, T* target)
    {
        for (int done = 0; done < columns;)
        {
            var run = RunAt(column + done, columns - done);
            T* to = target + ((nint)done * width);
            int lane = 0;
            for (; lane <= rows - 4; lane += 4)
            {
                nint* offset = _offsets + row + lane;
                T* a = run.Place + offset[0], b = run.Place + offset[1], c = run.Place + offset[2], d = run.Place + offset[3];
                int i = 0;
                for (; i <= run.Length - 4; i += 4) Transpose.Block4(a + i, b + i, c + i, d + i, to + ((nint)i * width) + lane, width);
                for (; i < run.Length; i++)
                {
                    T* line = to + ((nint)i * width) + lane;
                    (line[0], line[1], line[2], line[3]) = (a[i], b[i], c[i], d[i]);
                }
            }
            for (; lane < width; lane++)
            {
                T* from = lane < rows ? run.Place + _offsets[row + lane] : null;
                for (int i = 0; i < run.Length; i++) to[((nint)i * width) + lane] = from is null ? T.Zero : from[i];
            }
            done += run.Length;
        }
    }

    /// <summary>Neighbouring columns in one output row: their patches lie side by side.</summary>
    private struct Run
    {
        public T* Place;
        public int Length;
    }

    private struct PadJob : IParallelJob
    {
        public PatchWindows Windows;
        public PaddedAxis D, H, W;
        public int Phase;
        public T* Source, Target;

        public readonly void Run(int index)
        {
            var (image, channel) = Math.DivRem(index, Windows.Channels);
            int phases = Windows.Step.W, row = Phase * phases;
            T* source = Source + (image * Windows.ImageStride) + ((nint)channel * Windows.Input.Volume);
            T* target = Target + ((nint)index * D.Length * H.Length * row);
            for (int d = 0; d < D.Length; d++)
            {
                for (int h = 0; h < H.Length; h++, target += row)
                {
                    int inD = d - D.Before, inH = h - H.Before;
                    bool inside = (uint)inD < (uint)Windows.Input.D && (uint)inH < (uint)Windows.Input.H;
                    T* line = source + (((inD * Windows.Input.H) + inH) * Windows.Input.W);
                    if (!inside) new Span<T>(target, row).Clear();
                    else if (phases == 1) PadRow(line, target);
                    else SplitRow(line, target);
                }
            }
        }

        private readonly void PadRow(T* line, T* target)
        {
            int from = Math.Clamp(W.Before, 0, W.Length), end = Math.Clamp(W.Before + Windows.Input.W, from, W.Length);
            new Span<T>(target, from).Clear();
            new ReadOnlySpan<T>(line + from - W.Before, end - from).CopyTo(new Span<T>(target + from, end - from));
            new Span<T>(target + end, Phase - end).Clear();
        }

        private readonly void SplitRow(T* line, T* target)
        {
            int phases = Windows.Step.W;
            for (int residue = 0; residue < phases; residue++, target += Phase)
            {
                if (!IsRead(residue)) continue;
                int first = residue - W.Before;
                int from = first < 0 ? Math.Min(Phase, (phases - 1 - first) / phases) : 0;
                int end = Math.Clamp((Windows.Input.W - first + phases - 1) / phases, from, Phase);
                new Span<T>(target, from).Clear();
                T* x = line + first + (from * phases);
                for (int i = from; i < end; i++, x += phases) target[i] = *x;
                new Span<T>(target + end, Phase - end).Clear();
            }
        }

        private readonly bool IsRead(int residue)
        {
            for (int tap = 0; tap < Windows.Taps.W; tap++)
                if (((tap * Windows.TapStep.W) - W.Lowest) % Windows.Step.W == residue) return true;
            return false;
        }
    }
}
