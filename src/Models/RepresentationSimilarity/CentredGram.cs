using Neuron.Autograd;

namespace Neuron.Models.RepresentationSimilarity;

/// <summary>
/// The centred Gram matrix Rc · Rcᵀ [N, N] of a fixed representation, in float64: computed once for a guide whose representation
/// of a batch is compared with several others or several times.
/// </summary>
public sealed class CentredGram
{
    private CentredGram(Tensor gram)
    {
        Gram = gram;
        SquaredNorm = gram.Square().Sum().Item();
    }

    /// <summary>Number of samples N.</summary>
    public int Samples => Gram.Shape[0];

    internal Tensor Gram { get; }

    /// <summary>⟨Gram, Gram⟩, the HSIC with itself.</summary>
    internal double SquaredNorm { get; }

    /// <summary>Of a representation [N, ..]; without gradient.</summary>
    public static CentredGram Of(Tensor representation)
    {
        using var _ = NoGrad.Enter();
        var centred = Representation.Flat(representation, "centred Gram matrix").Centred();
        return new(centred.MatMul(centred.Mt).To(DType.Float64));
    }
}
