using Neuron.Kernels.Cpu.Recurrent;

namespace Neuron.Primitives;

/// <summary>A recurrent layer over a whole sequence in one direction.</summary>
/// <remarks>
/// Inputs: projected input x·W_ihᵀ + b_ih [T, B, G·H], recurrent weight [G·H, H], h0 [B, H]; of an LSTM c0 [B, H]; then if there are any
/// the recurrent bias [G·H] and the lengths [B] (int64). G = 1, for LSTM 4 (i, f, g, o), for GRU 3 (r, z, n). Outputs: y [T, B, H], last h,
/// of an LSTM last c; then what the gradient needs. Beyond a sequence's length y is 0 and the state stays.
/// </remarks>
internal sealed record Recurrence(RecurrentKind Kind, bool Reverse, bool HasBias, bool HasLengths) : Primitive
{
    public override string Name => Kind switch { RecurrentKind.Lstm => "lstm", RecurrentKind.Gru => "gru", _ => "rnn" };

    public override int Outputs => Kind switch { RecurrentKind.Lstm => 5, RecurrentKind.Gru => 3, _ => 2 };

    public override int Auxiliary => Kind switch { RecurrentKind.Lstm => 0b11000, RecurrentKind.Gru => 0b100, _ => 0 };

    public bool HasCell => Kind == RecurrentKind.Lstm;

    public int Gates => Kind switch { RecurrentKind.Lstm => 4, RecurrentKind.Gru => 3, _ => 1 };

    public Tensor? CellOf(ReadOnlySpan<Tensor> x) => HasCell ? x[3] : null;

    public Tensor? BiasOf(ReadOnlySpan<Tensor> x) => HasBias ? x[HasCell ? 4 : 3] : null;

    public Tensor? LengthsOf(ReadOnlySpan<Tensor> x) => HasLengths ? x[^1] : null;

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output)
    {
        if (x[0].Rank != 3 || x[1].Rank != 2) throw ShapeException.Expected(Name, "a projected input [T, B, G·H] and a weight [G·H, H]", x[x[0].Rank != 3 ? 0 : 1]);
        int steps = x[0].Shape[0], batch = x[0].Shape[1], units = x[1].Shape[1], width = Gates * units;
        if (x[0].Shape[2] != width || x[1].Shape[0] != width) throw ShapeException.Mismatch(Name, ("projected input", x[0], 2), ("weight", x[1], 0));
        Shape state = [batch, units];
        if (x[2].Shape != state) throw ShapeException.Expected($"{Name} (h0)", $"{state}", x[2]);
        if (CellOf(x) is { } c && c.Shape != state) throw ShapeException.Expected($"{Name} (c0)", $"{state}", c);
        if (BiasOf(x) is { } b && (b.Rank != 1 || b.Shape[0] != width)) throw ShapeException.Expected($"{Name} (bias)", $"[{width}]", b);
        if (LengthsOf(x) is { } n && (n.Rank != 1 || n.Shape[0] != batch || n.DType != DType.Int64)) throw ShapeException.Expected($"{Name} (lengths)", $"int64 [{batch}]", n);
        for (int i = 1; i < x.Length - (HasLengths ? 1 : 0); i++)
            if (x[i].DType != x[0].DType) throw ShapeException.DTypeOf(Name, x[i], $"{x[0].DType.Label}, as the input");
        Shape shape = output switch
        {
            0 or 4 => [steps, batch, units],
            1 => state,
            2 when HasCell => state,
            _ => [steps, batch, 4, units],
        };
        return FloatingPoint.Spec(Name, x[0], shape);
    }

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) => backend.Recurrence(this, x, y);

    public override Tensor[] Compose(ReadOnlySpan<Tensor> x)
    {
        var (h, c, bias) = (x[2], CellOf(x), BiasOf(x));
        int steps = x[0].Shape[0], units = x[1].Shape[1];
        var y = new Tensor[steps];
        for (int i = 0; i < steps; i++)
        {
            int step = Reverse ? steps - 1 - i : i;
            var (nextH, nextC) = Step(x[0].Select(0, step), bias is null ? h.MatMul(x[1].Mt) : h.MatMul(x[1].Mt) + bias, h, c, units);
            if (LengthsOf(x) is { } lengths)
            {
                var valid = lengths.Gt(Tensor.Scalar(step, DType.Int64, lengths.Device)).Unsqueeze(1);
                y[step] = Tensor.Where(valid, nextH, nextH.ZerosLike());
                h = Tensor.Where(valid, nextH, h);
                if (c is not null) c = Tensor.Where(valid, nextC!, c);
                continue;
            }
            (h, c, y[step]) = (nextH, nextC, nextH);
        }
        var all = steps == 0 ? Tensor.Zeros([0, x[0].Shape[1], units], h.DType, h.Device) : Tensor.Stack(y);
        return c is null ? [all, h] : [all, h, c];
    }

    private (Tensor H, Tensor? C) Step(Tensor x, Tensor u, Tensor h, Tensor? c, int n)
    {
        Tensor Part(Tensor t, int gate) => t.Slice(-1, gate * n, (gate + 1) * n);
        Tensor Gate(int gate) => Part(x, gate) + Part(u, gate);
        switch (Kind)
        {
            case RecurrentKind.Lstm:
                var cell = (Gate(1).Sigmoid() * c!) + (Gate(0).Sigmoid() * Gate(2).Tanh());
                return (Gate(3).Sigmoid() * cell.Tanh(), cell);
            case RecurrentKind.Gru:
                Tensor r = Gate(0).Sigmoid(), z = Gate(1).Sigmoid(), candidate = (Part(x, 2) + (r * Part(u, 2))).Tanh();
                return (candidate + (z * (h - candidate)), null);
            case RecurrentKind.Tanh:
                return ((x + u).Tanh(), null);
            default:
                return ((x + u).Relu(), null);
        }
    }
}

/// <summary>Gradients of all floating-point inputs of a <see cref="Recurrence"/>, in their order.</summary>
/// <remarks>Inputs: gradients of y, of last h and of an LSTM's last c; weight, h0, c0 of an LSTM; the outputs y and what was saved; the lengths if there are any.</remarks>
internal sealed record RecurrenceGradient(Recurrence Of) : Primitive
{
    public override string Name => $"{Of.Name}_gradient";

    public override int Outputs => 3 + (Of.HasCell ? 1 : 0) + (Of.HasBias ? 1 : 0);

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output)
    {
        var (dy, weight, h0) = (x[0].Shape, x[Of.HasCell ? 3 : 2], x[1].Shape);
        Shape shape = output switch
        {
            0 => [dy[0], dy[1], weight.Shape[0]],
            1 => weight.Shape,
            2 => h0,
            3 when Of.HasCell => h0,
            _ => [weight.Shape[0]],
        };
        return new(shape, weight.DType);
    }

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) => backend.RecurrenceGradient(Of, x, y);
}
