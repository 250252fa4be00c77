namespace Neuron;

public sealed partial class Tensor
{
    /// <summary>Shape, dtype and device, then the elements in nested brackets; of large tensors the first and last three along each axis.</summary>
    public override string ToString() => TensorText.Of(this);
}
