namespace Neuron.Experiments.Guidance;

/// <summary>Similarities of two representations that a guidance loss can use; the paper's main one is <see cref="Cka"/>.</summary>
internal enum Similarity
{
    /// <summary>Linear centred kernel alignment, biased, of the batch (§3, App. B).</summary>
    Cka,
    /// <summary>Linear CKA without the bias of small batches.</summary>
    DebiasedCka,
    /// <summary>CKA of Gaussian kernels whose width is the median distance.</summary>
    RbfCka,
    /// <summary>Representational similarity analysis: cosine distances, Pearson on the strict lower triangle (App. J.1).</summary>
    Rsa,
    /// <summary>RSA as in the released code: cosine similarities, Pearson over all entries.</summary>
    RsaRepo,
    /// <summary>Ridge regression from target to guide behind fixed random projections, fitted on half of the batch (App. J.2).</summary>
    Ridge,
    /// <summary>Normalised nuclear norm of the cross-covariance.</summary>
    Procrustes,
    /// <summary>Squared distance correlation.</summary>
    DistanceCorrelation,
    /// <summary>Mean squared canonical correlation.</summary>
    RSquaredCca,
}
