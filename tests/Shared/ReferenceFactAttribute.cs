namespace Neuron.Tests.Shared;

/// <summary>A fact that reads the shared folder; skipped with the reason where the folder, or a file of it, is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ReferenceFactAttribute : FactAttribute
{
    public ReferenceFactAttribute() => Skip = SharedFolder.WhyAbsent();

    /// <param name="path">File or folder, relative to the shared folder.</param>
    public ReferenceFactAttribute(string path) => Skip = SharedFolder.WhyAbsent(path);
}
