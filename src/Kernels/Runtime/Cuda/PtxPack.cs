using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Neuron.Kernels.Runtime.Cuda;

/// <summary>
/// PTX that clang made of kernels ahead of time, for machines that have NVIDIA's driver and no compiler: an archive in the library, and one that
/// NEURON_PTX names, which goes first.
/// </summary>
internal static class PtxPack
{
    private const string Resource = "kernels.zip";

    private static readonly Lock Gate = new();
    private static readonly Lazy<ZipArchive?[]> Archives = new(() => [Named(), Embedded()]);

    /// <summary>The entry of a source, as it is for clang, compiled for a compute capability.</summary>
    public static string EntryName(string source, int capability) =>
        $"sm_{capability}/{Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(source)))[..40]}.ptx";

    /// <summary>PTX of the source for the newest architecture up to the device's, or null.</summary>
    public static byte[]? Find(string source, int capability)
    {
        lock (Gate)
        {
            foreach (var archive in Archives.Value)
            {
                if (archive is null) continue;
                for (int c = capability; c >= 50; c--)
                {
                    if (archive.GetEntry(EntryName(source, c)) is not { } entry) continue;
                    using var stream = entry.Open();
                    var bytes = new MemoryStream();
                    stream.CopyTo(bytes);
                    bytes.WriteByte(0); // the driver reads text up to a zero
                    return bytes.ToArray();
                }
            }
        }
        return null;
    }

    private static ZipArchive? Named() =>
        Environment.GetEnvironmentVariable("NEURON_PTX") is { Length: > 0 } path ? ZipFile.OpenRead(path) : null;

    private static ZipArchive? Embedded() =>
        typeof(PtxPack).Assembly.GetManifestResourceStream(Resource) is { } stream ? new ZipArchive(stream) : null;
}
