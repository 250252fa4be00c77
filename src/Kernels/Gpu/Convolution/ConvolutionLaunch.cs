using Neuron.Kernels.Cpu;
using Neuron.Kernels.Runtime;

namespace Neuron.Kernels.Gpu;

/// <summary>Convolutions of dense images on a device: products of matrices that are read out of the images as they go.</summary>
internal static class ConvolutionLaunch<TStored, TSum, TFormat>
    where TStored : unmanaged
    where TSum : unmanaged
    where TFormat : struct, INumericFormat<TStored, TSum>
{
    private static readonly Extent3 s_ones = new(1, 1, 1);

    /// <summary>y = w ∗ x + bias; an empty bias is none.</summary>
    public static void Forward(AcceleratorStream stream, in ConvShape shape, ArrayView<TStored> x, ArrayView<TStored> w, ArrayView<TStored> bias, ArrayView<TStored> y)
    {
        if (y.Length == 0) return;
        Check(shape);
        if (shape.IsDepthwise)
        {
            stream.Load(DepthwiseKernels.Forward<TStored, TSum, TFormat>).LaunchOver(stream, new Index3D(shape.Output.Volume, shape.OutChannels, shape.Batch), x, w, bias, y, shape);
            return;
        }
        if (shape.IsPointwise && shape.Groups == 1)
        {
            Pointwise(stream, shape.Batch, shape.OutChannels, shape.InChannels, shape.Output.Volume, new(w, shape.InChannels, 1), x, bias, y);
            return;
        }
        var geometry = Geometry(shape);
        var weights = new MatrixOperand<TStored>(w, shape.PatchSize, 1, (long)shape.GroupOut * shape.PatchSize);
        bool wideWeights = shape.PatchSize % 4 == 0 && w.Address % (4 * Interop.SizeOf<TStored>()) == 0;
        bool wideResult = shape.Output.Volume % 4 == 0 && y.Address % (4 * Interop.SizeOf<TStored>()) == 0;
        if (wideWeights) Forward<WideAlongK>(stream, shape, geometry, x, weights, bias, y, wideResult);
        else Forward<StridedAlongK>(stream, shape, geometry, x, weights, bias, y, wideResult);
    }

    /// <summary>dx of the forward convolution, plus a bias by input channel: a transposed convolution.</summary>
    /// <remarks>
    /// With stride s, places of one remainder modulo s see the same subset of taps: each such phase is a dense product of its own, so
    /// no product with an inserted zero is formed.
    /// </remarks>
    public static void InputGradient(AcceleratorStream stream, in ConvShape shape, ArrayView<TStored> dy, ArrayView<TStored> w, ArrayView<TStored> bias, ArrayView<TStored> dx)
    {
        if (dx.Length == 0) return;
        Check(shape);
        if (shape.IsDepthwise)
        {
            stream.Load(DepthwiseKernels.InputGradient<TStored, TSum, TFormat>).LaunchOver(stream, new Index3D(shape.Input.Volume, shape.InChannels, shape.Batch), dy, w, bias, dx, shape);
            return;
        }
        if (shape.IsPointwise && shape.Groups == 1)
        {
            Pointwise(stream, shape.Batch, shape.InChannels, shape.OutChannels, shape.Output.Volume, new(w, 1, shape.InChannels), dy, bias, dx);
            return;
        }
        for (int d = 0; d < shape.Stride.D; d++)
        {
            for (int h = 0; h < shape.Stride.H; h++)
            {
                for (int v = 0; v < shape.Stride.W; v++)
                {
                    var pd = Phase.Of(shape.Input.D, shape.Stride.D, shape.Padding.D, shape.Dilation.D, shape.Kernel.D, d);
                    var ph = Phase.Of(shape.Input.H, shape.Stride.H, shape.Padding.H, shape.Dilation.H, shape.Kernel.H, h);
                    var pw = Phase.Of(shape.Input.W, shape.Stride.W, shape.Padding.W, shape.Dilation.W, shape.Kernel.W, v);
                    if (pd.Positions > 0 && ph.Positions > 0 && pw.Positions > 0) InputGradient(stream, shape, pd, ph, pw, dy, w, bias, dx);
                }
            }
        }
    }

    /// <summary>dw of the forward convolution.</summary>
    public static void WeightGradient(AcceleratorStream stream, in ConvShape shape, ArrayView<TStored> x, ArrayView<TStored> dy, ArrayView<TStored> dw)
    {
        if (dw.Length == 0) return;
        Check(shape);
        if (shape.IsDepthwise)
        {
            var group = new Index3D(stream.Accelerator.Limits.IsCpu ? 1 : DepthwiseKernels.GroupSize, 1, 1);
            var kernel = stream.Accelerator.LoadKernel(((Action<ArrayView<TStored>, ArrayView<TStored>, ArrayView<TStored>, ConvShape>)DepthwiseKernels.WeightGradient<TStored, TSum, TFormat>).Method, group);
            kernel.Launch(stream, new KernelConfig(new Index3D(checked((int)dw.Length), 1, 1), group), x, dy, dw, shape);
            return;
        }
        bool wide = shape.Output.Volume % 4 == 0 && dy.Address % (4 * Interop.SizeOf<TStored>()) == 0;
        if (wide) WeightGradient<Yes>(stream, shape, x, dy, dw);
        else WeightGradient<No>(stream, shape, x, dy, dw);
    }

    /// <summary>Patches as columns.</summary>
    public static void Unfold(AcceleratorStream stream, in ConvShape shape, ArrayView<TStored> x, ArrayView<TStored> y)
    {
        if (y.Length == 0) return;
        stream.Load(DepthwiseKernels.Unfold<TStored>).LaunchOver(stream, new Index3D(shape.Output.Volume, shape.InChannels * shape.Kernel.Volume, shape.Batch), x, y, shape);
    }

    /// <summary>Columns added up where their patches lie.</summary>
    public static void Fold(AcceleratorStream stream, in ConvShape shape, ArrayView<TStored> x, ArrayView<TStored> y)
    {
        if (y.Length == 0) return;
        stream.Load(DepthwiseKernels.Fold<TStored, TSum, TFormat>).LaunchOver(stream, new Index3D(shape.Input.Volume, shape.InChannels, shape.Batch), x, y, shape);
    }

    /// <summary>One product for each image: weights [rows, terms] · image [terms, places].</summary>
    private static void Pointwise(AcceleratorStream stream, int batch, int rows, int terms, int places, MatrixOperand<TStored> weights, ArrayView<TStored> images, ArrayView<TStored> bias, ArrayView<TStored> y) =>
        MatMul<TStored, TSum, TFormat>.Run(stream, new MatMulShape(rows, places, terms, Third: batch), weights, new(images, places, 1, ThirdStride: (long)terms * places), y,
            new RowBias<TStored, TSum, TFormat> { Bias = bias });

    private static void Forward<TLayout>(AcceleratorStream stream, in ConvShape shape, in PatchGeometry geometry, ArrayView<TStored> x, in MatrixOperand<TStored> weights, ArrayView<TStored> bias, ArrayView<TStored> y, bool wide)
        where TLayout : struct, IPanelLayout
    {
        var left = new MatrixPanel<TStored, TSum, TFormat, TLayout>
        {
            Data = weights.Data,
            OuterStride = weights.RowStride,
            KStride = 1,
            FirstStride = weights.FirstStride,
            Outer = shape.GroupOut,
        };
        var extent = new MatMulExtent(shape.GroupOut, checked(shape.Batch * shape.Output.Volume), shape.PatchSize) { BatchCount = shape.Groups, SecondLength = 1, ThirdLength = 1 };
        if (wide) Run(stream, left, geometry, x, Result<Yes>(shape.OutChannels, shape.GroupOut, shape.Output, default, s_ones, shape.Output, bias, y, extent.N), extent);
        else Run(stream, left, geometry, x, Result<No>(shape.OutChannels, shape.GroupOut, shape.Output, default, s_ones, shape.Output, bias, y, extent.N), extent);
    }

    private static void InputGradient(AcceleratorStream stream, in ConvShape shape, in Phase d, in Phase h, in Phase w, ArrayView<TStored> dy, ArrayView<TStored> weights, ArrayView<TStored> bias, ArrayView<TStored> dx)
    {
        var positions = new Extent3(d.Positions, h.Positions, w.Positions);
        var taps = new Extent3(d.Taps, h.Taps, w.Taps);
        var geometry = new PatchGeometry
        {
            Channels = shape.OutChannels,
            GroupChannels = shape.GroupOut,
            Image = shape.Output,
            Positions = positions,
            Taps = taps,
            Stride = s_ones,
            Start = new(d.Start, h.Start, w.Start),
            Step = new(d.Step, h.Step, w.Step),
        };
        var left = new TapWeightPanel<TStored, TSum, TFormat>
        {
            Data = weights,
            InChannels = shape.GroupIn,
            OutChannels = shape.GroupOut,
            Kernel = shape.Kernel,
            Start = new(d.FirstTap, h.FirstTap, w.FirstTap),
            Step = new(d.TapStep, h.TapStep, w.TapStep),
            Taps = new(taps.D, taps.H, taps.W),
        };
        var extent = new MatMulExtent(shape.GroupIn, checked(shape.Batch * positions.Volume), shape.GroupOut * taps.Volume) { BatchCount = shape.Groups, SecondLength = 1, ThirdLength = 1 };
        var phase = new Extent3(d.Remainder, h.Remainder, w.Remainder);
        bool wide = shape.Stride == s_ones && shape.Input.Volume % 4 == 0 && dx.Address % (4 * Interop.SizeOf<TStored>()) == 0;
        if (wide) Run(stream, left, geometry, dy, Result<Yes>(shape.InChannels, shape.GroupIn, shape.Input, phase, shape.Stride, positions, bias, dx, extent.N), extent);
        else Run(stream, left, geometry, dy, Result<No>(shape.InChannels, shape.GroupIn, shape.Input, phase, shape.Stride, positions, bias, dx, extent.N), extent);
    }

    private static void WeightGradient<TWide>(AcceleratorStream stream, in ConvShape shape, ArrayView<TStored> x, ArrayView<TStored> dy, ArrayView<TStored> dw)
        where TWide : struct, IFlag
    {
        var extent = new MatMulExtent(shape.GroupOut, shape.PatchSize, checked(shape.Batch * shape.Output.Volume)) { BatchCount = shape.Groups, SecondLength = 1, ThirdLength = 1 };
        var left = new ChannelPanel<TStored, TSum, TFormat, TWide> { Data = dy, Channels = shape.OutChannels, GroupChannels = shape.GroupOut, Positions = new(Math.Max(1, shape.Output.Volume)) };
        var geometry = Geometry(shape);
        var result = new DenseResult<TStored, TSum, TFormat, NoEpilogue<TSum>, No> { Data = dw, Rows = extent.M, Columns = extent.N };
        if (AreNeighbours(geometry)) Run(stream, left, TapColumns<NeighbourPositions>(geometry, x, extent.N), result, extent);
        else Run(stream, left, TapColumns<ApartPositions>(geometry, x, extent.N), result, extent);
    }

    private static TapColumnPanel<TStored, TSum, TFormat, TVector> TapColumns<TVector>(in PatchGeometry geometry, ArrayView<TStored> images, int columns) where TVector : struct, IVectorPositions => new()
    {
        Data = images,
        Geometry = geometry,
        Positions = new(geometry.Positions.D, geometry.Positions.H, geometry.Positions.W),
        Taps = new(geometry.Taps.D, geometry.Taps.H, geometry.Taps.W),
        Columns = columns,
    };

    /// <summary>The patches that the forward convolution reads.</summary>
    private static PatchGeometry Geometry(in ConvShape shape) => new()
    {
        Channels = shape.InChannels,
        GroupChannels = shape.GroupIn,
        Image = shape.Input,
        Positions = shape.Output,
        Taps = shape.Kernel,
        Stride = shape.Stride,
        Start = new(-shape.Padding.D, -shape.Padding.H, -shape.Padding.W),
        Step = shape.Dilation,
    };

    /// <summary>Whether 4 positions from a multiple of 4 on read neighbours.</summary>
    private static bool AreNeighbours(in PatchGeometry geometry) => geometry.Stride.W == 1 && geometry.Positions.W % 4 == 0;

    /// <summary>result = left · patches of the images.</summary>
    private static void Run<TLeft, TResult>(AcceleratorStream stream, TLeft left, in PatchGeometry geometry, ArrayView<TStored> images, TResult result, MatMulExtent extent)
        where TLeft : unmanaged, IPanel<TSum>
        where TResult : unmanaged, IMatMulResult<TSum>
    {
        if (AreNeighbours(geometry)) Run(stream, left, Patches<NeighbourPositions>(geometry, images, extent.N), result, extent);
        else Run(stream, left, Patches<ApartPositions>(geometry, images, extent.N), result, extent);
    }

    private static PatchPanel<TStored, TSum, TFormat, TVector> Patches<TVector>(in PatchGeometry geometry, ArrayView<TStored> images, int columns) where TVector : struct, IVectorPositions => new()
    {
        Data = images,
        Geometry = geometry,
        Positions = new(geometry.Positions.D, geometry.Positions.H, geometry.Positions.W),
        Taps = new(geometry.Taps.D, geometry.Taps.H, geometry.Taps.W),
        Columns = columns,
    };

    private static ImageResult<TStored, TSum, TFormat, TWide> Result<TWide>(int channels, int groupChannels, Extent3 image, Extent3 start, Extent3 step, Extent3 positions, ArrayView<TStored> bias, ArrayView<TStored> y, int columns)
        where TWide : struct, IFlag => new()
        {
            Data = y,
            Bias = bias,
            Channels = channels,
            GroupChannels = groupChannels,
            Image = image,
            Start = start,
            Step = step,
            Positions = new(positions.D, positions.H, positions.W),
            Columns = columns,
        };

    private static void Run<TLeft, TRight, TResult>(AcceleratorStream stream, TLeft left, TRight right, TResult result, MatMulExtent extent)
        where TLeft : unmanaged, IPanel<TSum>
        where TRight : unmanaged, IPanel<TSum>
        where TResult : unmanaged, IMatMulResult<TSum> =>
        MatMulLaunch<TSum, TStored, TFormat, TLeft, TRight, TResult>.Run(stream, left, right, result, extent, extent.BatchCount == 1, extent.BatchCount == 1, null);

    /// <summary>Places are packed into 16, 16 and 32 bits.</summary>
    private static void Check(in ConvShape shape)
    {
        const int most = 16_000;
        if (Math.Max(shape.Input.D, shape.Output.D) > most || Math.Max(shape.Input.H, shape.Output.H) > most
            || Math.Max(shape.Padding.D, shape.Padding.H) > most || Math.Max(shape.Kernel.D * shape.Dilation.D, shape.Kernel.H * shape.Dilation.H) > most)
            throw new NotSupportedException($"Convolution over an image {shape.Input} on a device: depth, height, padding and reach of the kernel can be at most {most:N0}; put the long axis last.");
    }
}

