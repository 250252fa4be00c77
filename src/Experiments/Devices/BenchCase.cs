namespace Neuron.Experiments.Devices;

/// <summary>A row of the kernel benchmark.</summary>
/// <param name="Name">Operation and shape.</param>
/// <param name="Operations">Multiplications and additions.</param>
/// <param name="Bytes">Bytes that must be read or written, each tensor once.</param>
/// <param name="Prepare">Makes the operands on a device and returns the work.</param>
internal sealed record BenchCase(string Name, double Operations, double Bytes, Func<Device, Action> Prepare)
{
    /// <summary>Whether tensor cores do the work where a device has some: their own limit is not measured, so none is stated.</summary>
    public bool OnTensorCores { get; init; }
}
