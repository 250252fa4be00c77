using Neuron.Autograd;
using Neuron.Models;

namespace Neuron.Experiments.Guidance;

/// <summary>Linear CKA of every tap of one network with every tap of another, on the same inputs.</summary>
internal static class SimilarityMap
{
    /// <summary>CKA(i, j) = ⟨K_i, L_j⟩ / (‖K_i‖‖L_j‖), K and L the Gram matrices of the centred taps; rows are taps of the first network.</summary>
    public static double[][] Between(IReadOnlyList<Tap> first, IReadOnlyList<Tap> second)
    {
        using var _ = NoGrad.Enter();
        double[][] a = [.. first.Select(t => Gram(t.Value))], b = [.. second.Select(t => Gram(t.Value))];
        return [.. a.Select(k => b.Select(l => Dot(k, l)).ToArray())];
    }

    /// <summary>The centred Gram matrix of a tap [N, …], of Frobenius norm 1; all zeros where the tap is the same for every sample.</summary>
    private static double[] Gram(Tensor tap)
    {
        int n = tap.Shape[0];
        Tensor x = Similarities.Standardised(tap.Detach().Reshape(n, -1));
        Tensor centred = x - x.Mean(0, keepDims: true);
        double[] gram = centred.MatMul(centred.Mt).To(DType.Float64).ToArray<double>();
        double norm = Math.Sqrt(Dot(gram, gram));
        if (norm < 1e-10) return new double[gram.Length]; // HSIC below 1e-20: no direction to compare
        for (int i = 0; i < gram.Length; i++) gram[i] /= norm;
        return gram;
    }

    private static double Dot(double[] a, double[] b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }
}
