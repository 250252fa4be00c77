namespace Neuron.Kernels.Compiler;

/// <summary>The memories of a device.</summary>
internal enum AddressSpace
{
    Private,
    Shared,
    Global,
    Constant,
}
