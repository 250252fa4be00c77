namespace Neuron.Kernels.Cpu;

/// <summary>The rows of a plane in which one tap of a kernel meets the image: where they start, and how long they are.</summary>
internal ref struct TapRows
{
    private readonly ConvShape _shape;
    private readonly int _d, _h, _w, _firstOut, _length;
    private int _row;

    public TapRows(in ConvShape shape, int tap)
    {
        _shape = shape;
        var (rest, w) = Math.DivRem(tap, shape.Kernel.W);
        var (d, h) = Math.DivRem(rest, shape.Kernel.H);
        _d = (d * shape.Dilation.D) - shape.Padding.D;
        _h = (h * shape.Dilation.H) - shape.Padding.H;
        _w = (w * shape.Dilation.W) - shape.Padding.W;
        int step = shape.Stride.W;
        _firstOut = _w < 0 ? (step - 1 - _w) / step : 0;
        int last = Math.Min(shape.Output.W - 1, shape.Input.W - 1 - _w < 0 ? -1 : (shape.Input.W - 1 - _w) / step);
        _length = last - _firstOut + 1;
        _row = -1;
    }

    /// <summary>Places of the row's first element in the input's and the output's volume, and its elements.</summary>
    public Row Current { get; private set; }

    public readonly TapRows GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_length <= 0) return false;
        while (++_row < _shape.Output.D * _shape.Output.H)
        {
            var (d, h) = Math.DivRem(_row, _shape.Output.H);
            int inD = (d * _shape.Stride.D) + _d, inH = (h * _shape.Stride.H) + _h;
            if ((uint)inD >= (uint)_shape.Input.D || (uint)inH >= (uint)_shape.Input.H) continue;
            Current = new Row(
                (((inD * _shape.Input.H) + inH) * _shape.Input.W) + (_firstOut * _shape.Stride.W) + _w,
                (_row * _shape.Output.W) + _firstOut,
                _length);
            return true;
        }
        return false;
    }

    internal readonly record struct Row(int Input, int Output, int Length);
}
