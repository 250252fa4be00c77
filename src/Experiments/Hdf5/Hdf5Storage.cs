namespace Neuron.Experiments.Hdf5;

/// <summary>How a new dataset is stored: contiguous without a chunk shape, else in chunks through the filters.</summary>
internal sealed record Hdf5Storage
{
    /// <summary>Elements of a chunk along each axis; null = contiguous.</summary>
    public long[]? Chunk { get; init; }

    /// <summary>Deflate level 0 … 9; null = not compressed. Needs chunks.</summary>
    public int? GzipLevel { get; init; }

    /// <summary>Transposes bytes before compression. Needs chunks.</summary>
    public bool Shuffle { get; init; }

    /// <summary>Adds a Fletcher-32 checksum to every chunk. Needs chunks.</summary>
    public bool Fletcher32 { get; init; }

    /// <summary>One block without chunks.</summary>
    public static Hdf5Storage Contiguous { get; } = new();

    /// <summary>Chunks as h5py chooses them for a 1-D dataset of that length, gzip level 4.</summary>
    public static Hdf5Storage Compressed(long length, int elementSize) =>
        new() { Chunk = [AutomaticChunkLength(length, elementSize)], GzipLevel = 4 };

    /// <summary>
    /// h5py's automatic chunk length in one dimension: halve the length until a chunk is near the target size
    /// 16 KiB · 2^log10(bytes / 1 MiB), within 8 KiB … 1 MiB.
    /// </summary>
    public static long AutomaticChunkLength(long length, int elementSize)
    {
        const double low = 8 * 1024, high = 1024 * 1024;
        double bytes = (double)length * elementSize;
        double target = Math.Clamp(16 * 1024 * Math.Pow(2, Math.Log10(bytes / high)), low, high);
        double chunk = Math.Max(length, 1);
        while (chunk > 1)
        {
            double size = chunk * elementSize;
            if ((size < target || Math.Abs(size - target) / target < 0.5) && size < high) break;
            chunk = Math.Ceiling(chunk / 2);
        }
        return (long)chunk;
    }
}
