namespace Neuron.Models;

/// <summary>Draws the first values of a parameter; <see cref="Init"/> has the usual ones.</summary>
/// <param name="shape">Shape of the parameter.</param>
/// <param name="dtype">Its element type.</param>
/// <param name="rng">A stream of the parameter's own.</param>
public delegate Tensor Initializer(Shape shape, DType dtype, Rng rng);
