using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Neuron.Kernels.Memory;

namespace Neuron.Kernels.Cpu;

/// <summary>
/// Convolutions of 3x3 taps by Winograd's minimal filtering F(2x2, 3x3) (Lavin and Gray, arXiv 1509.09308): 16 multiplications for a tile of
/// four outputs in place of 36. Only for float32, where its rounding is about twice that of the plain sum.
/// </summary>
/// <remarks>
/// Y = Aᵀ[(G g Gᵀ) ⊙ (Bᵀ d B)]A for tiles d of 4x4 inputs that overlap by two. For each of the 16 places of a tile, the sum over channels
/// is a product of matrices, [outputs, channels] · [channels, tiles]; in the gradient by the weights that over tiles is,
/// [outputs, tiles] · [tiles, channels]. A piece of work is some rows of tiles: its transformed inputs and
/// its products stay in the cache. Pieces, slices and sums depend on the shape alone. What is not finite in the image reaches all four outputs of
/// the tiles that read it.
/// </remarks>
internal static unsafe class WinogradConvolution
{
    private const int Places = 16, Lanes = 8;

    /// <summary>Floats between one place's matrix and the next: powers of two apart, all sixteen would share one set of the first cache.</summary>
    private const int Gap = 16;

    /// <summary>Channels on both sides from which the transforms are a small part of the work, and tiles that a product should have.</summary>
    private const int LeastChannels = 24, LeastTiles = 64;

    /// <summary>Floats that the inputs and products of a piece may take, unless its tiles would be too few.</summary>
    private const int PieceFloats = 256 << 10;

    /// <summary>Floats that the sums of all slices may take, and filters from which on those of one slice are too many.</summary>
    private const int SliceFloats = 8 << 20, WidestFilters = 32 << 10;

    /// <summary>Whether the forward pass and the gradient by the input go this way.</summary>
    public static bool Suits(in ConvShape shape)
    {
        var one = new Extent3(1, 1, 1);
        return shape.Groups == 1 && shape.Kernel == new Extent3(1, 3, 3) && shape.Stride == one && shape.Dilation == one
            && shape.Padding.D == 0 && shape.Padding.H <= 2 && shape.Padding.W <= 2 && shape.Input.D == 1
            && Math.Min(shape.InChannels, shape.OutChannels) >= LeastChannels
            && Math.Min(Tiles(shape.Output), Tiles(shape.Input)) * shape.Batch >= LeastTiles;
    }

    /// <summary>y = conv(x, w) + bias; a bias of null is none.</summary>
    public static void Forward(in ConvShape shape, float* x, float* w, float* bias, float* y)
    {
        var filters = new FilterJob { W = w, Outputs = shape.OutChannels, Inputs = shape.InChannels, OutputStride = (nint)shape.InChannels * 9, InputStride = 9 };
        Run(shape.Batch, filters, shape.Input, shape.Output, shape.Padding.H, shape.Padding.W, x, bias, y);
    }

    /// <summary>dx = the gradient by the input: a convolution of dy by the taps turned round.</summary>
    public static void InputGradient(in ConvShape shape, float* dy, float* w, float* bias, float* dx)
    {
        var filters = new FilterJob { W = w, Outputs = shape.InChannels, Inputs = shape.OutChannels, OutputStride = 9, InputStride = (nint)shape.InChannels * 9, IsTurned = true };
        Run(shape.Batch, filters, shape.Output, shape.Input, 2 - shape.Padding.H, 2 - shape.Padding.W, dy, bias, dx);
    }

    /// <summary>Whether the gradient by the weights goes this way: sums of every slice of the images are kept.</summary>
    public static bool SuitsWeights(in ConvShape shape) => Suits(shape) && (long)shape.InChannels * shape.OutChannels <= WidestFilters;

