using System.Numerics;

namespace Neuron.Kernels.Cpu;

/// <summary>Unfold (im2col) and fold (col2im): columns [Batch, InChannels · taps, positions] of images. Groups must be 1.</summary>
internal static unsafe class Patches<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Writes the patches of every image as columns.</summary>
    public static void Unfold(in ConvShape shape, nint x, nint columns) =>
        WorkerPool.For(checked(shape.Batch * shape.InChannels), new UnfoldJob { Shape = shape, X = (T*)x, Columns = (T*)columns });

    /// <summary>Adds the columns up where their patches lie; overlaps are summed.</summary>
    public static void Fold(in ConvShape shape, nint columns, nint x) =>
        WorkerPool.For(checked(shape.Batch * shape.InChannels), new FoldJob { Shape = shape, X = (T*)x, Columns = (T*)columns });

    private struct UnfoldJob : IParallelJob
    {
        public ConvShape Shape;
        public T* X, Columns;

        public readonly void Run(int index)
        {
            int kernel = Shape.Kernel.Volume, positions = Shape.Output.Volume;
            T* x = X + ((nint)index * Shape.Input.Volume);
            for (int tap = 0; tap < kernel; tap++)
            {
                T* column = Columns + (((nint)index * kernel) + tap) * positions;
                new Span<T>(column, positions).Clear();
                foreach (var row in new TapRows(Shape, tap)) TapRow.Copy(x + row.Input, Shape.Stride.W, column + row.Output, row.Length);
            }
        }
    }

    private struct FoldJob : IParallelJob
    {
        public ConvShape Shape;
        public T* X, Columns;

        public readonly void Run(int index)
        {
            int kernel = Shape.Kernel.Volume, positions = Shape.Output.Volume;
            T* x = X + ((nint)index * Shape.Input.Volume);
            new Span<T>(x, Shape.Input.Volume).Clear();
            for (int tap = 0; tap < kernel; tap++)
            {
                T* column = Columns + (((nint)index * kernel) + tap) * positions;
                foreach (var row in new TapRows(Shape, tap))
                    TapRow.AddScaled(column + row.Output, 1, x + row.Input, Shape.Stride.W, T.One, row.Length);
            }
        }
    }
}
