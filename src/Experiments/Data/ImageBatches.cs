namespace Neuron.Experiments.Data;

/// <summary>Turns images into batches on a device: x = (pixel/255 − mean) / deviation by channel.</summary>
/// <param name="images">The images.</param>
/// <param name="mean">Mean of each channel of the training images.</param>
/// <param name="deviation">Standard deviation of each channel of the training images.</param>
internal sealed class ImageBatches(ImageSet images, double[] mean, double[] deviation)
{
    /// <summary>The images.</summary>
    public ImageSet Images => images;

    /// <summary>The images at <paramref name="indices"/>: x [B, C, H, W] float32, y [B] int64.</summary>
    public (Tensor X, Tensor Y) Batch(ReadOnlySpan<int> indices)
    {
        int size = images.PixelsPerImage, plane = images.Height * images.Width;
        float[] x = new float[indices.Length * size];
        long[] y = new long[indices.Length];
        for (int b = 0; b < indices.Length; b++)
        {
            ReadOnlySpan<byte> pixels = images.Pixels.AsSpan(indices[b] * size, size);
            Span<float> row = x.AsSpan(b * size, size);
            for (int channel = 0; channel < images.Channels; channel++)
            {
                float scale = (float)(1 / (255 * deviation[channel])), shift = (float)(-mean[channel] / deviation[channel]);
                for (int i = channel * plane; i < (channel + 1) * plane; i++) row[i] = pixels[i] * scale + shift;
            }
            y[b] = images.Labels[indices[b]];
        }
        return (Tensor.From(x, [indices.Length, images.Channels, images.Height, images.Width]), Tensor.From(y));
    }
}
