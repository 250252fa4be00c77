using Neuron.Kernels.Cpu.Recurrent;

namespace Neuron.Kernels.Gpu.Recurrent;

/// <summary>Sizes of a recurrent layer's pass in one direction.</summary>
/// <remarks>T steps, B sequences, H units, G gates (1, LSTM 4: i, f, g, o, GRU 3: r, z, n).</remarks>
internal struct RecurrentShape
{
    public RecurrentKind Kind;

    public int Steps, Batch, Units;

    /// <summary>From the last step to the first.</summary>
    public bool Reverse;

    public readonly int Gates => Kind == RecurrentKind.Lstm ? 4 : Kind == RecurrentKind.Gru ? 3 : 1;

    /// <summary>The step that comes as number <paramref name="index"/>.</summary>
    public readonly int Step(int index) => Reverse ? Steps - 1 - index : index;
}
