namespace Neuron.Models;

/// <summary>In training sets each element to 0 with probability p and divides the others by 1 − p (JMLR 15, 1929).</summary>
public sealed class Dropout : Layer
{
    private readonly double _p;
    private readonly Rng _rng;
    private readonly int _sharedFrom;

    /// <param name="p">Probability, in [0, 1).</param>
    /// <param name="rng">Where the elements are drawn; <see cref="Rng.Default"/> by default.</param>
    /// <param name="sharedFrom">From this axis on, elements share one draw: 2 drops whole channels of [B, C, H, W].</param>
    public Dropout(double p, Rng? rng = null, int sharedFrom = int.MaxValue)
    {
        _p = p is >= 0 and < 1 ? p : throw new ArgumentOutOfRangeException(nameof(p), p, "Dropout: expected a probability in [0, 1).");
        (_rng, _sharedFrom) = (AddStream(rng), sharedFrom);
    }

    /// <summary>Probability.</summary>
    internal double P => _p;

    /// <summary>Where the elements are drawn.</summary>
    internal Rng Stream => _rng;

    /// <inheritdoc/>
    protected override string Description => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{_p}");

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        if (!IsTraining || _p == 0) return input;
        if (_sharedFrom >= input.Rank) return input.Dropout(_p, _rng);
        var shape = input.Shape.ToArray();
        for (int axis = _sharedFrom; axis < shape.Length; axis++) shape[axis] = 1;
        return input * Tensor.Ones(Shape.Create(shape), input.DType, input.Device).Dropout(_p, _rng);
    }
}
