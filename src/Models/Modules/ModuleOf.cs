namespace Neuron.Models;

/// <summary>A module that computes <typeparamref name="TOutput"/> from <typeparamref name="TInput"/>.</summary>
/// <typeparam name="TInput">A tensor, or a record of all that a forward pass takes.</typeparam>
/// <typeparam name="TOutput">A tensor, or a record of all that it gives.</typeparam>
public abstract class Module<TInput, TOutput> : Module
{
    /// <summary>Which axis of the output runs over the samples of a batch.</summary>
    public virtual int BatchAxis => 0;

    /// <summary>Runs the module: names it in errors, computes, lets the hooks see and replace the output.</summary>
    /// <exception cref="ShapeException">The input does not fit; the text begins with the module's path.</exception>
    public TOutput Forward(TInput input)
    {
        using var scope = CallPath.Enter(Label);
        var output = Compute(input);
        if (Hooks.Count == 0) return output;
        var activation = ActivationOf(output);
        var value = activation;
        foreach (var hook in Hooks.ToArray())
        {
            if (hook(new Activation(this, Path, value, BatchAxis)) is not { } replaced) continue;
            if (replaced.Shape != activation.Shape) throw ShapeException.Expected("a hook's replacement", activation.Shape.ToString(), replaced.Shape);
            value = replaced;
        }
        return ReferenceEquals(value, activation) ? output : WithActivation(output, value);
    }

    /// <summary>What the module does.</summary>
    protected abstract TOutput Compute(TInput input);

    /// <summary>The tensor of the output that hooks see.</summary>
    protected abstract Tensor ActivationOf(TOutput output);

    /// <summary>The output with another tensor in its place.</summary>
    protected abstract TOutput WithActivation(TOutput output, Tensor activation);
}
