namespace Neuron.Tests.Shared;

/// <summary>A path of its own in the temporary folder, deleted with what was written there.</summary>
internal sealed class TemporaryFile(string extension = "") : IDisposable
{
    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"neuron-{Guid.NewGuid():N}{extension}");

    public void Dispose()
    {
        if (Directory.Exists(Path)) Directory.Delete(Path, recursive: true);
        else File.Delete(Path);
    }
}
