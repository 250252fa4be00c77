namespace Neuron.Kernels.Language.ScanReduceOperations;

/// <summary>Sum of ints.</summary>
public readonly struct AddInt32 : IScanReduceOperation<int>
{
    /// <inheritdoc/>
    public int Identity => 0;

    /// <inheritdoc/>
    public int Apply(int first, int second) => first + second;
}

/// <summary>Sum of longs.</summary>
public readonly struct AddInt64 : IScanReduceOperation<long>
{
    /// <inheritdoc/>
    public long Identity => 0;

    /// <inheritdoc/>
    public long Apply(long first, long second) => first + second;
}

/// <summary>Sum of uints.</summary>
public readonly struct AddUInt32 : IScanReduceOperation<uint>
{
    /// <inheritdoc/>
    public uint Identity => 0;

    /// <inheritdoc/>
    public uint Apply(uint first, uint second) => first + second;
}

/// <summary>Sum of floats.</summary>
public readonly struct AddFloat : IScanReduceOperation<float>
{
    /// <inheritdoc/>
    public float Identity => 0;

    /// <inheritdoc/>
    public float Apply(float first, float second) => first + second;
}

/// <summary>Sum of doubles.</summary>
public readonly struct AddDouble : IScanReduceOperation<double>
{
    /// <inheritdoc/>
    public double Identity => 0;

    /// <inheritdoc/>
    public double Apply(double first, double second) => first + second;
}

/// <summary>Largest of ints.</summary>
public readonly struct MaxInt32 : IScanReduceOperation<int>
{
    /// <inheritdoc/>
    public int Identity => int.MinValue;

    /// <inheritdoc/>
    public int Apply(int first, int second) => Math.Max(first, second);
}

/// <summary>Largest of longs.</summary>
public readonly struct MaxInt64 : IScanReduceOperation<long>
{
    /// <inheritdoc/>
    public long Identity => long.MinValue;

    /// <inheritdoc/>
    public long Apply(long first, long second) => Math.Max(first, second);
}

/// <summary>Largest of uints.</summary>
public readonly struct MaxUInt32 : IScanReduceOperation<uint>
{
    /// <inheritdoc/>
    public uint Identity => uint.MinValue;

    /// <inheritdoc/>
    public uint Apply(uint first, uint second) => Math.Max(first, second);
}

/// <summary>Largest of floats.</summary>
public readonly struct MaxFloat : IScanReduceOperation<float>
{
    /// <inheritdoc/>
    public float Identity => float.NegativeInfinity;

    /// <inheritdoc/>
    public float Apply(float first, float second) => XMath.Max(first, second);
}

/// <summary>Largest of doubles.</summary>
public readonly struct MaxDouble : IScanReduceOperation<double>
{
    /// <inheritdoc/>
    public double Identity => double.NegativeInfinity;

    /// <inheritdoc/>
    public double Apply(double first, double second) => XMath.Max(first, second);
}

/// <summary>Smallest of ints.</summary>
public readonly struct MinInt32 : IScanReduceOperation<int>
{
    /// <inheritdoc/>
    public int Identity => int.MaxValue;

    /// <inheritdoc/>
    public int Apply(int first, int second) => Math.Min(first, second);
}

/// <summary>Smallest of longs.</summary>
public readonly struct MinInt64 : IScanReduceOperation<long>
{
    /// <inheritdoc/>
    public long Identity => long.MaxValue;

    /// <inheritdoc/>
    public long Apply(long first, long second) => Math.Min(first, second);
}

/// <summary>Smallest of uints.</summary>
public readonly struct MinUInt32 : IScanReduceOperation<uint>
{
    /// <inheritdoc/>
    public uint Identity => uint.MaxValue;

    /// <inheritdoc/>
    public uint Apply(uint first, uint second) => Math.Min(first, second);
}

/// <summary>Smallest of floats.</summary>
public readonly struct MinFloat : IScanReduceOperation<float>
{
    /// <inheritdoc/>
    public float Identity => float.PositiveInfinity;

    /// <inheritdoc/>
    public float Apply(float first, float second) => XMath.Min(first, second);
}

/// <summary>Smallest of doubles.</summary>
public readonly struct MinDouble : IScanReduceOperation<double>
{
    /// <inheritdoc/>
    public double Identity => double.PositiveInfinity;

    /// <inheritdoc/>
    public double Apply(double first, double second) => XMath.Min(first, second);
}
