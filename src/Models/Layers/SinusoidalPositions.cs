namespace Neuron.Models;

/// <summary>Adds sin(p / 10000^(i/width)) at even channels i and the cosine at i + 1 to position p (arXiv 1706.03762, §3.5).</summary>
/// <remarks>Shapes: x [B, T, width] → the same.</remarks>
public sealed class SinusoidalPositions(int width, double period = 10_000) : Layer
{
    private Tensor? _table;

    /// <summary>The table [T, width].</summary>
    public static Tensor Table(int length, int width, double period = 10_000, DType dtype = DType.Float32)
    {
        var values = new double[length * width];
        for (int p = 0; p < length; p++)
            for (int i = 0; i < width; i++)
            {
                double angle = p / Math.Pow(period, (i - (i % 2)) / (double)width);
                values[(p * width) + i] = i % 2 == 0 ? Math.Sin(angle) : Math.Cos(angle);
            }
        return Tensor.From(values, [length, width]).To(dtype);
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        if (input.Rank != 3 || input.Shape[2] != width) throw ShapeException.Expected("positions", $"[B, T, {width}]", input.Shape);
        if (_table is null || _table.Shape[0] < input.Shape[1] || _table.DType != input.DType || _table.Device != input.Device)
        {
            using var _ = Dispatcher.Unrecorded();
            _table = Table(input.Shape[1], width, period, input.DType).To(input.Device);
        }
        return input + _table.Slice(0, 0, input.Shape[1]);
    }
}