/// <summary>The places of one axis with one remainder modulo the stride, and the taps that reach them.</summary>
/// <param name="Remainder">First place.</param>
/// <param name="Positions">Number of places.</param>
/// <param name="FirstTap">First tap that reaches them.</param>
/// <param name="TapStep">Distance of such taps.</param>
/// <param name="Taps">Number of such taps.</param>
/// <param name="Start">Position of the output that the first tap connects with the first place.</param>
/// <param name="Step">By how much each further tap moves it.</param>
internal readonly record struct Phase(int Remainder, int Positions, int FirstTap, int TapStep, int Taps, int Start, int Step)
{
    /// <summary>Place i = remainder + stride·q meets output position o by tap t where i + padding = stride·o + dilation·t.</summary>
    public static Phase Of(int length, int stride, int padding, int dilation, int kernel, int remainder)
    {
        int positions = Math.Max(0, (length - remainder + stride - 1) / stride);
        int common = (int)System.Numerics.BigInteger.GreatestCommonDivisor(stride, dilation), tapStep = stride / common;
        for (int first = 0; first < Math.Min(tapStep, kernel); first++)
        {
            int distance = remainder + padding - (first * dilation);
            if (distance % stride == 0)
                return new(remainder, positions, first, tapStep, (kernel - first + tapStep - 1) / tapStep, distance / stride, -(dilation / common));
        }
        return new(remainder, positions, 0, tapStep, 0, 0, 0);
    }
}
