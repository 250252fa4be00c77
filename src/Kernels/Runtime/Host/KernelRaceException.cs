namespace Neuron.Kernels.Runtime.Host;

/// <summary>Two work-items used one place in memory with no barrier between them, and at least one of them wrote.</summary>
public sealed class KernelRaceException : Exception
{
    internal KernelRaceException(string message)
        : base(message)
    {
    }
}
