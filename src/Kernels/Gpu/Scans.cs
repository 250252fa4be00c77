using System.Numerics;
using Neuron.Kernels.Language;
using Neuron.Kernels.Operators;
using Neuron.Kernels.Runtime;
using static Neuron.Kernels.Gpu.Launching;

namespace Neuron.Kernels.Gpu;

/// <summary>Launches of <see cref="ScanKernels"/>; operands are dense, seen as [outer, n, inner].</summary>
internal static class Scans
{
    public static void Run<T>(AcceleratorStream stream, ScanOperator op, ArrayView<T> x, ArrayView<T> y, int n, int inner)
        where T : unmanaged, INumber<T>
    {
        switch (op)
        {
            case ScanOperator.Sum: Run<T, Add<T>>(stream, x, y, n, inner); break;
            case ScanOperator.Product: Run<T, Multiply<T>>(stream, x, y, n, inner); break;
            default: throw new NotSupportedException($"{op}: not defined for integers; convert to a floating-point dtype first.");
        }
    }

    /// <summary>As <see cref="Run{T}"/>, and the operators that only floating-point numbers have.</summary>
    public static void RunOfReals<T>(AcceleratorStream stream, ScanOperator op, ArrayView<T> x, ArrayView<T> y, int n, int inner)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (op == ScanOperator.LogSumExp) Run<T, LogAddExp<T>>(stream, x, y, n, inner);
        else if (op == ScanOperator.Sum && typeof(T) == typeof(float)) Sum(stream, x, y, n, inner);
        else Run(stream, op, x, y, n, inner);
    }

    public static void Linear<T>(AcceleratorStream stream, ArrayView<T> a, ArrayView<T> b, ArrayView<T> h, int n, int inner)
        where T : unmanaged, INumber<T>
    {
        if (h.Length > 0) stream.Load(ScanKernels.Linear<T>).LaunchOver(stream, Items(h.Length / n), a, b, h, n, inner);
    }

    public static void Positions<T>(AcceleratorStream stream, bool largest, ArrayView<T> x, ArrayView<long> y, int n, int inner)
        where T : unmanaged, INumber<T>
    {
        if (y.Length > 0) stream.Load(ScanKernels.Positions<T>).LaunchOver(stream, Items(y.Length / n), x, y, n, inner, largest ? 1 : 0);
    }

    private static void Sum<T>(AcceleratorStream stream, ArrayView<T> x, ArrayView<T> y, int n, int inner)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (y.Length > 0) stream.Load(ScanKernels.Sum<T>).LaunchOver(stream, Items(y.Length / n), x, y, n, inner);
    }

    private static void Run<T, TOp>(AcceleratorStream stream, ArrayView<T> x, ArrayView<T> y, int n, int inner)
        where T : unmanaged
        where TOp : unmanaged, IBinaryOperator<T>
    {
        if (y.Length > 0) stream.Load(ScanKernels.Scan<T, TOp>).LaunchOver(stream, Items(y.Length / n), x, y, n, inner);
    }
}
