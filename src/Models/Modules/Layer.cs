namespace Neuron.Models;

/// <summary>A module from one tensor to one tensor.</summary>
public abstract class Layer : Module<Tensor, Tensor>
{
    /// <inheritdoc/>
    protected sealed override Tensor ActivationOf(Tensor output) => output;

    /// <inheritdoc/>
    protected sealed override Tensor WithActivation(Tensor output, Tensor activation) => activation;
}
