using System.Numerics;
using Neuron.Kernels.Cpu.Recurrent;
using Neuron.Kernels.Gpu;
using Neuron.Kernels.Gpu.Recurrent;
using Neuron.Primitives;
using RecurrentLayer = Neuron.Kernels.Gpu.Recurrent.RecurrentLayer;

namespace Neuron;

internal sealed partial class GpuBackend
{
    public void Recurrence(Recurrence op, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y)
    {
        if (y[0].DType == DType.Float64) Forward<double>(op, x, y);
        else Forward<float>(op, x, y);
    }

    public void RecurrenceGradient(Recurrence op, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y)
    {
        if (y[0].DType == DType.Float64) Backward<double>(op, x, y);
        else Backward<float>(op, x, y);
    }

    private void Forward<T>(Recurrence op, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var d = Dense(x);
        if (op.LengthsOf(d) is { } lengths) Check(lengths, AllowedValues.Lengths(op.Name, x[0].Shape[0]));
        var memory = new RecurrentMemory<T>
        {
            X = d[0].DenseView<T>(), Weight = d[1].DenseView<T>(), H0 = d[2].DenseView<T>(), C0 = DenseViewOrNone<T>(op.CellOf(d)),
            Bias = DenseViewOrNone<T>(op.BiasOf(d)), Lengths = DenseViewOrNone<long>(op.LengthsOf(d)), Y = y[0].DenseView<T>(),
            Gates = DenseViewOrNone<T>(y.Length > 2 ? y[op.HasCell ? 3 : 2] : null), Cells = DenseViewOrNone<T>(op.HasCell ? y[4] : null),
        };
        RecurrentLayer.Forward(Stream, ShapeOf(op, y[0]), memory, y[1].DenseView<T>(), DenseViewOrNone<T>(op.HasCell ? y[2] : null));
        KeepAlive(d);
    }

    private void Backward<T>(Recurrence op, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var d = Dense(x);
        bool cell = op.HasCell, gru = op.Kind == RecurrentKind.Gru;
        int at = cell ? 3 : 2; // after the gradients of the outputs
        Tensor output = d[at + (cell ? 3 : 2)], dx = y[0];
        Tensor? gates = cell ? d[at + 4] : gru ? d[at + 3] : null;
        // of a GRU the gates' gradients towards x and towards h differ in n
        Tensor hidden = gru ? Scratch(dx.Shape, dx.DType) : dx, states = Scratch(output.Shape, output.DType);
        var transposed = Stream.Accelerator.Limits.IsCpu ? null : Scratch(d[at].Shape, d[at].DType);
        Copy(d[1], y[2]);
        if (cell) Copy(d[2], y[3]);
        var memory = new RecurrentMemory<T>
        {
            Weight = d[at].DenseView<T>(), H0 = d[at + 1].DenseView<T>(), C0 = DenseViewOrNone<T>(cell ? d[at + 2] : null),
            Lengths = DenseViewOrNone<long>(op.HasLengths ? d[^1] : null), Y = output.DenseView<T>(), Gates = DenseViewOrNone<T>(gates), Cells = DenseViewOrNone<T>(cell ? d[at + 5] : null),
        };
        var slopes = new RecurrentSlopes<T>
        {
            Dy = d[0].DenseView<T>(), Dx = dx.DenseView<T>(), Hidden = hidden.DenseView<T>(), States = states.DenseView<T>(),
            Dh = y[2].DenseView<T>(), Dc = DenseViewOrNone<T>(cell ? y[3] : null), Transposed = DenseViewOrNone<T>(transposed),
        };
        RecurrentLayer.Backward(Stream, ShapeOf(op, output), memory, slopes);
        int rows = output.Shape[0] * output.Shape[1], width = dx.Shape[2];
        MatMul(hidden.Reshape(rows, width).Mt, states.Reshape(rows, output.Shape[2]), y[1]);
        if (op.HasBias) Reductions.SumColumns(Stream, hidden.DenseView<T>(), y[^1].DenseView<T>(), rows, width);
        KeepAlive(d);
        KeepAlive(hidden, states, transposed);
    }

    private static RecurrentShape ShapeOf(Recurrence op, Tensor y) =>
        new() { Kind = op.Kind, Reverse = op.Reverse, Steps = y.Shape[0], Batch = y.Shape[1], Units = y.Shape[2] };

    private Tensor[] Dense(ReadOnlySpan<Tensor> x)
    {
        var dense = new Tensor[x.Length];
        for (int i = 0; i < x.Length; i++) dense[i] = Dense(x[i]);
        return dense;
    }
}
