using Neuron.Kernels.Cpu;

namespace Neuron.Kernels.Gpu;

/// <summary>Convolutions with few channels a group, and patches as columns: each result is worked out by itself, straight from the images.</summary>
internal static class DepthwiseKernels
{
    /// <summary>Work-items that share a sum of <see cref="WeightGradient"/>.</summary>
    public const int GroupSize = 256;

    /// <summary>y = w ∗ x + bias; an empty bias is none. Index: X position, Y output channel, Z image.</summary>
    public static void Forward<TStored, TSum, TFormat>(Index3D index, ArrayView<TStored> x, ArrayView<TStored> w, ArrayView<TStored> bias, ArrayView<TStored> y, ConvShape shape)
        where TStored : unmanaged
        where TSum : unmanaged
        where TFormat : struct, INumericFormat<TStored, TSum>
    {
        int channel = index.Y, group = channel / shape.GroupOut;
        int d = index.X / (shape.Output.H * shape.Output.W), inPlane = index.X % (shape.Output.H * shape.Output.W);
        int d0 = (d * shape.Stride.D) - shape.Padding.D;
        int h0 = (inPlane / shape.Output.W * shape.Stride.H) - shape.Padding.H;
        int w0 = (inPlane % shape.Output.W * shape.Stride.W) - shape.Padding.W;
        TSum sum = default;
        if (bias.Length > 0) sum = TFormat.Widen(bias[channel]);
        long weight = (long)channel * shape.GroupIn * shape.Kernel.Volume;
        for (int i = 0; i < shape.GroupIn; i++)
        {
            long image = (((long)index.Z * shape.InChannels) + (group * shape.GroupIn) + i) * shape.Input.Volume;
            for (int kd = 0; kd < shape.Kernel.D; kd++)
            {
                int dd = d0 + (kd * shape.Dilation.D);
                for (int kh = 0; kh < shape.Kernel.H; kh++)
                {
                    int hh = h0 + (kh * shape.Dilation.H);
                    for (int kw = 0; kw < shape.Kernel.W; kw++)
                    {
                        int ww = w0 + (kw * shape.Dilation.W);
                        if ((uint)dd < (uint)shape.Input.D & (uint)hh < (uint)shape.Input.H & (uint)ww < (uint)shape.Input.W)
                            sum = TFormat.MultiplyAdd(TFormat.Widen(w[weight]), TFormat.Widen(x[image + (((dd * shape.Input.H) + hh) * shape.Input.W) + ww]), sum);
                        weight++;
                    }
                }
            }
        }
        y[(((((long)index.Z * shape.OutChannels) + channel) * shape.Output.Volume) + index.X)] = TFormat.Narrow(sum);
    }

    /// <summary>dx of <see cref="Forward"/>, plus a bias by input channel; an empty bias is none. Index: X place, Y input channel, Z image.</summary>
    public static void InputGradient<TStored, TSum, TFormat>(Index3D index, ArrayView<TStored> dy, ArrayView<TStored> w, ArrayView<TStored> bias, ArrayView<TStored> dx, ConvShape shape)
        where TStored : unmanaged
        where TSum : unmanaged
        where TFormat : struct, INumericFormat<TStored, TSum>
    {
        int channel = index.Y, group = channel / shape.GroupIn;
        int d = index.X / (shape.Input.H * shape.Input.W), inPlane = index.X % (shape.Input.H * shape.Input.W);
        int d0 = d + shape.Padding.D, h0 = (inPlane / shape.Input.W) + shape.Padding.H, w0 = (inPlane % shape.Input.W) + shape.Padding.W;
        TSum sum = default;
        if (bias.Length > 0) sum = TFormat.Widen(bias[channel]);
        for (int o = 0; o < shape.GroupOut; o++)
        {
            int output = (group * shape.GroupOut) + o;
            long image = (((long)index.Z * shape.OutChannels) + output) * shape.Output.Volume;
            long weight = (((long)output * shape.GroupIn) + (channel % shape.GroupIn)) * shape.Kernel.Volume;
            for (int kd = 0; kd < shape.Kernel.D; kd++)
            {
                int dd = PositionOf(d0 - (kd * shape.Dilation.D), shape.Stride.D, shape.Output.D);
                for (int kh = 0; kh < shape.Kernel.H; kh++)
                {
                    int hh = PositionOf(h0 - (kh * shape.Dilation.H), shape.Stride.H, shape.Output.H);
                    for (int kw = 0; kw < shape.Kernel.W; kw++)
                    {
                        int ww = PositionOf(w0 - (kw * shape.Dilation.W), shape.Stride.W, shape.Output.W);
                        if ((dd | hh | ww) >= 0)
                            sum = TFormat.MultiplyAdd(TFormat.Widen(w[weight]), TFormat.Widen(dy[image + (((dd * shape.Output.H) + hh) * shape.Output.W) + ww]), sum);
                        weight++;
                    }
                }
            }
        }
        dx[(((((long)index.Z * shape.InChannels) + channel) * shape.Input.Volume) + index.X)] = TFormat.Narrow(sum);
    }

