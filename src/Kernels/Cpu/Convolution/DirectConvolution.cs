using System.Numerics;

namespace Neuron.Kernels.Cpu;

/// <summary>Convolutions with few channels a group (depthwise ones): for each tap, whole image rows at once.</summary>
internal static unsafe class DirectConvolution<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static void Forward(in ConvShape shape, T* x, T* w, T* bias, T* y) =>
        WorkerPool.For(checked(shape.Batch * shape.OutChannels), new ForwardJob { Shape = shape, X = x, W = w, Bias = bias, Y = y });

    public static void InputGradient(in ConvShape shape, T* dy, T* w, T* bias, T* dx) =>
        WorkerPool.For(checked(shape.Batch * shape.InChannels), new InputJob { Shape = shape, Dy = dy, W = w, Bias = bias, Dx = dx });

    public static void WeightGradient(in ConvShape shape, T* x, T* dy, T* dw) =>
        WorkerPool.For(shape.OutChannels, new WeightJob { Shape = shape, X = x, Dy = dy, Dw = dw });

    private struct ForwardJob : IParallelJob
    {
        public ConvShape Shape;
        public T* X, W, Bias, Y;

        public readonly void Run(int index)
        {
            var (image, o) = Math.DivRem(index, Shape.OutChannels);
            int inVolume = Shape.Input.Volume, kernel = Shape.Kernel.Volume, firstIn = o / Shape.GroupOut * Shape.GroupIn;
            T* y = Y + ((nint)index * Shape.Output.Volume);
            new Span<T>(y, Shape.Output.Volume).Fill(Bias is null ? T.Zero : Bias[o]);
            for (int c = 0; c < Shape.GroupIn; c++)
            {
                T* x = X + (((nint)image * Shape.InChannels) + firstIn + c) * inVolume;
                T* w = W + (((nint)o * Shape.GroupIn) + c) * kernel;
                for (int tap = 0; tap < kernel; tap++)
                {
                    T weight = w[tap];
                    foreach (var row in new TapRows(Shape, tap))
                        TapRow.AddScaled(x + row.Input, Shape.Stride.W, y + row.Output, 1, weight, row.Length);
                }
            }
        }
    }

    private struct InputJob : IParallelJob
    {
        public ConvShape Shape;
        public T* Dy, W, Bias, Dx;

        public readonly void Run(int index)
        {
            var (image, c) = Math.DivRem(index, Shape.InChannels);
            var (group, inside) = Math.DivRem(c, Shape.GroupIn);
            int kernel = Shape.Kernel.Volume;
            T* dx = Dx + ((nint)index * Shape.Input.Volume);
            new Span<T>(dx, Shape.Input.Volume).Fill(Bias is null ? T.Zero : Bias[c]);
            for (int o = group * Shape.GroupOut; o < (group + 1) * Shape.GroupOut; o++)
            {
                T* dy = Dy + (((nint)image * Shape.OutChannels) + o) * Shape.Output.Volume;
                T* w = W + (((nint)o * Shape.GroupIn) + inside) * kernel;
                for (int tap = 0; tap < kernel; tap++)
                {
                    T weight = w[tap];
                    foreach (var row in new TapRows(Shape, tap))
                        TapRow.AddScaled(dy + row.Output, 1, dx + row.Input, Shape.Stride.W, weight, row.Length);
                }
            }
        }
    }

    private struct WeightJob : IParallelJob
    {
        public ConvShape Shape;
        public T* X, Dy, Dw;

        public readonly void Run(int o)
        {
            int kernel = Shape.Kernel.Volume, firstIn = o / Shape.GroupOut * Shape.GroupIn;
            for (int c = 0; c < Shape.GroupIn; c++)
            {
                for (int tap = 0; tap < kernel; tap++)
                {
                    T sum = T.Zero;
                    for (int image = 0; image < Shape.Batch; image++)
                    {
                        T* x = X + (((nint)image * Shape.InChannels) + firstIn + c) * Shape.Input.Volume;
                        T* dy = Dy + (((nint)image * Shape.OutChannels) + o) * Shape.Output.Volume;
                        T ofImage = T.Zero;
                        foreach (var row in new TapRows(Shape, tap))
                            ofImage += TapRow.Dot(x + row.Input, Shape.Stride.W, dy + row.Output, row.Length);
                        sum += ofImage;
                    }
                    Dw[((((nint)o * Shape.GroupIn) + c) * kernel) + tap] = sum;
                }
            }
        }
    }
}
