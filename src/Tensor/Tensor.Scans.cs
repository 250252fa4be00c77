using Neuron.Kernels.Operators;
using Neuron.Primitives;

namespace Neuron;

public sealed partial class Tensor
{
    /// <summary>Running sum along an axis. Bools and small integers add up as int64.</summary>
    public Tensor CumSum(int axis) => Dispatcher.Run(new Scan(ScanOperator.Sum, Shape.Axis(axis, "CumSum")), DType.IsFloatingPoint ? this : To(DType.Int64));

    /// <summary>Running product along an axis. Bools and small integers multiply as int64.</summary>
    public Tensor CumProd(int axis) => Dispatcher.Run(new Scan(ScanOperator.Product, Shape.Axis(axis, "CumProd")), DType.IsFloatingPoint ? this : To(DType.Int64));

    /// <summary>Running log Σ eˣ along an axis, without overflow.</summary>
    public Tensor LogCumSumExp(int axis) => Dispatcher.Run(new Scan(ScanOperator.LogSumExp, Shape.Axis(axis, "LogCumSumExp")), AsFloatingPoint());

    /// <summary>Running maximum along an axis, and the positions (int64) at which it was reached last.</summary>
    public (Tensor Values, Tensor Positions) CumMax(int axis) => CumulativeExtremum(true, axis, "CumMax");

    /// <summary>Running minimum along an axis, and the positions (int64) at which it was reached last.</summary>
    public (Tensor Values, Tensor Positions) CumMin(int axis) => CumulativeExtremum(false, axis, "CumMin");

    /// <summary>The linear recurrence h_i = a_i · h_{i−1} + b_i along an axis, from h_{−1} = 0; b is this tensor.</summary>
    /// <exception cref="ShapeException">The shapes do not broadcast to each other.</exception>
    public Tensor LinearRecurrence(Tensor a, int axis)
    {
        ArgumentNullException.ThrowIfNull(a);
        var shape = Shape.Broadcast(Shape, a.Shape);
        var dtype = DTypes.Promote(AsFloatingPoint().DType, a.DType);
        return Dispatcher.Run(new LinearScan(shape.Axis(axis, "LinearRecurrence")), a.To(dtype).Expand(shape), To(dtype).Expand(shape));
    }

    /// <summary>x_{i+1} − x_i along an axis, which becomes one shorter; <paramref name="order"/> times over.</summary>
    public Tensor Diff(int axis = -1, int order = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(order);
        int at = Shape.Axis(axis, "Diff");
        var y = this;
        for (; order > 0; order--) y = y.Slice(at, 1) - y.Slice(at, 0, Math.Max(0, y.Shape[at] - 1));
        return y;
    }

    /// <summary>Integral along an axis by the trapezoidal rule, for samples at a distance of <paramref name="step"/>.</summary>
    public Tensor Trapezoid(int axis = -1, double step = 1)
    {
        int at = Shape.Axis(axis, "Trapezoid");
        return (Slice(at, 1) + Slice(at, 0, Math.Max(0, Shape[at] - 1))).Sum(at) * (step / 2);
    }

    private (Tensor Values, Tensor Positions) CumulativeExtremum(bool largest, int axis, string operation)
    {
        int at = Shape.Axis(axis, operation);
        var positions = Dispatcher.Run(new ArgScan(largest, at), this);
        return (Gather(at, positions), positions);
    }
}
