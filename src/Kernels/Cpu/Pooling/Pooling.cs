using System.Numerics;

namespace Neuron.Kernels.Cpu;

/// <summary>Maximum and average pooling and their gradients, plane by plane.</summary>
internal static unsafe class Pooling<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Maxima and their places in the plane; of equals the first, of NaNs the last.</summary>
    public static void Max(in PoolShape shape, nint x, nint y, nint places) =>
        WorkerPool.For(shape.Planes, new MaxJob { Shape = shape, X = (T*)x, Y = (T*)y, Places = (long*)places });

    /// <summary>Averages: sums over the divisor, the window with its padding, or its elements inside the image.</summary>
    public static void Average(in PoolShape shape, nint x, nint y) =>
        WorkerPool.For(shape.Planes, new AverageJob { Shape = shape, X = (T*)x, Y = (T*)y });

    /// <summary>dx of <see cref="Average"/>.</summary>
    public static void AverageGradient(in PoolShape shape, nint dy, nint dx) =>
        WorkerPool.For(shape.Planes, new AverageGradientJob { Shape = shape, Dy = (T*)dy, Dx = (T*)dx });

    /// <summary>y[p, i] = x[p, places[p, i]] for each plane p.</summary>
    public static void Gather(int planes, int from, int to, nint x, nint places, nint y) =>
        WorkerPool.For(planes, new GatherJob { From = from, To = to, X = (T*)x, Places = (long*)places, Y = (T*)y });

    /// <summary>y = 0, then y[p, places[p, i]] += x[p, i] for each plane p.</summary>
    public static void Scatter(int planes, int from, int to, nint x, nint places, nint y) =>
        WorkerPool.For(planes, new ScatterJob { From = from, To = to, X = (T*)x, Places = (long*)places, Y = (T*)y });

    private struct MaxJob : IParallelJob
    {
        public PoolShape Shape;
        public T* X, Y;
        public long* Places;

        public readonly void Run(int plane)
        {
            T* x = X + ((nint)plane * Shape.Input.Volume), y = Y + ((nint)plane * Shape.Output.Volume);
            long* places = Places + ((nint)plane * Shape.Output.Volume);
            for (int i = 0; i < Shape.Output.D; i++)
            {
                var d = Shape.D(i);
                for (int j = 0; j < Shape.Output.H; j++)
                {
                    var h = Shape.H(j);
                    for (int k = 0; k < Shape.Output.W; k++) *places++ = Largest(x, d, h, Shape.W(k), y++);
                }
            }
        }

        private readonly int Largest(T* x, PoolWindow d, PoolWindow h, PoolWindow w, T* y)
        {
            int place = (((d.Start * Shape.Input.H) + h.Start) * Shape.Input.W) + w.Start;
            T largest = T.NegativeInfinity;
            for (int i = d.Start; i < d.End; i += d.Step)
            {
                for (int j = h.Start; j < h.End; j += h.Step)
                {
                    int line = ((i * Shape.Input.H) + j) * Shape.Input.W;
                    for (int k = w.Start; k < w.End; k += w.Step)
                    {
                        T value = x[line + k];
                        if (!(value > largest) && !T.IsNaN(value)) continue;
                        (largest, place) = (value, line + k);
                    }
                }
            }
            *y = largest;
            return place;
        }
    }

    private struct AverageJob : IParallelJob
    {
        public PoolShape Shape;
        public T* X, Y;

        public readonly void Run(int plane)
        {
            T* x = X + ((nint)plane * Shape.Input.Volume), y = Y + ((nint)plane * Shape.Output.Volume);
            for (int i = 0; i < Shape.Output.D; i++)
            {
                var d = Shape.D(i);
                for (int j = 0; j < Shape.Output.H; j++)
                {
                    var h = Shape.H(j);
                    for (int k = 0; k < Shape.Output.W; k++)
                    {
                        var w = Shape.W(k);
                        *y++ = Sum(x, d, h, w) / Count(Shape, d, h, w);
                    }
                }
            }
        }

        private readonly T Sum(T* x, PoolWindow d, PoolWindow h, PoolWindow w)
        {
            T sum = T.Zero;
            for (int i = d.Start; i < d.End; i++)
            {
                for (int j = h.Start; j < h.End; j++)
                {
                    T* line = x + (((i * Shape.Input.H) + j) * Shape.Input.W);
                    T ofLine = T.Zero;
                    for (int k = w.Start; k < w.End; k++) ofLine += line[k];
                    sum += ofLine;
                }
            }
            return sum;
        }
    }

    private struct AverageGradientJob : IParallelJob
    {
        public PoolShape Shape;
        public T* Dy, Dx;

        public readonly void Run(int plane)
        {
            T* dx = Dx + ((nint)plane * Shape.Input.Volume), dy = Dy + ((nint)plane * Shape.Output.Volume);
            new Span<T>(dx, Shape.Input.Volume).Clear();
            for (int i = 0; i < Shape.Output.D; i++)
            {
                var d = Shape.D(i);
                for (int j = 0; j < Shape.Output.H; j++)
                {
                    var h = Shape.H(j);
                    for (int k = 0; k < Shape.Output.W; k++)
                    {
                        var w = Shape.W(k);
                        Spread(dx, d, h, w, *dy++ / Count(Shape, d, h, w));
                    }
                }
            }
        }

        private readonly void Spread(T* dx, PoolWindow d, PoolWindow h, PoolWindow w, T share)
        {
            for (int i = d.Start; i < d.End; i++)
            {
                for (int j = h.Start; j < h.End; j++)
                {
                    T* line = dx + (((i * Shape.Input.H) + j) * Shape.Input.W);
                    for (int k = w.Start; k < w.End; k++) line[k] += share;
                }
            }
        }
    }

    private struct GatherJob : IParallelJob
    {
        public int From, To;
        public T* X, Y;
        public long* Places;

        public readonly void Run(int plane)
        {
            T* x = X + ((nint)plane * From), y = Y + ((nint)plane * To);
            long* places = Places + ((nint)plane * To);
            for (int i = 0; i < To; i++) y[i] = x[places[i]];
        }
    }

    private struct ScatterJob : IParallelJob
    {
        public int From, To;
        public T* X, Y;
        public long* Places;

        public readonly void Run(int plane)
        {
            T* x = X + ((nint)plane * From), y = Y + ((nint)plane * To);
            long* places = Places + ((nint)plane * From);
            new Span<T>(y, To).Clear();
            for (int i = 0; i < From; i++) y[places[i]] += x[i];
        }
    }

    private static T Count(in PoolShape shape, PoolWindow d, PoolWindow h, PoolWindow w)
    {
        if (shape.Divisor != 0) return T.CreateTruncating(shape.Divisor);
        int count = shape.CountPadding ? d.Counted * h.Counted * w.Counted
            : Math.Max(0, d.End - d.Start) * Math.Max(0, h.End - h.Start) * Math.Max(0, w.End - w.Start);
        return T.CreateTruncating(count);
    }
}
