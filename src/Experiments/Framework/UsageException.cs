namespace Neuron.Experiments;

/// <summary>A command was given something that it does not take; the process ends with exit code 2.</summary>
internal sealed class UsageException(string message) : Exception(message);
