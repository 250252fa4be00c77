namespace Neuron.Tests.Shared;

/// <summary>A theory that reads the shared folder; skipped with the reason where the folder, or a file of it, is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ReferenceTheoryAttribute : TheoryAttribute
{
    public ReferenceTheoryAttribute() => Skip = SharedFolder.WhyAbsent();

    /// <param name="path">File or folder, relative to the shared folder.</param>
    public ReferenceTheoryAttribute(string path) => Skip = SharedFolder.WhyAbsent(path);
}