    /// <summary>dw = the gradient by the weights, Gᵀ[Σ (A dy Aᵀ) ⊙ (Bᵀ d B)]G: the forward pass read backwards.</summary>
    public static void WeightGradient(in ConvShape shape, float* x, float* dy, float* dw)
    {
        int down = (shape.Output.H + 1) / 2, across = (shape.Output.W + 1) / 2;
        long all = (long)shape.Batch * down;
        nint filters = Place(shape.OutChannels, shape.InChannels);
        int rows = Math.Max(1, Math.Max(LeastTiles, PieceFloats / 2 / (Places * (shape.InChannels + shape.OutChannels))) / across);
        int slices = (int)Math.Clamp(Math.Min(SliceFloats / (Places * filters), all / rows), 1, 16);
        rows = (int)Math.Min(rows, (all + slices - 1) / slices);
        long bytes = slices * Places * filters * sizeof(float);
        nint block = NativePool.Host.Rent(bytes);
        try
        {
            WorkerPool.For(slices, new SliceJob
            {
                Tiles = new TileRows { Input = shape.Input, Top = shape.Padding.H, Left = shape.Padding.W, Down = down, Across = across },
                X = x, Gradient = dy, Sums = (float*)block, Inputs = shape.InChannels, Outputs = shape.OutChannels, Output = shape.Output,
                Rows = rows, AllRows = all, Slices = slices, Filters = filters,
            });
            WorkerPool.For(shape.OutChannels, new SumJob { Sums = (float*)block, W = dw, Inputs = shape.InChannels, Slices = slices, Filters = filters });
        }
        finally
        {
            NativePool.Host.Return(block, bytes);
        }
    }

    /// <summary>Floats from the matrix of one place to that of the next.</summary>
    private static nint Place(int rows, int columns) => ((nint)rows * columns) + Gap;

    private static int Tiles(Extent3 extent) => (extent.H + 1) / 2 * ((extent.W + 1) / 2);

    private static void Run(int batch, FilterJob filters, Extent3 input, Extent3 output, int top, int left, float* x, float* bias, float* y)
    {
        long bytes = Places * Place(filters.Outputs, filters.Inputs) * sizeof(float);
        nint block = NativePool.Host.Rent(bytes);
        try
        {
            filters.U = (float*)block;
            WorkerPool.For(filters.Outputs, filters);
            int down = (output.H + 1) / 2, across = (output.W + 1) / 2;
            int rows = Math.Max(1, Math.Max(LeastTiles, PieceFloats / (Places * (filters.Inputs + filters.Outputs))) / across);
            long all = (long)batch * down;
            WorkerPool.For(checked((int)((all + rows - 1) / rows)), new PieceJob
            {
                Tiles = new TileRows { Input = input, Top = top, Left = left, Down = down, Across = across },
                U = filters.U, X = x, Bias = bias, Y = y, Inputs = filters.Inputs, Outputs = filters.Outputs, Output = output,
                Rows = rows, AllRows = all,
            });
        }
        finally
        {
            NativePool.Host.Return(block, bytes);
        }
    }

    /// <summary>Elements 0, 2, 4 … and 1, 3, 5 …, <paramref name="count"/> of each and what whole vectors reach beyond.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Part(float* x, float* even, float* odd, int count)
    {
        for (int i = 0; i < count; i += Lanes)
        {
            if (Avx2.IsSupported)
            {
                Vector256<float> a = Vector256.Load(x + (2 * i)), b = Vector256.Load(x + (2 * i) + Lanes);
                Avx2.Permute4x64(Avx.Shuffle(a, b, 0b10_00_10_00).AsDouble(), 0b11_01_10_00).AsSingle().Store(even + i);
                Avx2.Permute4x64(Avx.Shuffle(a, b, 0b11_01_11_01).AsDouble(), 0b11_01_10_00).AsSingle().Store(odd + i);
            }
            else
            {
                for (int k = i; k < i + Lanes; k++) (even[k], odd[k]) = (x[2 * k], x[(2 * k) + 1]);
            }
        }
    }

    /// <summary>u[place, output, input] = G g Gᵀ.</summary>
    private struct FilterJob : IParallelJob
    {
        public float* W, U;
        public int Outputs, Inputs;
        public nint OutputStride, InputStride;
        public bool IsTurned;

        [SkipLocalsInit]
        public readonly void Run(int output)
        {
            float* taps = stackalloc float[9 * Lanes], spare = stackalloc float[Places * Lanes];
            float* w = W + (output * OutputStride), u = U + ((nint)output * Inputs);
            nint stride = Place(Outputs, Inputs);
            for (int i = 0; i < Inputs; i += Lanes)
            {
                int count = Math.Min(Lanes, Inputs - i);
                for (int lane = 0; lane < count; lane++)
                {
                    float* g = w + ((i + lane) * InputStride);
                    for (int tap = 0; tap < 9; tap++) taps[(tap * Lanes) + lane] = g[IsTurned ? 8 - tap : tap];
                }
                bool whole = count == Lanes;
                Transform(taps, whole ? u + i : spare, whole ? stride : Lanes);
                for (int place = 0; !whole && place < Places; place++)
                    new ReadOnlySpan<float>(spare + (place * Lanes), count).CopyTo(new Span<float>(u + i + (place * stride), count));
            }
        }

