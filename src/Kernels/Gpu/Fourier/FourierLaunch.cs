using System.Numerics;
using Neuron.Kernels.Runtime;

namespace Neuron.Kernels.Gpu;

/// <summary>Fourier transforms of dense rows on a device, not scaled; complex numbers lie as (real, imaginary) pairs.</summary>
/// <remarks>Lengths of factors 2, 3, 5 and 7 take one pass for each 8, 4 or odd factor; others are convolved with a chirp (Bluestein).</remarks>
internal static class FourierLaunch<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Rows of one launch: CUDA has at most 65,535 groups along the second axis, of 8 rows by default.</summary>
    internal const int MostRows = 1 << 18;

    /// <summary>y[r, k] = Σₙ x[r, n]·exp(∓2πi·kn/N): minus forward, plus inverse. Shapes: x, y [rows, N, 2], different memory.</summary>
    public static void Complex(AcceleratorStream stream, bool inverse, int length, int rows, ArrayView<T> x, ArrayView<T> y)
    {
        if (rows == 0 || length == 0) return;
        for (int rest = rows - MostRows; rest > 0; rest = rows - MostRows)
        {
            long done = 2L * length * MostRows;
            Complex(stream, inverse, length, MostRows, x.SubView(0, done), y.SubView(0, done));
            (x, y, rows) = (x.SubView(done), y.SubView(done), rest);
        }
        if (Factor(length) is { } radices) Passes(stream, inverse, length, rows, radices, x, y);
        else Bluestein(stream, inverse, length, rows, x, y);
    }

    /// <summary>Shapes: x [rows, N], y [rows, N/2 + 1, 2].</summary>
    public static void RealForward(AcceleratorStream stream, int length, int rows, ArrayView<T> x, ArrayView<T> y)
    {
        if (rows == 0) return;
        for (int rest = rows - MostRows; rest > 0; rest = rows - MostRows)
        {
            long samples = (long)length * MostRows, values = 2L * ((length / 2) + 1) * MostRows;
            RealForward(stream, length, MostRows, x.SubView(0, samples), y.SubView(0, values));
            (x, y, rows) = (x.SubView(samples), y.SubView(values), rest);
        }
        var accelerator = stream.Accelerator;
        if (length % 2 == 0)
        {
            int half = length / 2;
            using var z = accelerator.Allocate1D<T>((long)rows * length);
            Complex(stream, false, half, rows, x, z.View);
            stream.Load(FourierKernels.SplitPairs<T>).LaunchOver(stream, new Index2D(half + 1, rows), z.View, y, FourierTables<T>.Of(accelerator).Roots(length), half);
            return;
        }
        using var full = accelerator.Allocate1D<T>(2L * rows * length);
        using var spectrum = accelerator.Allocate1D<T>(2L * rows * length);
        stream.Load(FourierKernels.FromReal<T>).LaunchOver(stream, new Index2D(length, rows), x, full.View, length);
        Complex(stream, false, length, rows, full.View, spectrum.View);
        stream.Load(FourierKernels.Head<T>).LaunchOver(stream, new Index2D((length / 2) + 1, rows), spectrum.View, y, length, (length / 2) + 1);
    }

    /// <summary>Shapes: x [rows, N/2 + 1, 2], y [rows, N].</summary>
    public static void RealInverse(AcceleratorStream stream, int length, int rows, ArrayView<T> x, ArrayView<T> y)
    {
        if (rows == 0 || length == 0) return;
        for (int rest = rows - MostRows; rest > 0; rest = rows - MostRows)
        {
            long samples = (long)length * MostRows, values = 2L * ((length / 2) + 1) * MostRows;
            RealInverse(stream, length, MostRows, x.SubView(0, values), y.SubView(0, samples));
            (x, y, rows) = (x.SubView(values), y.SubView(samples), rest);
        }
        var accelerator = stream.Accelerator;
        if (length % 2 == 0)
        {
            int half = length / 2;
            using var z = accelerator.Allocate1D<T>((long)rows * length);
            stream.Load(FourierKernels.JoinPairs<T>).LaunchOver(stream, new Index2D(half, rows), x, z.View, FourierTables<T>.Of(accelerator).Roots(length), half);
            Complex(stream, true, half, rows, z.View, y);
            return;
        }
        using var full = accelerator.Allocate1D<T>(2L * rows * length);
        using var signal = accelerator.Allocate1D<T>(2L * rows * length);
        stream.Load(FourierKernels.Mirror<T>).LaunchOver(stream, new Index2D(length, rows), x, full.View, length);
        Complex(stream, true, length, rows, full.View, signal.View);
        stream.Load(FourierKernels.RealParts<T>).LaunchOver(stream, new Index2D(length, rows), signal.View, y, length);
    }

    /// <summary>y[r, f·hop + l] += x[r, f, l], y zero at first. Shapes: x [rows, frames, length], y [rows, total].</summary>
    public static void OverlapAdd(AcceleratorStream stream, int frames, int length, int hop, int total, ArrayView<T> x, ArrayView<T> y)
    {
        if (y.Length > 0) stream.Load(FourierKernels.OverlapAdd<T>).LaunchOver(stream, new Index2D(total, checked((int)(y.Length / total))), x, y, frames, length, hop, total);
    }

    /// <summary>Radices whose product is the length, or null.</summary>
    internal static List<int>? Factor(int length)
    {
        var radices = new List<int>();
        foreach (int radix in (ReadOnlySpan<int>)[7, 5, 3, 8, 4, 2])
        {
            while (length % radix == 0)
            {
                radices.Add(radix);
                length /= radix;
            }
        }
        if (length > 1) return null;
        if (radices.Count == 0) radices.Add(1);
        return radices;
    }

    private static void Passes(AcceleratorStream stream, bool inverse, int length, int rows, List<int> radices, ArrayView<T> x, ArrayView<T> y)
    {
        if (length == 1)
        {
            stream.Accelerator.Copy(x, y, stream);
            return;
        }
        using var memory = radices.Count > 1 ? stream.Accelerator.Allocate1D<T>(2L * rows * length) : null;
        var roots = FourierTables<T>.Of(stream.Accelerator).Roots(length);
        var from = x;
        int done = 1;
        for (int i = 0; i < radices.Count; i++)
        {
            // the last pass ends in y
            var to = (radices.Count - 1 - i) % 2 == 0 ? y : memory!.View;
            Pass(stream, radices[i]).LaunchOver(stream, new Index2D(length / radices[i], rows), from, to, roots, length, done, inverse ? 1 : 0);
            done *= radices[i];
            from = to;
        }
    }

    private static Kernel Pass(AcceleratorStream stream, int radix) => radix switch
    {
        2 => stream.Load(FourierKernels.Pass<T, Radix2>),
        3 => stream.Load(FourierKernels.Pass<T, Radix3>),
        4 => stream.Load(FourierKernels.Pass<T, Radix4>),
        5 => stream.Load(FourierKernels.Pass<T, Radix5>),
        7 => stream.Load(FourierKernels.Pass<T, Radix7>),
        _ => stream.Load(FourierKernels.Pass<T, Radix8>),
    };

    /// <summary>X[k] = c[k]·Σₙ (x[n]·c[n])·c̄[k − n]: a convolution, done by transforms of a power of two's length.</summary>
    private static void Bluestein(AcceleratorStream stream, bool inverse, int length, int rows, ArrayView<T> x, ArrayView<T> y)
    {
        int padded = checked((int)BitOperations.RoundUpToPowerOf2((uint)((2L * length) - 1)));
        var tables = FourierTables<T>.Of(stream.Accelerator);
        using var a = stream.Accelerator.Allocate1D<T>(2L * rows * padded);
        using var b = stream.Accelerator.Allocate1D<T>(2L * rows * padded);
        int exchanged = inverse ? 1 : 0;
        stream.Load(FourierKernels.ChirpIn<T>).LaunchOver(stream, new Index2D(padded, rows), x, a.View, tables.Chirp(length), length, padded, exchanged);
        Complex(stream, false, padded, rows, a.View, b.View);
        stream.Load(FourierKernels.MultiplyRows<T>).LaunchOver(stream, new Index2D(padded, rows), b.View, tables.ChirpSpectrum(length, padded), padded);
        Complex(stream, true, padded, rows, b.View, a.View);
        stream.Load(FourierKernels.ChirpOut<T>).LaunchOver(stream, new Index2D(length, rows), a.View, y, tables.Chirp(length), length, padded, exchanged);
    }
}
