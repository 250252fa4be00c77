using Neuron.Primitives;

namespace Neuron.Models;

/// <summary>A step that one primitive takes for all parameters together.</summary>
/// <param name="Rule">The optimiser's rule with the constants of this step.</param>
/// <param name="Slots">Names of the state tensors, in the rule's order.</param>
/// <param name="Start">What the state tensors are filled with at first.</param>
internal readonly record struct FusedStep(OptimizerRule Rule, string[] Slots, double Start = 0);
