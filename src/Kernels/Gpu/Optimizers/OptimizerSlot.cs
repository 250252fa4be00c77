using System.Numerics;

namespace Neuron.Kernels.Gpu.Optimizers;

/// <summary>A parameter, its gradient and its state on the device, all of one length; states that a rule does not have are empty.</summary>
internal struct OptimizerSlot<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public ArrayView<T> Parameter, Gradient, State0, State1, State2;
}
