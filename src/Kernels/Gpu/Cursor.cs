namespace Neuron.Kernels.Gpu;

/// <summary>Quotient and remainder of a growing index by a width, without a division at each step.</summary>
internal struct Cursor
{
    private readonly int _width, _stepQuotient, _stepRemainder;

    /// <summary>At <paramref name="first"/>; every <see cref="Next"/> adds <paramref name="step"/>.</summary>
    public Cursor(int first, int step, int width)
    {
        _width = width;
        _stepQuotient = step / width;
        _stepRemainder = step % width;
        Quotient = first / width;
        Remainder = first % width;
    }

    /// <summary>Index / width.</summary>
    public int Quotient { get; private set; }

    /// <summary>Index mod width.</summary>
    public int Remainder { get; private set; }

    /// <summary>Goes one step on.</summary>
    public void Next()
    {
        Quotient += _stepQuotient;
        Remainder += _stepRemainder;
        if (Remainder < _width) return;
        Remainder -= _width;
        Quotient++;
    }
}
