using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

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
                    int k = 0;
                    if (typeof(T) == typeof(float) && Avx2.IsSupported && !Shape.Adaptive && Shape.Stride.W <= 2)
                    {
                        // windows that reach over the left edge, then eight at a time
                        int before = Math.Min(Shape.Output.W, (Shape.Padding.W + Shape.Stride.W - 1) / Shape.Stride.W);
                        for (; k < before; k++) *places++ = Largest(x, d, h, Shape.W(k), y++);
                        int inside = Shape.Input.W + Shape.Padding.W - (Shape.Dilation.W * (Shape.Kernel.W - 1));
                        int whole = (Math.Min(Shape.Output.W, (inside + Shape.Stride.W - 1) / Shape.Stride.W) - k) / 8 * 8;
                        if (whole > 0)
                        {
                            LargestOfWhole((float*)x, d, h, (k * Shape.Stride.W) - Shape.Padding.W, whole, (float*)y, places);
                            k += whole;
                            y += whole;
                            places += whole;
                        }
                    }
                    for (; k < Shape.Output.W; k++) *places++ = Largest(x, d, h, Shape.W(k), y++);
                }
            }
        }

        /// <summary>As <see cref="Largest"/> for <paramref name="count"/> windows, a multiple of eight, the first of which starts at <paramref name="first"/>.</summary>
        [MethodImpl(JitOptions.Kernel)]
        private readonly void LargestOfWhole(float* x, PoolWindow d, PoolWindow h, int first, int count, float* y, long* places)
        {
            int stride = Shape.Stride.W, step = Shape.Dilation.W, end = first + (step * Shape.Kernel.W);
            int corner = (((d.Start * Shape.Input.H) + h.Start) * Shape.Input.W) + first;
            var lanes = stride * Vector256<int>.Indices;
            for (int o = 0; o < count; o += 8, first += 8 * stride, end += 8 * stride, corner += 8 * stride)
            {
                var place = Vector256.Create(corner) + lanes;
                var largest = Vector256.Create(float.NegativeInfinity);
                for (int i = d.Start; i < d.End; i += d.Step)
                {
                    for (int j = h.Start; j < h.End; j += h.Step)
                    {
                        int line = ((i * Shape.Input.H) + j) * Shape.Input.W;
                        for (int k = first; k < end; k += step)
                        {
                            var value = Vector256.Load(x + line + k);
                            if (stride == 2)
                            {
                                // elements 0, 2 … 14, without reading the one after them
                                var upper = Vector256.Load(x + line + k + 7);
                                value = Avx2.Permute4x64(Avx.Shuffle(value, upper, 0b11_01_10_00).AsDouble(), 0b11_01_10_00).AsSingle();
                            }
                            var taken = Vector256.GreaterThan(value, largest) | ~Vector256.Equals(value, value);
                            largest = Vector256.ConditionalSelect(taken, value, largest);
                            place = Vector256.ConditionalSelect(taken.AsInt32(), Vector256.Create(line + k) + lanes, place);
                        }
                    }
                }
                largest.Store(y + o);
                var (low, high) = Vector256.Widen(place);
                low.Store(places + o);
                high.Store(places + o + 4);
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
