namespace Neuron.Models.RepresentationSimilarity;

/// <summary>How centred columns are scaled before units are matched.</summary>
public enum ColumnScaling
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>The whole matrix to unit Frobenius norm.</summary>
    UnitFrobenius,

    /// <summary>Each column to unit length.</summary>
    UnitColumns,
}
