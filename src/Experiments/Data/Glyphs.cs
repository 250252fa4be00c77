namespace Neuron.Experiments.Data;

/// <summary>Procedurally drawn images for when no data set is at hand: ten glyphs, jittered, among clutter, in MNIST's files.</summary>
/// <remarks>Each glyph is a set of strokes in the unit square, turned, scaled, sheared and moved at random, drawn with soft edges;
/// clutter is short strokes of random direction, and every pixel gets a little noise.</remarks>
internal static class Glyphs
{
    /// <summary>Names of the classes.</summary>
    public static IReadOnlyList<string> Classes { get; } =
        ["bar", "cross", "corner", "tee", "vee", "zed", "square", "triangle", "arrow", "fork"];

    private static readonly double[][][] s_strokes = // polylines x, y, x, y, … of each class
    [
        [[0.5, 0, 0.5, 1]],
        [[0.5, 0, 0.5, 1], [0, 0.5, 1, 0.5]],
        [[0.1, 0, 0.1, 1, 0.9, 1]],
        [[0, 0, 1, 0], [0.5, 0, 0.5, 1]],
        [[0, 0, 0.5, 1, 1, 0]],
        [[0, 0, 1, 0, 0, 1, 1, 1]],
        [[0, 0, 1, 0, 1, 1, 0, 1, 0, 0]],
        [[0.5, 0, 1, 1, 0, 1, 0.5, 0]],
        [[0.5, 1, 0.5, 0], [0.1, 0.4, 0.5, 0, 0.9, 0.4]],
        [[0.5, 1, 0.5, 0.5], [0, 0, 0.5, 0.5, 1, 0]],
    ];

    /// <summary>Draws <paramref name="count"/> images of <paramref name="side"/> x <paramref name="side"/> pixels.</summary>
    /// <returns>Images [count, side, side] and labels [count].</returns>
    /// <exception cref="ArgumentOutOfRangeException">The side is under 8 or over 256, or the count is negative.</exception>
    public static (IdxArray Images, IdxArray Labels) Draw(int count, int side, int clutter, Rng rng)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (side is < 8 or > 256) throw new ArgumentOutOfRangeException(nameof(side), side, "Glyphs: expected a side of 8 to 256 pixels.");
        byte[] pixels = new byte[checked(count * side * side)], labels = new byte[count];
        double[] canvas = new double[side * side];
        for (int n = 0; n < count; n++)
        {
            Array.Clear(canvas);
            int label = rng.Next(Classes.Count);
            labels[n] = (byte)label;
            for (int k = 0; k < clutter; k++) DrawClutter(canvas, side, rng);
            DrawGlyph(canvas, side, s_strokes[label], rng);
            for (int i = 0; i < canvas.Length; i++)
            {
                double noisy = canvas[i] + 0.08 * (rng.NextDouble() - 0.5);
                pixels[n * canvas.Length + i] = (byte)Math.Clamp(Math.Round(255 * noisy), 0, 255);
            }
        }
        return (new([count, side, side], pixels), new([count], labels));
    }

    /// <summary>Writes a training and a test set under MNIST's file names.</summary>
    public static void WriteFiles(string folder, int train, int test, int side, int clutter, ulong seed)
    {
        var rng = new Rng(seed);
        foreach (var (prefix, count, stream) in new[] { ("train", train, 0ul), ("t10k", test, 1ul) })
        {
            var (images, labels) = Draw(count, side, clutter, rng.Split(stream));
            images.Write(Path.Combine(folder, $"{prefix}-images-idx3-ubyte"));
            labels.Write(Path.Combine(folder, $"{prefix}-labels-idx1-ubyte"));
        }
    }

    private static void DrawGlyph(double[] canvas, int side, double[][] strokes, Rng rng)
    {
        double turn = Between(rng, -0.3, 0.3), shear = Between(rng, -0.25, 0.25), size = side * Between(rng, 0.5, 0.72);
        double stretch = Between(rng, 0.85, 1.15), thickness = side * Between(rng, 0.035, 0.06), ink = Between(rng, 0.75, 1);
        double room = side * 0.12, centreX = side / 2.0 + Between(rng, -room, room), centreY = side / 2.0 + Between(rng, -room, room);
        var (sin, cos) = Math.SinCos(turn);
        foreach (double[] line in strokes)
        {
            double[] placed = new double[line.Length];
            for (int i = 0; i < line.Length; i += 2)
            {
                double y = (line[i + 1] - 0.5) * size / stretch, x = (line[i] - 0.5) * size * stretch * 0.85 + shear * y;
                placed[i] = centreX + cos * x - sin * y;
                placed[i + 1] = centreY + sin * x + cos * y;
            }
            for (int i = 0; i + 3 < placed.Length; i += 2)
                Stroke(canvas, side, placed[i], placed[i + 1], placed[i + 2], placed[i + 3], thickness, ink);
        }
    }

    private static void DrawClutter(double[] canvas, int side, Rng rng)
    {
        double x = Between(rng, 0, side), y = Between(rng, 0, side), length = side * Between(rng, 0.1, 0.25);
        var (sin, cos) = Math.SinCos(Between(rng, 0, Math.Tau));
        Stroke(canvas, side, x, y, x + cos * length, y + sin * length, side * 0.03, Between(rng, 0.3, 0.7));
    }

    /// <summary>Darkens the pixels within <paramref name="thickness"/> of the segment, falling off over one pixel.</summary>
    private static void Stroke(double[] canvas, int side, double x1, double y1, double x2, double y2, double thickness, double ink)
    {
        double dx = x2 - x1, dy = y2 - y1, squared = Math.Max(dx * dx + dy * dy, 1e-12), reach = thickness + 1;
        int left = Math.Max(0, (int)(Math.Min(x1, x2) - reach)), right = Math.Min(side - 1, (int)(Math.Max(x1, x2) + reach));
        int top = Math.Max(0, (int)(Math.Min(y1, y2) - reach)), bottom = Math.Min(side - 1, (int)(Math.Max(y1, y2) + reach));
        for (int row = top; row <= bottom; row++)
        {
            for (int column = left; column <= right; column++)
            {
                double px = column + 0.5 - x1, py = row + 0.5 - y1, t = Math.Clamp((px * dx + py * dy) / squared, 0, 1);
                double distance = Math.Sqrt((px - t * dx) * (px - t * dx) + (py - t * dy) * (py - t * dy));
                double cover = ink * Math.Clamp(thickness + 0.5 - distance, 0, 1);
                canvas[row * side + column] = Math.Max(canvas[row * side + column], cover);
            }
        }
    }

    private static double Between(Rng rng, double low, double high) => low + (high - low) * rng.NextDouble();
}
