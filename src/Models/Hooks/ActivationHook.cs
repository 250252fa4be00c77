namespace Neuron.Models;

/// <summary>Is called with the output of a module. What it returns, unless null, takes the output's place for all that follows.</summary>
public delegate Tensor? ActivationHook(Activation activation);
