namespace Neuron.Models.RepresentationSimilarity;

/// <summary>How two dissimilarity matrices are compared, over the pairs below the diagonal.</summary>
public enum RdmComparison
{
    /// <summary>Pearson's correlation; has a gradient.</summary>
    Pearson,

    /// <summary>Spearman's rank correlation; no gradient.</summary>
    Spearman,

    /// <summary>Kendall's τ-b; no gradient.</summary>
    Kendall,

    /// <summary>Cosine; has a gradient.</summary>
    Cosine,
}
