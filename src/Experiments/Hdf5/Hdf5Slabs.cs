using System.IO.Compression;
using System.Runtime.InteropServices;
using HDF.PInvoke;
using Neuron.Kernels.Memory;

namespace Neuron.Experiments.Hdf5;

/// <summary>
/// Reads the same sample range of many 1-D datasets at once, as float32. The library hands out the stored bytes of each
/// chunk under its lock; inflating, unshuffling and converting them, where the time goes, runs on all cores.
/// </summary>
internal static class Hdf5Slabs
{
    /// <summary>Fills <paramref name="into"/>[i] with samples [start, start + into[i].Length) of datasets[i].</summary>
    public static void Read(IReadOnlyList<Hdf5Dataset> datasets, long start, IReadOnlyList<Memory<float>> into)
    {
        if (datasets.Count != into.Count)
            throw new ArgumentException($"{datasets.Count} datasets, {into.Count} buffers.");
        try
        {
            Parallel.For(0, datasets.Count, i => Read(datasets[i], start, into[i].Span));
        }
        catch (AggregateException e) when (e.InnerExceptions.Count > 0)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(e.InnerExceptions[0]).Throw();
        }
    }

    /// <summary>Reads samples [start, start + into.Length) of one dataset.</summary>
    public static void Read(Hdf5Dataset dataset, long start, Span<float> into)
    {
        if (CanDecode(dataset) && start >= 0 && start <= dataset.Count - into.Length) ReadChunks(dataset, start, into);
        else dataset.Read(start, into);
    }

    // everything else is left to the library, which converts and checks it
    private static bool CanDecode(Hdf5Dataset dataset) =>
        BitConverter.IsLittleEndian && dataset is { Chunk: [> 0 and < 1 << 24], ElementType: { Kind: Hdf5ElementKind.Float, Size: 4 or 8, BigEndian: false } }
        && dataset.Filters is [Hdf5Filter.Deflate] or [Hdf5Filter.Shuffle, Hdf5Filter.Deflate];

    private static void ReadChunks(Hdf5Dataset dataset, long start, Span<float> into)
    {
        int size = dataset.ElementType.Size;
        long length = dataset.Chunk![0];
        bool shuffled = dataset.Filters[0] == Hdf5Filter.Shuffle;
        var bytes = new byte[length * size];
        var work = shuffled ? new byte[bytes.Length] : [];
        for (long at = start; at < start + into.Length;)
        {
            long chunk = at / length, first = chunk * length;
            long end = Math.Min(first + length, start + into.Length);
            Span<float> target = into[(int)(at - start)..(int)(end - start)];
            if (Stored(dataset, first) is not { } stored || !Inflate(stored, shuffled ? work : bytes))
                dataset.Read(at, target); // an unwritten chunk, a chunk with a filter left out, or damage: the library decides
            else
            {
                if (shuffled) Unshuffle(work, bytes, size);
                Convert(bytes.AsSpan((int)(at - first) * size, target.Length * size), target, size);
            }
            at = end;
        }
    }

    private static byte[]? Stored(Hdf5Dataset dataset, long first)
    {
        lock (Hdf5Library.Gate)
        {
            Hdf5Library.EnsureLoaded();
            (ulong size, uint mask) = (0, 0);
            ulong[] offset = [(ulong)first];
            if (H5D.get_chunk_storage_size(dataset.Id.Value, offset, ref size) < 0 || size is 0 or > 1u << 28) return null;
            var stored = new byte[size];
            int status = Pinning.Call<byte, int>(stored, p => H5D.read_chunk(dataset.Id.Value, 0, offset, ref mask, p));
            return status < 0 || mask != 0 ? null : stored;
        }
    }

    private static bool Inflate(byte[] stored, byte[] into)
    {
        try
        {
            using ZLibStream stream = new(new MemoryStream(stored), CompressionMode.Decompress);
            return stream.ReadAtLeast(into, into.Length, throwOnEndOfStream: false) == into.Length;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    // stored: byte 0 of all elements, then byte 1 of all, …
    private static void Unshuffle(byte[] from, byte[] to, int size)
    {
        int count = from.Length / size;
        for (int b = 0; b < size; b++)
            for (int i = 0; i < count; i++)
                to[i * size + b] = from[b * count + i];
    }

    private static void Convert(ReadOnlySpan<byte> from, Span<float> to, int size)
    {
        if (size == 4)
        {
            MemoryMarshal.Cast<byte, float>(from).CopyTo(to);
            return;
        }
        ReadOnlySpan<double> wide = MemoryMarshal.Cast<byte, double>(from);
        for (int i = 0; i < to.Length; i++) to[i] = (float)wide[i];
    }
}
