namespace Neuron.Models;

/// <summary>A module from one tensor to one tensor.</summary>
public abstract class Layer : Module<Tensor>;
