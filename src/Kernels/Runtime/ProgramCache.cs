using System.Security.Cryptography;
using System.Text;

namespace Neuron.Kernels.Runtime;

/// <summary>
/// Compiled programs on disk, by a hash of device, driver and source. A file that cannot be read or written only costs the
/// time to compile. NEURON_CACHE names the folder; empty switches the cache off.
/// </summary>
internal sealed class ProgramCache(string device)
{
    /// <summary>The folder; null if the cache is off.</summary>
    public static string? Folder { get; } = FolderName();

    /// <summary>What was compiled of this source, or null.</summary>
    public byte[]? Find(string source)
    {
        if (Folder is null) return null;
        try
        {
            string path = PathOf(source);
            if (!File.Exists(path)) return null;
            byte[] content = File.ReadAllBytes(path);
            if (content.Length <= 32) return null;
            // a torn or altered file never reaches the driver
            return SHA256.HashData(content.AsSpan(32)).AsSpan().SequenceEqual(content.AsSpan(0, 32)) ? content[32..] : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public void Add(string source, byte[] compiled)
    {
        if (Folder is null) return;
        try
        {
            Directory.CreateDirectory(Folder);
            string path = PathOf(source), draft = $"{path}.{Environment.ProcessId}.{Environment.CurrentManagedThreadId}";
            File.WriteAllBytes(draft, [.. SHA256.HashData(compiled), .. compiled]);
            File.Move(draft, path, overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // a full or read-only disk: the next start compiles again
        }
    }

    private string PathOf(string source) =>
        Path.Combine(Folder!, Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(device + "\n" + source)))[..40] + ".bin");

    private static string? FolderName()
    {
        string? named = Environment.GetEnvironmentVariable("NEURON_CACHE");
        if (named is not null) return named.Length > 0 ? named : null;
        string home = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
        return home.Length > 0 ? Path.Combine(home, "neuron", "programs") : null;
    }
}
