namespace Neuron.Experiments;

/// <summary>A configuration holds a key or a value that its experiment does not take.</summary>
internal sealed class ConfigException(string message, Exception? inner = null) : Exception(message, inner);
