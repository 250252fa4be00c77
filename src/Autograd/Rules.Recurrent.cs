using Neuron.Kernels.Cpu.Recurrent;
using Neuron.Primitives;

namespace Neuron.Autograd;

internal static partial class Rules
{
    private static Rule[] RecurrentFamily =>
    [
        Rule.ForAll<Recurrence>(RecurrenceGradients)
            .Fused()
            .Keeps(op => (0, op.HasCell ? 0b11001 : op.Outputs > 2 ? 0b101 : 1))
            .CheckedOn(new Recurrence(RecurrentKind.Tanh, false, true, false), [3, 2, 3], [3, 3], [2, 3], [3])
            .CheckedOn(new Recurrence(RecurrentKind.Tanh, true, false, false), [3, 1, 2], [2, 2], [1, 2])
            .CheckedOn(new Recurrence(RecurrentKind.Relu, false, false, false), [2, 2, 2], [2, 2], [2, 2])
            .CheckedOn(new Recurrence(RecurrentKind.Lstm, false, true, false), [3, 2, 8], [8, 2], [2, 2], [2, 2], [8])
            .CheckedOn(new Recurrence(RecurrentKind.Lstm, true, false, false), [2, 2, 16], [16, 4], [2, 4], [2, 4]) // 4 units: devices load them at once
            .CheckedOn(new Recurrence(RecurrentKind.Tanh, false, false, false), [2, 2, 4], [4, 4], [2, 4])
            .CheckedOn(new Recurrence(RecurrentKind.Gru, false, true, false), [3, 2, 6], [6, 2], [2, 2], [6])
            .CheckedOn(rng => (new Recurrence(RecurrentKind.Lstm, true, false, true),
                [rng.Normal([3, 2, 8], dtype: DType.Float64), rng.Normal([8, 2], dtype: DType.Float64), rng.Normal([2, 2], dtype: DType.Float64), rng.Normal([2, 2], dtype: DType.Float64), Tensor.From([3L, 1L])]))
            .CheckedOn(rng => (new Recurrence(RecurrentKind.Gru, true, false, true),
                [rng.Normal([3, 2, 6], dtype: DType.Float64), rng.Normal([6, 2], dtype: DType.Float64), rng.Normal([2, 2], dtype: DType.Float64), Tensor.From([2L, 3L])])),
    ];

    private static Tensor?[] RecurrenceGradients(Gradient<Recurrence> g)
    {
        var op = g.Op;
        List<Tensor> operands = [g.DyOf(0) ?? g.Y[0].ZerosLike(), g.DyOf(1) ?? g.X[2].ZerosLike()];
        if (op.HasCell) operands.Add(g.DyOf(2) ?? g.X[3].ZerosLike());
        operands.AddRange([g.X[1], g.X[2]]);
        if (op.HasCell) operands.Add(g.X[3]);
        operands.Add(g.Y[0]);
        if (op.HasCell) operands.AddRange([g.Y[3], g.Y[4]]);
        else if (op.Outputs > 2) operands.Add(g.Y[2]);
        if (op.HasLengths) operands.Add(g.X[g.Inputs - 1]);
        return Dispatcher.RunMany(new RecurrenceGradient(op), operands.ToArray());
    }
}
