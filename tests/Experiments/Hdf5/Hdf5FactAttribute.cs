using Neuron.Experiments.Hdf5;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Experiments.Hdf5;

/// <summary>A fact that needs libhdf5, and optionally the shared folder; skipped with the reason.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class Hdf5FactAttribute : FactAttribute
{
    public Hdf5FactAttribute(string? sharedPath = null) =>
        Skip = Hdf5File.WhyUnavailable ?? (sharedPath is null ? null : SharedFolder.WhyAbsent(sharedPath));
}

/// <summary>A theory that needs libhdf5, and optionally the shared folder; skipped with the reason.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class Hdf5TheoryAttribute : TheoryAttribute
{
    public Hdf5TheoryAttribute(string? sharedPath = null) =>
        Skip = Hdf5File.WhyUnavailable ?? (sharedPath is null ? null : SharedFolder.WhyAbsent(sharedPath));
}