    /// <summary>dw of <see cref="Forward"/>: a group adds up one weight's products over images and positions.</summary>
    /// <remarks>Grid: X weights [output channel, channel of the group, tap]. Shared: GroupSize sums.</remarks>
    public static void WeightGradient<TStored, TSum, TFormat>(ArrayView<TStored> x, ArrayView<TStored> dy, ArrayView<TStored> dw, ConvShape shape)
        where TStored : unmanaged
        where TSum : unmanaged
        where TFormat : struct, INumericFormat<TStored, TSum>
    {
        var scratch = SharedMemory.Allocate<TSum>(GroupSize);
        int tap = Grid.IdxX % shape.Kernel.Volume, pair = Grid.IdxX / shape.Kernel.Volume;
        int output = pair / shape.GroupIn, input = (output / shape.GroupOut * shape.GroupIn) + (pair % shape.GroupIn);
        int d0 = (tap / (shape.Kernel.H * shape.Kernel.W) * shape.Dilation.D) - shape.Padding.D;
        int h0 = (tap / shape.Kernel.W % shape.Kernel.H * shape.Dilation.H) - shape.Padding.H;
        int w0 = (tap % shape.Kernel.W * shape.Dilation.W) - shape.Padding.W;
        TSum sum = default;
        for (int n = 0; n < shape.Batch; n++)
        {
            long image = (((long)n * shape.InChannels) + input) * shape.Input.Volume;
            long gradient = (((long)n * shape.OutChannels) + output) * shape.Output.Volume;
            for (int position = Group.IdxX; position < shape.Output.Volume; position += Group.DimX)
            {
                int dd = d0 + (position / (shape.Output.H * shape.Output.W) * shape.Stride.D);
                int hh = h0 + (position / shape.Output.W % shape.Output.H * shape.Stride.H);
                int ww = w0 + (position % shape.Output.W * shape.Stride.W);
                if ((uint)dd < (uint)shape.Input.D & (uint)hh < (uint)shape.Input.H & (uint)ww < (uint)shape.Input.W)
                    sum = TFormat.MultiplyAdd(TFormat.Widen(dy[gradient + position]), TFormat.Widen(x[image + (((dd * shape.Input.H) + hh) * shape.Input.W) + ww]), sum);
            }
        }
        scratch[Group.IdxX] = sum;
        Group.Barrier();
        for (int half = Group.DimX / 2; half > 0; half /= 2)
        {
            if (Group.IdxX < half) scratch[Group.IdxX] = TFormat.Add(scratch[Group.IdxX], scratch[Group.IdxX + half]);
            Group.Barrier();
        }
        if (Group.IdxX == 0) dw[Grid.IdxX] = TFormat.Narrow(scratch[0]);
    }

    /// <summary>y[n, (c, tap), position] = x at the tap's place, 0 outside. Index: X position, Y (channel, tap), Z image.</summary>
    public static void Unfold<T>(Index3D index, ArrayView<T> x, ArrayView<T> y, ConvShape shape) where T : unmanaged
    {
        int tap = index.Y % shape.Kernel.Volume, channel = index.Y / shape.Kernel.Volume;
        int d = (index.X / (shape.Output.H * shape.Output.W) * shape.Stride.D) + (tap / (shape.Kernel.H * shape.Kernel.W) * shape.Dilation.D) - shape.Padding.D;
        int h = (index.X / shape.Output.W % shape.Output.H * shape.Stride.H) + (tap / shape.Kernel.W % shape.Kernel.H * shape.Dilation.H) - shape.Padding.H;
        int w = (index.X % shape.Output.W * shape.Stride.W) + (tap % shape.Kernel.W * shape.Dilation.W) - shape.Padding.W;
        T value = default;
        if ((uint)d < (uint)shape.Input.D & (uint)h < (uint)shape.Input.H & (uint)w < (uint)shape.Input.W)
            value = x[((((long)index.Z * shape.InChannels) + channel) * shape.Input.Volume) + (((d * shape.Input.H) + h) * shape.Input.W) + w];
        y[(((((long)index.Z * shape.InChannels * shape.Kernel.Volume) + index.Y) * shape.Output.Volume) + index.X)] = value;
    }

    /// <summary>The adjoint of <see cref="Unfold"/>: a place adds up its columns' elements, taps in order. Index: X place, Y channel, Z image.</summary>
    public static void Fold<TStored, TSum, TFormat>(Index3D index, ArrayView<TStored> x, ArrayView<TStored> y, ConvShape shape)
        where TStored : unmanaged
        where TSum : unmanaged
        where TFormat : struct, INumericFormat<TStored, TSum>
    {
        int d0 = (index.X / (shape.Input.H * shape.Input.W)) + shape.Padding.D;
        int h0 = (index.X / shape.Input.W % shape.Input.H) + shape.Padding.H;
        int w0 = (index.X % shape.Input.W) + shape.Padding.W;
        long column = ((((long)index.Z * shape.InChannels) + index.Y) * shape.Kernel.Volume) * shape.Output.Volume;
        TSum sum = default;
        for (int tap = 0; tap < shape.Kernel.Volume; tap++)
        {
            int d = PositionOf(d0 - (tap / (shape.Kernel.H * shape.Kernel.W) * shape.Dilation.D), shape.Stride.D, shape.Output.D);
            int h = PositionOf(h0 - (tap / shape.Kernel.W % shape.Kernel.H * shape.Dilation.H), shape.Stride.H, shape.Output.H);
            int w = PositionOf(w0 - (tap % shape.Kernel.W * shape.Dilation.W), shape.Stride.W, shape.Output.W);
            if ((d | h | w) >= 0) sum = TFormat.Add(sum, TFormat.Widen(x[column + (((d * shape.Output.H) + h) * shape.Output.W) + w]));
            column += shape.Output.Volume;
        }
        y[(((((long)index.Z * shape.InChannels) + index.Y) * shape.Input.Volume) + index.X)] = TFormat.Narrow(sum);
    }

    /// <summary>place / stride if that is a position, else −1.</summary>
    private static int PositionOf(int place, int stride, int positions)
    {
        int position = place / stride;
        return place >= 0 && position * stride == place && position < positions ? position : -1;
    }
}
