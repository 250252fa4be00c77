namespace Neuron.Kernels.Cpu.Optimizers;

/// <summary>Addresses of a parameter, its gradient and its state, all of <see cref="Count"/> elements without gaps.</summary>
internal struct ParameterSlot
{
    public nint Parameter, Gradient, State0, State1, State2;
    public long Count;

    /// <summary>Number of the slot's first piece of work.</summary>
    public long FirstPiece;
}
