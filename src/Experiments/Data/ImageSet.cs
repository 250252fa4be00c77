namespace Neuron.Experiments.Data;

/// <summary>Labelled images of one size, as bytes.</summary>
/// <param name="Name">Where they come from, for errors and reports.</param>
/// <param name="Channels">1 grey, 3 red, green, blue.</param>
/// <param name="Height">Rows of an image.</param>
/// <param name="Width">Columns of an image.</param>
/// <param name="Pixels">[N, Channels, Height, Width], row-major.</param>
/// <param name="Labels">The class of each image, in [0, Classes.Count).</param>
/// <param name="Classes">Names of the classes.</param>
internal sealed record ImageSet(
    string Name, int Channels, int Height, int Width, byte[] Pixels, int[] Labels, IReadOnlyList<string> Classes)
{
    /// <summary>Number of images.</summary>
    public int Count => Labels.Length;

    /// <summary>Values of one image.</summary>
    public int PixelsPerImage => Channels * Height * Width;

    /// <summary>Images and labels from a pair of IDX files.</summary>
    /// <exception cref="InvalidDataException">A file is broken, the counts differ, or a label is out of range.</exception>
    public static ImageSet FromIdx(string imagePath, string labelPath, IReadOnlyList<string> classes)
    {
        IdxArray images = IdxArray.Read(imagePath), labels = IdxArray.Read(labelPath);
        if (images.Shape is not [var count, var height and > 0, var width and > 0])
            throw new InvalidDataException($"{imagePath}: shape {string.Join('x', images.Shape)}: expected images, count x rows x columns.");
        if (labels.Shape is not [var labelCount])
            throw new InvalidDataException($"{labelPath}: shape {string.Join('x', labels.Shape)}: expected labels, one axis.");
        if (labelCount != count)
            throw new InvalidDataException($"{labelPath}: {labelCount} labels, but {imagePath} holds {count} images.");
        return new ImageSet(Path.GetFileName(imagePath), 1, height, width, images.Values, CheckLabels(labels.Values, classes.Count, labelPath), classes);
    }

    /// <summary>Images of CIFAR's binary files: a record is <paramref name="labelBytes"/> labels, then 3 x 32 x 32 bytes.</summary>
    /// <param name="paths">Files of the same kind, read one after another.</param>
    /// <param name="labelBytes">1 in CIFAR-10; 2 in CIFAR-100, whose second label, the fine one, is used.</param>
    /// <param name="classes">Names of the classes.</param>
    /// <exception cref="InvalidDataException">A file is not a whole number of records, or a label is out of range.</exception>
    public static ImageSet FromCifar(IReadOnlyList<string> paths, int labelBytes, IReadOnlyList<string> classes)
    {
        const int side = 32, pixels = 3 * side * side;
        int record = labelBytes + pixels;
        List<byte[]> images = [];
        List<int> labels = [];
        foreach (string path in paths)
        {
            using Stream stream = DataFile.Open(path);
            byte[] bytes = DataFile.ReadAll(stream, path);
            if (bytes.Length == 0 || bytes.Length % record != 0)
                throw new InvalidDataException($"{path}: {bytes.Length} bytes are not a whole number of records of {record} bytes ({labelBytes} label, {pixels} pixels).");
            int count = bytes.Length / record;
            byte[] fine = new byte[count], packed = new byte[count * pixels];
            for (int i = 0; i < count; i++)
            {
                fine[i] = bytes[i * record + labelBytes - 1];
                bytes.AsSpan(i * record + labelBytes, pixels).CopyTo(packed.AsSpan(i * pixels));
            }
            labels.AddRange(CheckLabels(fine, classes.Count, path));
            images.Add(packed);
        }
        long total = images.Sum(i => (long)i.Length);
        if (total > Array.MaxLength) throw new InvalidDataException($"{string.Join(", ", paths)}: {total} bytes of pixels are too many to hold.");
        return new ImageSet(Path.GetFileName(paths[0]), 3, side, side, [.. images.SelectMany(i => i)], [.. labels], classes);
    }

    /// <summary>The first <paramref name="count"/> images, or all if there are fewer.</summary>
    public ImageSet Take(int count) => Slice(0, Math.Min(count, Count));

    /// <summary>Images from <paramref name="start"/> on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range leaves the set.</exception>
    public ImageSet Slice(int start, int count) => this with
    {
        Pixels = Pixels.AsSpan(checked(start * PixelsPerImage), checked(count * PixelsPerImage)).ToArray(),
        Labels = Labels.AsSpan(start, count).ToArray(),
    };

    /// <summary>Mean and standard deviation of every channel, pixels scaled to [0, 1].</summary>
    public (double[] Mean, double[] Deviation) Statistics()
    {
        double[] sum = new double[Channels], squares = new double[Channels];
        int plane = Height * Width;
        for (int i = 0; i < Pixels.Length; i++)
        {
            double value = Pixels[i] / 255.0;
            int channel = i / plane % Channels;
            sum[channel] += value;
            squares[channel] += value * value;
        }
        double n = Math.Max(1.0, (double)Count * plane);
        double[] mean = [.. sum.Select(s => s / n)];
        return (mean, [.. squares.Select((s, c) => Math.Sqrt(Math.Max(s / n - mean[c] * mean[c], 1e-12)))]); // a constant channel divides by 1e-6
    }

    private static int[] CheckLabels(byte[] labels, int classes, string path)
    {
        int bad = Array.FindIndex(labels, l => l >= classes);
        return bad < 0 ? [.. labels.Select(l => (int)l)]
            : throw new InvalidDataException($"{path}: label {labels[bad]} of item {bad}: expected 0 to {classes - 1}.");
    }
}
