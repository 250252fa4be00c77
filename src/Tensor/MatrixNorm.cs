namespace Neuron;

/// <summary>Norms of a matrix.</summary>
public enum MatrixNorm
{
    /// <summary>√Σ aᵢⱼ².</summary>
    Frobenius,

    /// <summary>Sum of the singular values.</summary>
    Nuclear,

    /// <summary>Largest singular value.</summary>
    Spectral,

    /// <summary>Largest sum of a column's absolute values.</summary>
    One,

    /// <summary>Largest sum of a row's absolute values.</summary>
    Infinity,
}
