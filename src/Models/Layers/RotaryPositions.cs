namespace Neuron.Models;

/// <summary>Rotates the channel pairs (2i, 2i + 1) of position t by t·period^(−2i/width) (arXiv 2104.09864, §3.2).</summary>
/// <remarks>Shapes: x [.., T, width], width even → the same.</remarks>
public sealed class RotaryPositions(int width, double period = 10_000) : Layer
{
    private readonly int _width = width % 2 == 0 ? width : throw new ArgumentException($"RotaryPositions: width {width}; expected an even number.", nameof(width));
    private Turns? _table; // one reference, which threads may read while another replaces it

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        if (input.Rank < 2 || input.Shape[^1] != _width) throw ShapeException.Expected("rotary", $"[.., T, {_width}]", input.Shape);
        int length = input.Shape[^2], pairs = _width / 2;
        var (cos, sin) = Table(length, input);
        var x = input.Reshape([.. input.Shape[..^1], pairs, 2]);
        Tensor even = x.Select(-1, 0), odd = x.Select(-1, 1);
        return Tensor.Stack([(even * cos) - (odd * sin), (even * sin) + (odd * cos)], axis: -1).Reshape(input.Shape);
    }

    private (Tensor Cos, Tensor Sin) Table(int length, Tensor like)
    {
        if (_table is not { } table || table.Cos.Shape[0] < length || table.Cos.DType != like.DType || table.Cos.Device != like.Device)
        {
            using var _ = Dispatcher.Unrecorded();
            int pairs = _width / 2;
            var angle = new double[length * pairs];
            for (int i = 0; i < angle.Length; i++) angle[i] = (i / pairs) * Math.Pow(period, -2.0 * (i % pairs) / _width);
            var a = Tensor.From(angle, [length, pairs]);
            _table = table = new(a.Cos().To(like.DType).To(like.Device), a.Sin().To(like.DType).To(like.Device));
        }
        return (table.Cos.Slice(0, 0, length), table.Sin.Slice(0, 0, length));
    }

    private sealed record Turns(Tensor Cos, Tensor Sin);
}
