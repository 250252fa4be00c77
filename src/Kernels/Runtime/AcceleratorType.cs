namespace Neuron.Kernels.Runtime;

/// <summary>Who runs the kernels.</summary>
public enum AcceleratorType
{
    /// <summary>.NET itself, one work-item at a time: for tests and debuggers.</summary>
    Host,

    /// <summary>An OpenCL device.</summary>
    OpenCL,

    /// <summary>An NVIDIA GPU through the CUDA driver.</summary>
    Cuda,

    /// <summary>No device: launches are noted and not run.</summary>
    Blueprint,
}