        /// <summary>G g Gᵀ of eight filters: taps[tap, filter] to u[place, filter].</summary>
        [MethodImpl(JitOptions.Kernel)]
        private static void Transform(float* taps, float* u, nint place)
        {
            var half = Vector256.Create(0.5f);
            Column(taps, half, out var a0, out var a1, out var a2, out var a3);
            Column(taps + Lanes, half, out var b0, out var b1, out var b2, out var b3);
            Column(taps + (2 * Lanes), half, out var c0, out var c1, out var c2, out var c3);
            Row(a0, b0, c0, half, u, place);
            Row(a1, b1, c1, half, u + (4 * place), place);
            Row(a2, b2, c2, half, u + (8 * place), place);
            Row(a3, b3, c3, half, u + (12 * place), place);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Column(
            float* taps, Vector256<float> half, out Vector256<float> first, out Vector256<float> second, out Vector256<float> third, out Vector256<float> fourth)
        {
            Vector256<float> b = half * Vector256.Load(taps + (3 * Lanes));
            (first, fourth) = (Vector256.Load(taps), Vector256.Load(taps + (6 * Lanes)));
            Vector256<float> outer = half * (first + fourth);
            (second, third) = (outer + b, outer - b);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Row(Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> half, float* u, nint place)
        {
            Vector256<float> outer = half * (a + c), inner = half * b;
            a.Store(u);
            (outer + inner).Store(u + place);
            (outer - inner).Store(u + (2 * place));
            c.Store(u + (3 * place));
        }
    }

    /// <summary>How rows of tiles lie in an image.</summary>
    private struct TileRows
    {
        public Extent3 Input;
        public int Top, Left, Down, Across;

        /// <summary>Floats of a line of inputs or outputs, with what whole vectors reach beyond.</summary>
        public readonly int Width => ((2 * Across) + 2 + (4 * Lanes)) / Lanes * Lanes;

        /// <summary>Floats of the scratch that <see cref="Transform"/> takes, zeros at first.</summary>
        public readonly int Scratch => 6 * Width;

        /// <summary>Floats of a line of zeros.</summary>
        public readonly int Zeros => Math.Max(Width, Input.W + Lanes);

        /// <summary>Floats of a channel of so many tiles.</summary>
        public static int Line(int tiles) => (tiles + (2 * Lanes) - 1) / Lanes * Lanes;

        /// <summary>Bᵀ d B of rows of tiles, counted through all images of <paramref name="x"/>, into v[place, channel, tile].</summary>
        /// <remarks>Channel by channel, the rows of an image: they share lines of it, and follow each other in v.</remarks>
        public readonly void Transform(float* x, int channels, long first, int rows, float* v, int line, nint place, float* scratch, float* zeros)
        {
            for (int row = 0, next; row < rows; row = next)
            {
                var (image, i) = Math.DivRem(first + row, Down);
                next = (int)Math.Min(rows, row + Down - i); // of this image
                float* plane = x + ((nint)image * channels * Input.Volume);
                for (int c = 0; c < channels; c++, plane += Input.Volume)
                {
                    for (int r = row; r < next; r++) TransformRow(plane, (int)i + r - row, v + ((nint)c * line) + (r * Across), place, scratch, zeros);
                }
            }
        }

        /// <summary>Bᵀ d B of row <paramref name="row"/> of a channel's tiles, into v[place, tile].</summary>
        [MethodImpl(JitOptions.Kernel)]
        private readonly void TransformRow(float* x, int row, float* v, nint stride, float* scratch, float* zeros)
        {
            int width = Width, top = (2 * row) - Top;
            float* d0 = Line(x, top, zeros), d1 = Line(x, top + 1, zeros), d2 = Line(x, top + 2, zeros), d3 = Line(x, top + 3, zeros);
            int columns = Math.Min(Input.W, (2 * Across) + 2 - Left), from = Math.Max(0, -Left), j = from;
            float* r = scratch + Left;
            for (; j <= columns - Lanes; j += Lanes)
            {
                Vector256<float> a = Vector256.Load(d0 + j), b = Vector256.Load(d1 + j), c = Vector256.Load(d2 + j), d = Vector256.Load(d3 + j);
                (a - c).Store(r + j);
                (b + c).Store(r + width + j);
                (c - b).Store(r + (2 * width) + j);
                (b - d).Store(r + (3 * width) + j);
            }
            for (; j < columns; j++)
            {
                r[j] = d0[j] - d2[j];
                r[width + j] = d1[j] + d2[j];
                r[(2 * width) + j] = d2[j] - d1[j];
                r[(3 * width) + j] = d1[j] - d3[j];
            }
            float* even = scratch + (4 * width), odd = even + width;
            for (int sums = 0; sums < 4; sums++, v += 4 * stride)
            {
                Part(scratch + (sums * width), even, odd, Across + 1);
                for (int t = 0; t < Across; t += Lanes)
                {
                    Vector256<float> e0 = Vector256.Load(even + t), e1 = Vector256.Load(even + t + 1), o0 = Vector256.Load(odd + t), o1 = Vector256.Load(odd + t + 1);
                    (e0 - e1).Store(v + t); // what a last vector writes beyond the row is overwritten by the next
                    (o0 + e1).Store(v + stride + t);
                    (e1 - o0).Store(v + (2 * stride) + t);
                    (o0 - o1).Store(v + (3 * stride) + t);
                }
            }
        }

        private readonly float* Line(float* x, int row, float* zeros) => (uint)row < (uint)Input.H ? x + ((nint)row * Input.W) : zeros;
    }

    private struct PieceJob : IParallelJob
    {
        public TileRows Tiles;
        public float* U, X, Bias, Y;
        public int Inputs, Outputs, Rows;
        public long AllRows;
        public Extent3 Output;

        // places of a tile are [down, across], so that four neighbours are a row of it
        public readonly void Run(int index)
        {
            long first = (long)index * Rows;
            int across = Tiles.Across, rows = (int)Math.Min(Rows, AllRows - first), tiles = rows * across, line = TileRows.Line(tiles);
            nint place = Place(Inputs, line), sums = Place(Outputs, line), filters = Place(Outputs, Inputs);
            long inputs = Places * place, products = Places * sums;
            long bytes = (inputs + products + Tiles.Scratch + Tiles.Zeros) * sizeof(float);
            nint block = NativePool.Host.Rent(bytes);
            try
            {
                float* v = (float*)block, m = v + inputs, scratch = m + products, zeros = scratch + Tiles.Scratch;
                new Span<float>(scratch, Tiles.Scratch + Tiles.Zeros).Clear();
                Tiles.Transform(X, Inputs, first, rows, v, line, place, scratch, zeros);
                for (int p = 0; p < Places; p++)
                {
                    GemmBlocks<float>.Compute(new GemmArguments<float>
                    {
                        M = Outputs, N = tiles, K = Inputs, Alpha = 1,
                        A = U + (p * filters), ARow = Inputs, AColumn = 1,
                        B = v + (p * place), BRow = line, BColumn = 1,
                        C = m + (p * sums), CRow = line, CColumn = 1,
                    });
                }
                for (int row = 0, next; row < rows; row = next)
                {
                    var (image, i) = Math.DivRem(first + row, Tiles.Down);
                    next = (int)Math.Min(rows, row + Tiles.Down - i); // of this image
                    float* y = Y + ((nint)image * Outputs * Output.Volume) + ((nint)i * 2 * Output.W);
                    for (int o = 0; o < Outputs; o++, y += Output.Volume)
                    {
                        float bias = Bias is null ? 0 : Bias[o];
                        for (int r = row; r < next; r++)
                        {
                            long down = i + r - row;
                            TransformOutput(m + ((nint)o * line) + (r * across), sums, bias, y + ((nint)(r - row) * 2 * Output.W), (2 * down) + 1 < Output.H, scratch, Tiles.Width);
                        }
                    }
                }
            }
            finally
            {
                NativePool.Host.Return(block, bytes);
            }
        }

        /// <summary>Aᵀ m A of a row of tiles: two lines of outputs, of which there may be one only.</summary>
        [MethodImpl(JitOptions.Kernel)]
        private readonly void TransformOutput(float* m, nint stride, float bias, float* y, bool hasSecond, float* scratch, int width)
        {
            var b = Vector256.Create(bias);
            for (int t = 0; t < Tiles.Across; t += Lanes)
            {
                float* p = m + t;
                Sums(p, stride, out var a0, out var a1);
                Sums(p + (4 * stride), stride, out var b0, out var b1);
                Sums(p + (8 * stride), stride, out var c0, out var c1);
                Sums(p + (12 * stride), stride, out var d0, out var d1);
                Join(a0 + b0 + c0 + b, a1 + b1 + c1 + b, scratch + (2 * t));
                Join(b0 - c0 - d0 + b, b1 - c1 - d1 + b, scratch + width + (2 * t));
            }
            new Span<float>(scratch, Output.W).CopyTo(new Span<float>(y, Output.W));
            if (hasSecond) new Span<float>(scratch + width, Output.W).CopyTo(new Span<float>(y + Output.W, Output.W));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Sums(float* m, nint stride, out Vector256<float> left, out Vector256<float> right)
        {
            Vector256<float> b = Vector256.Load(m + stride), c = Vector256.Load(m + (2 * stride));
            left = Vector256.Load(m) + b + c;
            right = b - c - Vector256.Load(m + (3 * stride));
        }

        /// <summary>The elements of two vectors in turn.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Join(Vector256<float> even, Vector256<float> odd, float* y)
        {
            if (Avx2.IsSupported)
            {
                Vector256<float> low = Avx.UnpackLow(even, odd), high = Avx.UnpackHigh(even, odd);
                Avx.Permute2x128(low, high, 0x20).Store(y);
                Avx.Permute2x128(low, high, 0x31).Store(y + Lanes);
            }
            else
            {
                for (int i = 0; i < Lanes; i++) (y[2 * i], y[(2 * i) + 1]) = (even[i], odd[i]);
            }
        }
    }

    /// <summary>Σ (A dy Aᵀ) ⊙ (Bᵀ d B) over a slice of the rows of tiles: sums[slice, place, output, input].</summary>
    private struct SliceJob : IParallelJob
    {
        public TileRows Tiles;
        public float* X, Gradient, Sums;
        public int Inputs, Outputs, Rows, Slices;
        public long AllRows;
        public nint Filters;
        public Extent3 Output;

        public readonly void Run(int slice)
        {
            long first = AllRows * slice / Slices, end = AllRows * (slice + 1) / Slices;
            int across = Tiles.Across, line = TileRows.Line(Rows * across);
            nint inputs = Place(Inputs, line), outputs = Place(Outputs, line);
            long bytes = ((Places * (inputs + outputs)) + (2 * Tiles.Scratch) + Tiles.Zeros) * sizeof(float);
            nint block = NativePool.Host.Rent(bytes);
            try
            {
                float* v = (float*)block, z = v + (Places * inputs), scratch = z + (Places * outputs), lines = scratch + Tiles.Scratch, zeros = lines + Tiles.Scratch;
                new Span<float>(scratch, (2 * Tiles.Scratch) + Tiles.Zeros).Clear();
                for (long at = first; at < end; at += Rows)
                {
                    int rows = (int)Math.Min(Rows, end - at);
                    Tiles.Transform(X, Inputs, at, rows, v, line, inputs, scratch, zeros);
                    for (int row = 0, next; row < rows; row = next)
                    {
                        var (image, i) = Math.DivRem(at + row, Tiles.Down);
                        next = (int)Math.Min(rows, row + Tiles.Down - i); // of this image
                        float* dy = Gradient + ((nint)image * Outputs * Output.Volume);
                        for (int o = 0; o < Outputs; o++, dy += Output.Volume)
                        {
                            for (int r = row; r < next; r++) TransformGradient(dy, (int)i + r - row, z + ((nint)o * line) + (r * across), outputs, lines);
                        }
                    }
                    for (int p = 0; p < Places; p++)
                    {
                        GemmBlocks<float>.Compute(new GemmArguments<float>
                        {
                            M = Outputs, N = Inputs, K = rows * across, Alpha = 1, Accumulate = at > first,
                            A = z + (p * outputs), ARow = line, AColumn = 1,
                            B = v + (p * inputs), BRow = 1, BColumn = line,
                            C = Sums + (((nint)slice * Places) + p) * Filters, CRow = Inputs, CColumn = 1,
                        });
                    }
                }
            }
            finally
            {
                NativePool.Host.Return(block, bytes);
            }
        }

        /// <summary>A dy Aᵀ of row <paramref name="row"/> of a channel's tiles, into z[place, tile]; outputs that there are none of count as zeros.</summary>
        [MethodImpl(JitOptions.Kernel)]
        private readonly void TransformGradient(float* dy, int row, float* z, nint stride, float* lines)
        {
            int width = Tiles.Width;
            float* line = dy + ((nint)row * 2 * Output.W), even0 = lines + (2 * width), odd0 = even0 + width, even1 = odd0 + width, odd1 = even1 + width;
            new ReadOnlySpan<float>(line, Output.W).CopyTo(new Span<float>(lines, Output.W));
            if ((2 * row) + 1 < Output.H) new ReadOnlySpan<float>(line + Output.W, Output.W).CopyTo(new Span<float>(lines + width, Output.W));
            else new Span<float>(lines + width, Output.W).Clear();
            Part(lines, even0, odd0, Tiles.Across);
            Part(lines + width, even1, odd1, Tiles.Across);
            for (int t = 0; t < Tiles.Across; t += Lanes)
            {
                Vector256<float> e0 = Vector256.Load(even0 + t), o0 = Vector256.Load(odd0 + t), e1 = Vector256.Load(even1 + t), o1 = Vector256.Load(odd1 + t);
                StoreRow(e0, o0, z + t, stride); // what a last vector writes beyond the row is overwritten by the next
                StoreRow(e0 + e1, o0 + o1, z + (4 * stride) + t, stride);
                StoreRow(e0 - e1, o0 - o1, z + (8 * stride) + t, stride);
                StoreRow(-e1, -o1, z + (12 * stride) + t, stride);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void StoreRow(Vector256<float> left, Vector256<float> right, float* z, nint stride)
        {
            left.Store(z);
            (left + right).Store(z + stride);
            (left - right).Store(z + (2 * stride));
            (-right).Store(z + (3 * stride));
        }
    }

    /// <summary>dw = Gᵀ S G, where S are the sums of all slices, added in order.</summary>
    private struct SumJob : IParallelJob
    {
        public float* Sums, W;
        public int Inputs, Slices;
        public nint Filters;

        [SkipLocalsInit]
        public readonly void Run(int output)
        {
            float* taps = stackalloc float[9 * Lanes];
            float* sums = Sums + ((nint)output * Inputs), w = W + ((nint)output * Inputs * 9);
            for (int i = 0; i < Inputs; i += Lanes)
            {
                int count = Math.Min(Lanes, Inputs - i);
                int first = Math.Max(0, i + count - Lanes); // some of them again
                Transform(sums + first, taps);
                for (int lane = i - first; lane < i - first + count; lane++)
                {
                    for (int tap = 0; tap < 9; tap++) w[((first + lane) * 9) + tap] = taps[(tap * Lanes) + lane];
                }
            }
        }

        /// <summary>Gᵀ S G of eight filters, into taps[tap, filter].</summary>
        [MethodImpl(JitOptions.Kernel)]
        private readonly void Transform(float* sums, float* taps)
        {
            Three(Sum(sums, 0), Sum(sums, 4), Sum(sums, 8), Sum(sums, 12), out var a0, out var b0, out var c0);
            Three(Sum(sums, 1), Sum(sums, 5), Sum(sums, 9), Sum(sums, 13), out var a1, out var b1, out var c1);
            Three(Sum(sums, 2), Sum(sums, 6), Sum(sums, 10), Sum(sums, 14), out var a2, out var b2, out var c2);
            Three(Sum(sums, 3), Sum(sums, 7), Sum(sums, 11), Sum(sums, 15), out var a3, out var b3, out var c3);
            Store(a0, a1, a2, a3, taps);
            Store(b0, b1, b2, b3, taps + (3 * Lanes));
            Store(c0, c1, c2, c3, taps + (6 * Lanes));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private readonly Vector256<float> Sum(float* sums, int place)
        {
            float* p = sums + (place * Filters);
            var sum = Vector256.Load(p);
            for (int slice = 1; slice < Slices; slice++) sum += Vector256.Load(p + (slice * Places * Filters));
            return sum;
        }

        /// <summary>Gᵀ of a column of four.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Three(
            Vector256<float> s0, Vector256<float> s1, Vector256<float> s2, Vector256<float> s3, out Vector256<float> first, out Vector256<float> second, out Vector256<float> third)
        {
            var half = Vector256.Create(0.5f);
            Vector256<float> both = half * (s1 + s2);
            (first, second, third) = (s0 + both, half * (s1 - s2), both + s3);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Store(Vector256<float> s0, Vector256<float> s1, Vector256<float> s2, Vector256<float> s3, float* taps)
        {
            Three(s0, s1, s2, s3, out var first, out var second, out var third);
            first.Store(taps);
            second.Store(taps + Lanes);
            third.Store(taps + (2 * Lanes));
        }
    }
}
