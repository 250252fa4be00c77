namespace Neuron.Models;

/// <summary>A module that computes one tensor.</summary>
/// <typeparam name="TInput">A tensor, or a record of all that a forward pass takes.</typeparam>
public abstract class Module<TInput> : Module<TInput, Tensor>
{
    /// <inheritdoc/>
    protected sealed override Tensor ActivationOf(Tensor output) => output;

    /// <inheritdoc/>
    protected sealed override Tensor WithActivation(Tensor output, Tensor activation) => activation;
}
