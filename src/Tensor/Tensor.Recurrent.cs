using Neuron.Kernels.Cpu.Recurrent;
using Neuron.Primitives;

namespace Neuron;

public sealed partial class Tensor
{
    /// <summary>Elman network over a sequence in one direction: h' = tanh(W_ih·x + b_ih + W_hh·h + b_hh), or relu instead of tanh.</summary>
    /// <remarks>
    /// Shapes: x [T, B, I], weights [H, I] and [H, H], biases [H], h0 [B, H] → y [T, B, H] and the last state [B, H]; T steps, B sequences.
    /// </remarks>
    /// <param name="x">The sequence.</param>
    /// <param name="h0">First state; zeros by default.</param>
    /// <param name="inputWeight">W_ih.</param>
    /// <param name="stateWeight">W_hh.</param>
    /// <param name="inputBias">b_ih or none.</param>
    /// <param name="stateBias">b_hh or none.</param>
    /// <param name="relu">Whether the function is relu.</param>
    /// <param name="lengths">Steps of each sequence, integers [B]; beyond them y is 0 and the state stays.</param>
    /// <param name="reverse">From each sequence's last step to its first.</param>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A length is not 0 to T.</exception>
    public static (Tensor Y, Tensor H) Rnn(
        Tensor x, Tensor? h0, Tensor inputWeight, Tensor stateWeight, Tensor? inputBias = null, Tensor? stateBias = null, bool relu = false, Tensor? lengths = null, bool reverse = false)
    {
        var y = Recur(relu ? RecurrentKind.Relu : RecurrentKind.Tanh, x, h0, null, inputWeight, stateWeight, inputBias, stateBias, lengths, reverse);
        return (y[0], y[1]);
    }

    /// <summary>Long short-term memory over a sequence in one direction; gates i, f, g, o: c' = σ(f)·c + σ(i)·tanh(g), h' = σ(o)·tanh(c').</summary>
    /// <remarks>Shapes: x [T, B, I], weights [4·H, I] and [4·H, H], biases [4·H], h0 and c0 [B, H] → y [T, B, H], last h and c [B, H].</remarks>
    /// <param name="x">The sequence.</param>
    /// <param name="h0">First state; zeros by default.</param>
    /// <param name="c0">First cell state; zeros by default.</param>
    /// <param name="inputWeight">W_ih.</param>
    /// <param name="stateWeight">W_hh.</param>
    /// <param name="inputBias">b_ih or none.</param>
    /// <param name="stateBias">b_hh or none.</param>
    /// <param name="lengths">Steps of each sequence, integers [B]; beyond them y is 0 and the states stay.</param>
    /// <param name="reverse">From each sequence's last step to its first.</param>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A length is not 0 to T.</exception>
    public static (Tensor Y, Tensor H, Tensor C) Lstm(
        Tensor x, Tensor? h0, Tensor? c0, Tensor inputWeight, Tensor stateWeight, Tensor? inputBias = null, Tensor? stateBias = null, Tensor? lengths = null, bool reverse = false)
    {
        var y = Recur(RecurrentKind.Lstm, x, h0, c0, inputWeight, stateWeight, inputBias, stateBias, lengths, reverse);
        return (y[0], y[1], y[2]);
    }

    /// <summary>
    /// Gated recurrent units over a sequence in one direction; gates r, z, n: n = tanh(W_in·x + b_in + σ(r)·(W_hn·h + b_hn)),
    /// h' = (1 − σ(z))·n + σ(z)·h.
    /// </summary>
    /// <remarks>Shapes: x [T, B, I], weights [3·H, I] and [3·H, H], biases [3·H], h0 [B, H] → y [T, B, H], last h [B, H].</remarks>
    /// <param name="x">The sequence.</param>
    /// <param name="h0">First state; zeros by default.</param>
    /// <param name="inputWeight">W_ih.</param>
    /// <param name="stateWeight">W_hh.</param>
    /// <param name="inputBias">b_ih or none.</param>
    /// <param name="stateBias">b_hh or none.</param>
    /// <param name="lengths">Steps of each sequence, integers [B]; beyond them y is 0 and the state stays.</param>
    /// <param name="reverse">From each sequence's last step to its first.</param>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A length is not 0 to T.</exception>
    public static (Tensor Y, Tensor H) Gru(
        Tensor x, Tensor? h0, Tensor inputWeight, Tensor stateWeight, Tensor? inputBias = null, Tensor? stateBias = null, Tensor? lengths = null, bool reverse = false)
    {
        var y = Recur(RecurrentKind.Gru, x, h0, null, inputWeight, stateWeight, inputBias, stateBias, lengths, reverse);
        return (y[0], y[1]);
    }

    private static Tensor[] Recur(
        RecurrentKind kind, Tensor x, Tensor? h0, Tensor? c0, Tensor inputWeight, Tensor stateWeight, Tensor? inputBias, Tensor? stateBias, Tensor? lengths, bool reverse)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(inputWeight);
        ArgumentNullException.ThrowIfNull(stateWeight);
        var op = new Recurrence(kind, reverse, stateBias is not null, lengths is not null);
        if (x.Rank != 3) throw ShapeException.Expected(op.Name, "[T, B, I]", x);
        if (stateWeight.Rank != 2) throw ShapeException.Expected($"{op.Name} (recurrent weight)", "[G·H, H]", stateWeight);
        Shape state = [x.Shape[1], stateWeight.Shape[1]];
        List<Tensor> operands = [x.Linear(inputWeight, inputBias), stateWeight, h0 ?? Zeros(state, x.DType, x.Device)];
        if (op.HasCell) operands.Add(c0 ?? Zeros(state, x.DType, x.Device));
        if (stateBias is not null) operands.Add(stateBias);
        if (lengths is not null) operands.Add(lengths.To(DType.Int64));
        return Dispatcher.RunMany(op, operands.ToArray());
    }
}
