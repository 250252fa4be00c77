using System.Numerics;
using Neuron.Kernels.Cpu;
using Neuron.Kernels.Cpu.Indexing;
using Neuron.Kernels.Cpu.Recurrent;
using Neuron.Primitives;

namespace Neuron;

internal sealed partial class CpuBackend
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
        var dense = Dense(x);
        Tensor? c0 = op.CellOf(dense), bias = op.BiasOf(dense), lengths = op.LengthsOf(dense);
        if (lengths is not null)
        {
            int steps = x[0].Shape[0];
            long bad = IndexCheck.FirstOutside(Of<long>(lengths), steps + 1);
            if (bad >= 0) throw AllowedValues.Lengths(op.Name, steps).Error(Of<long>(lengths).Span[(int)bad], bad);
        }
        RecurrentLayer.Forward(
            op.Kind, op.Reverse, Of<T>(dense[0]), Of<T>(dense[1]), Of<T>(dense[2]), OfOrNone<T>(c0), OfOrNone<T>(bias), OfOrNone<long>(lengths),
            Of<T>(y[0]), Of<T>(y[1]), OfOrNone<T>(op.HasCell ? y[2] : null), OfOrNone<T>(y.Length > 2 ? y[op.HasCell ? 3 : 2] : null), OfOrNone<T>(op.HasCell ? y[4] : null));
        GC.KeepAlive(dense);
    }

    private void Backward<T>(Recurrence op, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var d = Dense(x);
        bool cell = op.HasCell;
        int at = cell ? 3 : 2; // after the gradients of the outputs
        Tensor weight = d[at], h0 = d[at + 1], output = d[at + (cell ? 3 : 2)];
        Tensor? gates = cell ? d[at + 4] : op.Kind == RecurrentKind.Gru ? d[at + 3] : null;
        RecurrentLayer.Backward(
            op.Kind, op.Reverse, Of<T>(d[0]), Of<T>(d[1]), OfOrNone<T>(cell ? d[2] : null), Of<T>(weight), Of<T>(h0), OfOrNone<T>(cell ? d[at + 2] : null),
            OfOrNone<long>(op.HasLengths ? d[^1] : null), Of<T>(output), OfOrNone<T>(gates), OfOrNone<T>(cell ? d[at + 5] : null),
            Of<T>(y[0]), Of<T>(y[1]), Of<T>(y[2]), OfOrNone<T>(cell ? y[3] : null), OfOrNone<T>(op.HasBias ? y[^1] : null));
        GC.KeepAlive(d);
    }

    private Tensor[] Dense(ReadOnlySpan<Tensor> x)
    {
        var dense = new Tensor[x.Length];
        for (int i = 0; i < x.Length; i++) dense[i] = Dense(x[i]);
        return dense;
    }
}
