namespace Neuron.Models.RepresentationSimilarity;

/// <summary>How far two samples' representations are from each other.</summary>
public enum Dissimilarity
{
    /// <summary>1 − cosine of the rows.</summary>
    Cosine,

    /// <summary>Euclidean distance.</summary>
    Euclidean,

    /// <summary>Squared Euclidean distance.</summary>
    SquaredEuclidean,

    /// <summary>1 − Pearson's correlation over the features; needs at least 3 of them.</summary>
    Correlation,
}
