namespace Neuron.Models;

/// <summary>Normalisation written in tensor operations.</summary>
internal static class Normalization
{
    /// <summary>(x − mean) / √(variance + ε)·γ + β with the moments over some axes; γ and β broadcast.</summary>
    public static Tensor Over(Tensor x, int[] axes, Tensor? weight, Tensor? bias, double epsilon)
    {
        var centred = x - x.Mean(axes, keepDims: true);
        var y = centred * (centred.Square().Mean(axes, keepDims: true) + epsilon).Rsqrt();
        if (weight is not null) y *= weight;
        return bias is null ? y : y + bias;
    }
}
