using System.Collections.Concurrent;
using System.IO.Compression;
using Neuron.Kernels.Compiler;
using Neuron.Kernels.Runtime.Blueprint;
using Neuron.Kernels.Runtime.Cuda;

namespace Neuron.Experiments.Devices;

/// <summary>PTX of kernels in one archive, as <see cref="PtxPack"/> looks for it.</summary>
internal static class KernelPack
{
    /// <summary>Compiles and writes; returns the number of programs.</summary>
    public static int Write(string path, IReadOnlyList<KernelRecord> records, string[] processors, IProgressDisplay progress)
    {
        var programs = new ConcurrentDictionary<string, string>();
        int done = 0, all = records.Count * processors.Length;
        foreach (string processor in processors)
        {
            int capability = KernelCatalog.Capability(processor);
            Parallel.ForEach(Partitioner.Create(0, records.Count, 1), range =>
            {
                var record = records[range.Item1];
                string source = record.Print(new CudaDialect(capability, forClang: true)).Source;
                programs[PtxPack.EntryName(source, capability)] = Clang.Ptx(record.Name, source, processor);
                lock (programs) progress.Show((double)++done / all, record.Name);
            });
        }
        progress.End();
        if (Path.GetDirectoryName(path) is { Length: > 0 } folder) Directory.CreateDirectory(folder);
        using var archive = new ZipArchive(File.Create(path), ZipArchiveMode.Create);
        foreach (var (name, ptx) in programs.OrderBy(program => program.Key, StringComparer.Ordinal))
        {
            var entry = archive.CreateEntry(name, CompressionLevel.SmallestSize);
            entry.LastWriteTime = new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero); // the same kernels give the same bytes
            using var writer = new StreamWriter(entry.Open());
            writer.Write(ptx);
        }
        return programs.Count;
    }
}
