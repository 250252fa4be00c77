using System.Numerics;
using Neuron.Kernels.Memory;

namespace Neuron.Kernels.Cpu;

/// <summary>Convolution and its two gradients as implicit matrix products: patches are written straight into packed panels.</summary>
/// <remarks>
/// y[n, o, p] = b[o] + Σ w[o, c, t] · x[n, c, p · stride + t · dilation − padding] (cross-correlation, as in PyTorch).
/// Per group: forward is W[out, patch] · patches[patch, (n, p)]; the gradient by the weights is
/// dY[out, (n, p)] · patchesᵀ; the gradient by the input, which is also the transposed convolution, is for each residue of
/// the position modulo the stride Wᵀ[in, (out, tap)] · patches of dY with the taps of that residue: no zeros are multiplied.
/// Narrow groups go by <see cref="DirectConvolution{T}"/>, 3x3 taps of float32 by <see cref="WinogradConvolution"/>.
/// </remarks>
internal static unsafe class Convolution<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>y = conv(x, w) + bias; a bias of 0 is none. Addresses of the first elements.</summary>
    public static void Forward(in ConvShape shape, nint x, nint w, nint bias, nint y) =>
        Forward(shape, (T*)x, (T*)w, (T*)bias, (T*)y);

    /// <summary>dx = the gradient by the input, plus a bias per input channel if one is given (a transposed convolution's).</summary>
    public static void InputGradient(in ConvShape shape, nint dy, nint w, nint bias, nint dx) =>
        InputGradient(shape, (T*)dy, (T*)w, (T*)bias, (T*)dx);

    /// <summary>dw = the gradient by the weights.</summary>
    public static void WeightGradient(in ConvShape shape, nint x, nint dy, nint dw) =>
        WeightGradient(shape, (T*)x, (T*)dy, (T*)dw);

    private static void Forward(in ConvShape shape, T* x, T* w, T* bias, T* y)
    {
        if (shape.IsDepthwise)
        {
            DirectConvolution<T>.Forward(shape, x, w, bias, y);
            return;
        }
        if (typeof(T) == typeof(float) && WinogradConvolution.Suits(shape))
        {
            WinogradConvolution.Forward(shape, (float*)x, (float*)w, (float*)bias, (float*)y);
            return;
        }
        var flat = Flattened(shape);
        int volume = flat.Output.Volume;
        for (int group = 0; group < flat.Groups; group++)
        {
            using var reader = new PatchReader<T>(PatchWindows.Of(flat), x + ((nint)group * flat.GroupIn * flat.Input.Volume));
            var context = reader;
            var g = new GemmArguments<T>
            {
                M = flat.GroupOut,
                N = checked(flat.Batch * volume),
                K = flat.PatchSize,
                A = w + ((nint)group * flat.GroupOut * flat.PatchSize),
                ARow = flat.PatchSize,
                AColumn = 1,
                C = y + ((nint)group * flat.GroupOut * volume),
                CRow = volume,
                CColumns = IndexMap.Of(volume, (nint)flat.OutChannels * volume),
                Alpha = T.One,
                Panels = new PanelSource<T> { Context = &context, Write = &PatchReader<T>.WritePanel },
                Epilogue = bias is null ? default : new Epilogue<T> { RowBias = bias + (group * flat.GroupOut), RowBiasStride = 1 },
            };
            Gemm.Run(g);
        }
    }

    private static void InputGradient(in ConvShape shape, T* dy, T* w, T* bias, T* dx)
    {
        if (shape.IsDepthwise)
        {
            DirectConvolution<T>.InputGradient(shape, dy, w, bias, dx);
            return;
        }
        if (typeof(T) == typeof(float) && WinogradConvolution.Suits(shape))
        {
            WinogradConvolution.InputGradient(shape, (float*)dy, (float*)w, (float*)bias, (float*)dx);
            return;
        }
        var flat = Flattened(shape);
        long bytes = (long)flat.GroupIn * flat.GroupOut * flat.Kernel.Volume * sizeof(T);
        nint weights = NativePool.Host.Rent(bytes);
        try
        {
            for (int group = 0; group < flat.Groups; group++)
            {
                for (int d = 0; d < flat.Stride.D; d++)
                {
                    for (int h = 0; h < flat.Stride.H; h++)
                    {
                        for (int v = 0; v < flat.Stride.W; v++)
                            InputGradientPhase(flat, group, new Extent3(d, h, v), dy, w, bias, dx, (T*)weights);
                    }
                }
            }
        }
        finally
        {
            NativePool.Host.Return(weights, bytes);
        }
    }

    private static void WeightGradient(in ConvShape shape, T* x, T* dy, T* dw)
    {
        if (shape.IsDepthwise)
        {
            DirectConvolution<T>.WeightGradient(shape, x, dy, dw);
            return;
        }
        if (typeof(T) == typeof(float) && WinogradConvolution.SuitsWeights(shape))
        {
            WinogradConvolution.WeightGradient(shape, (float*)x, (float*)dy, (float*)dw);
            return;
        }
        var flat = Flattened(shape);
        int volume = flat.Output.Volume;
        for (int group = 0; group < flat.Groups; group++)
        {
            using var reader = new PatchReader<T>(PatchWindows.Of(flat), x + ((nint)group * flat.GroupIn * flat.Input.Volume));
            var context = reader;
            var g = new GemmArguments<T>
            {
                M = flat.GroupOut,
                N = flat.PatchSize,
                K = checked(flat.Batch * volume),
                A = dy + ((nint)group * flat.GroupOut * volume),
                ARow = volume,
                ADepth = volume == 0 ? default : IndexMap.Of(volume, (nint)flat.OutChannels * volume),
                C = dw + ((nint)group * flat.GroupOut * flat.PatchSize),
                CRow = flat.PatchSize,
                CColumn = 1,
                Alpha = T.One,
                Panels = new PanelSource<T> { Context = &context, Write = &PatchReader<T>.WriteTransposedPanel },
            };
            Gemm.Run(g);
        }
    }

    private static void InputGradientPhase(
        in ConvShape shape, int group, Extent3 residue, T* dy, T* w, T* bias, T* dx, T* weights)
    {
        var d = new PhaseAxis(residue.D, shape.Stride.D, shape.Dilation.D, shape.Padding.D, shape.Kernel.D, shape.Input.D);
        var h = new PhaseAxis(residue.H, shape.Stride.H, shape.Dilation.H, shape.Padding.H, shape.Kernel.H, shape.Input.H);
        var v = new PhaseAxis(residue.W, shape.Stride.W, shape.Dilation.W, shape.Padding.W, shape.Kernel.W, shape.Input.W);
        var positions = new Extent3(d.Positions, h.Positions, v.Positions);
        if (positions.Volume == 0) return;
        int taps = d.Taps * h.Taps * v.Taps, inner = shape.GroupOut * taps, volume = shape.Input.Volume;
        GatherWeights(shape, w + ((nint)group * shape.GroupOut * shape.PatchSize), d, h, v, weights);
        var windows = new PatchWindows
        {
            Batch = shape.Batch,
            Channels = shape.GroupOut,
            ImageStride = (nint)shape.OutChannels * shape.Output.Volume,
            Input = shape.Output,
            Output = positions,
            Step = new(1, 1, 1),
            Origin = new(d.Origin, h.Origin, v.Origin),
            Taps = new(d.Taps, h.Taps, v.Taps),
            TapStep = new(-d.TapStep, -h.TapStep, -v.TapStep),
        };
        using var reader = new PatchReader<T>(windows, dy + ((nint)group * shape.GroupOut * shape.Output.Volume));
        T* first = dx + ((nint)group * shape.GroupIn * volume) + (((((nint)d.First * shape.Input.H) + h.First) * shape.Input.W) + v.First);
        var context = reader;
        bool dense = positions == shape.Input;
        var g = new GemmArguments<T>
        {
            M = shape.GroupIn,
            N = checked(shape.Batch * positions.Volume),
            K = inner,
            A = weights,
            ARow = inner,
            AColumn = 1,
            C = first,
            CRow = volume,
            CColumns = dense ? IndexMap.Of(volume, (nint)shape.InChannels * volume) : new IndexMap
            {
                Run = positions.W,
                Stride = shape.Stride.W,
                Count1 = positions.H,
                Stride1 = (nint)shape.Stride.H * shape.Input.W,
                Count2 = positions.D,
                Stride2 = (nint)shape.Stride.D * shape.Input.H * shape.Input.W,
                Stride3 = (nint)shape.InChannels * volume,
            },
            Alpha = T.One,
            Panels = new PanelSource<T> { Context = &context, Write = &PatchReader<T>.WritePanel },
            Epilogue = bias is null ? default : new Epilogue<T> { RowBias = bias + (group * shape.GroupIn), RowBiasStride = 1 },
        };
        Gemm.Run(g);
    }

    /// <summary>target[c, (o, tap)] = w[o, c, tap] for the taps of one phase.</summary>
    private static void GatherWeights(in ConvShape shape, T* w, PhaseAxis d, PhaseAxis h, PhaseAxis v, T* target)
    {
        var job = new GatherJob { Shape = shape, W = w, D = d, H = h, V = v, Target = target };
        int pieces = (shape.GroupIn + GatherJob.Channels - 1) / GatherJob.Channels;
        if ((long)shape.GroupIn * shape.GroupOut * shape.Kernel.Volume < 50_000)
        {
            for (int i = 0; i < pieces; i++) job.Run(i);
        }
        else
        {
            WorkerPool.For(pieces, job);
        }
    }

    private struct GatherJob : IParallelJob
    {
        /// <summary>Input channels of a piece: a few, so that neighbours in memory are read together.</summary>
        public const int Channels = 8;

        public ConvShape Shape;
        public T* W, Target;
        public PhaseAxis D, H, V;

        public readonly void Run(int index)
        {
            int kernel = Shape.Kernel.Volume, taps = D.Taps * H.Taps * V.Taps;
            int first = index * Channels, last = Math.Min(Shape.GroupIn, first + Channels);
            for (int o = 0; o < Shape.GroupOut; o++)
            {
                for (int c = first; c < last; c++)
                {
                    T* from = W + (((nint)o * Shape.GroupIn) + c) * kernel;
                    T* to = Target + (((nint)c * Shape.GroupOut) + o) * taps;
                    if (taps == kernel) new ReadOnlySpan<T>(from, taps).CopyTo(new Span<T>(to, taps));
                    else CopyTaps(from, to);
                }
            }
        }

        private readonly void CopyTaps(T* from, T* to)
        {
            for (int i = 0; i < D.Taps; i++)
            {
                for (int j = 0; j < H.Taps; j++)
                {
                    T* line = from + ((((D.FirstTap + (i * D.TapStride)) * Shape.Kernel.H) + H.FirstTap + (j * H.TapStride)) * Shape.Kernel.W);
                    for (int k = 0; k < V.Taps; k++) *to++ = line[V.FirstTap + (k * V.TapStride)];
                }
            }
        }
    }

    /// <summary>A pointwise convolution reads each image as one long line.</summary>
    private static ConvShape Flattened(in ConvShape shape)
    {
        var flat = shape;
        if (!shape.IsPointwise) return flat;
        flat.Input = flat.Output = new Extent3(1, 1, shape.Input.Volume);
        return flat;
    }

    /// <summary>
    /// Along one axis, the input positions i with (i + padding) mod stride = residue, as i = First + q · stride, and the taps
    /// that reach them; tap number t reads output q + Origin − t · TapStep.
    /// </summary>
    private readonly struct PhaseAxis
    {
        public PhaseAxis(int residue, int stride, int dilation, int padding, int kernel, int length)
        {
            int common = (int)BigInteger.GreatestCommonDivisor(stride, dilation);
            (TapStride, TapStep) = (stride / common, dilation / common);
            FirstTap = -1;
            for (int t = 0; t < Math.Min(kernel, TapStride) && FirstTap < 0; t++)
                if (t * dilation % stride == residue) FirstTap = t;
            Taps = FirstTap < 0 ? 0 : ((kernel - 1 - FirstTap) / TapStride) + 1;
            int shift = padding - residue;
            int q = shift > 0 ? (shift + stride - 1) / stride : -(-shift / stride);
            First = (q * stride) - shift;
            Positions = First < length ? ((length - 1 - First) / stride) + 1 : 0;
            Origin = FirstTap < 0 ? 0 : q - (((FirstTap * dilation) - residue) / stride);
        }

        public int First { get; }

        public int Positions { get; }

        public int Taps { get; }

        public int FirstTap { get; }

        public int TapStride { get; }

        public int TapStep { get; }

        public int Origin { get; }
    }
}
