using Neuron.Kernels.Operators;
using Neuron.Primitives;

namespace Neuron;

public sealed partial class Tensor
{
    /// <summary>
    /// Elements set to 0 with probability <paramref name="p"/>, the others divided by 1 − p. The mask is not stored: the gradient
    /// makes it anew.
    /// </summary>
    /// <param name="p">In [0, 1].</param>
    /// <param name="rng">The stream to draw from; by default <see cref="Rng.Default"/>.</param>
    public Tensor Dropout(double p, Rng? rng = null)
    {
        if (p is not (>= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(p), p, "Dropout: expected a probability, 0 to 1.");
        if (p == 0) return this;
        rng ??= Rng.Default;
        return Dispatcher.Run(new Dropout(p, rng.Seed, rng.Reserve(DropoutMask.Blocks(Size))) { Stream = rng }, AsFloatingPoint());
    }
}
