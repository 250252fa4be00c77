namespace Neuron.Kernels.Runtime;

/// <summary>A launch, a transfer or an allocation that a device refused; the message names device, request and limit.</summary>
public sealed class KernelException : Exception
{
    /// <summary>A refusal with a reason.</summary>
    public KernelException(string message)
        : base(message)
    {
    }

    /// <summary>A refusal with a reason and its cause.</summary>
    public KernelException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
