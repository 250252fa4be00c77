using System.Runtime.InteropServices;
using Neuron.Files;

namespace Neuron.Experiments.BrainBert;

/// <summary>Images of one size, by number: in memory where they fit, else read from their files as they are wanted.</summary>
/// <remarks>Each file is an array [images, frames, bins] of float32 in NumPy's format, one a channel.</remarks>
internal sealed class ImageStore : IDisposable
{
    private const long LargestInMemory = 2L << 30;

    private readonly List<(string Path, int First, long DataStart)> _files = [];
    private readonly Dictionary<string, FileStream> _open = [];
    private float[]? _all;

    /// <summary>A store of images of that many cells.</summary>
    public ImageStore(int frames, int bins) => (Frames, Bins) = (frames, bins);

    /// <summary>Frames of an image.</summary>
    public int Frames { get; }

    /// <summary>Frequencies of an image.</summary>
    public int Bins { get; }

    /// <summary>Number of images.</summary>
    public int Count { get; private set; }

    /// <summary>The channel that each image is of, as it was added: "sub_1_trial000 S1x1".</summary>
    public List<(string Channel, int First)> Channels { get; } = [];

    private int Cells => Frames * Bins;

    /// <summary>Adds the images of a channel's file.</summary>
    /// <exception cref="InvalidDataException">The file holds images of another size.</exception>
    public void Add(string channel, string path)
    {
        using FileStream stream = File.OpenRead(path);
        (int count, long start) = Header(stream, path);
        _files.Add((path, Count, start));
        Channels.Add((channel, Count));
        Count += count;
    }

    /// <summary>Reads everything into memory if it is not too much.</summary>
    public void Load()
    {
        if ((long)Count * Cells * sizeof(float) > LargestInMemory) return;
        var all = new float[Count * Cells];
        for (int f = 0; f < _files.Count; f++)
        {
            int end = f + 1 < _files.Count ? _files[f + 1].First : Count;
            using FileStream stream = File.OpenRead(_files[f].Path);
            stream.Position = _files[f].DataStart;
            stream.ReadExactly(MemoryMarshal.AsBytes(all.AsSpan(_files[f].First * Cells, (end - _files[f].First) * Cells)));
        }
        _all = all;
    }

    /// <summary>Copies image <paramref name="index"/> out.</summary>
    public void Read(int index, Span<float> into)
    {
        if (_all is not null)
        {
            _all.AsSpan(index * Cells, Cells).CopyTo(into);
            return;
        }
        (int low, int high) = (0, _files.Count - 1);
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (_files[middle].First <= index) low = middle;
            else high = middle - 1;
        }
        (string path, int first, long start) = _files[low];
        if (!_open.TryGetValue(path, out FileStream? stream)) _open[path] = stream = File.OpenRead(path);
        stream.Position = start + (long)(index - first) * Cells * sizeof(float);
        stream.ReadExactly(MemoryMarshal.AsBytes(into));
    }

    /// <summary>The images of some numbers, one after another.</summary>
    public float[] Read(ReadOnlySpan<int> indices)
    {
        var images = new float[indices.Length * Cells];
        for (int i = 0; i < indices.Length; i++) Read(indices[i], images.AsSpan(i * Cells, Cells));
        return images;
    }

    public void Dispose()
    {
        foreach (FileStream stream in _open.Values) stream.Dispose();
    }

    private (int Count, long Start) Header(FileStream stream, string path)
    {
        NpyHeader header = NpyHeader.Read(stream, path);
        return header is { Kind: 'f', ElementSize: sizeof(float), IsBigEndian: false, IsFortranOrder: false, Shape: [var count, var frames, var bins] } && (frames, bins) == (Frames, Bins)
            ? (count, stream.Position)
            : throw new InvalidDataException($"{path}: {header.Shape} of {8 * header.ElementSize}-bit {header.Kind}; expected float32 images [N, {Frames}, {Bins}].");
    }
}
