namespace Neuron.Kernels.Runtime.Host;

/// <summary>How the host runs kernels.</summary>
public sealed record HostOptions
{
    /// <summary>Decides the order of groups, and which work-item of a group goes on after each access and barrier.</summary>
    public int Seed { get; init; }

    /// <summary>Whether unordered accesses to one place are reported.</summary>
    public bool ReportRaces { get; init; } = true;

    /// <summary>Whether launches take the kernels for CPUs, which need no barrier; false shows those for GPUs to the race report.</summary>
    public bool IsCpu { get; init; } = true;

    /// <summary>Whether launches take the kernels for tensor cores, which the host runs in their plain form.</summary>
    public bool TensorCores { get; init; }
}
