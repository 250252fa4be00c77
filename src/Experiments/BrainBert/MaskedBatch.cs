namespace Neuron.Experiments.BrainBert;

/// <summary>Masked images with what is to be reconstructed of them, and the content-aware loss (specification 6.1).</summary>
/// <param name="Input">Masked images [B, T, bins].</param>
/// <param name="Target">The images.</param>
/// <param name="Masked">1 / |M| in the cells M to predict, else 0.</param>
/// <param name="Content">1 / |C| in the cells C of M whose true value is beyond ±γ, else 0; 0 everywhere where there is none.</param>
/// <param name="MaskedCells">|M|.</param>
/// <param name="ContentCells">|C|.</param>
internal sealed record MaskedBatch(Tensor Input, Tensor Target, Tensor Masked, Tensor Content, long MaskedCells, long ContentCells)
{
    /// <summary>Cells within ±γ of the mean are mostly noise; 1 in the paper.</summary>
    public const double Threshold = 1;

    /// <summary>A batch of arrays of one shape.</summary>
    public static MaskedBatch Of(float[] input, float[] target, bool[] targets, Shape shape, double threshold = Threshold)
    {
        long masked = 0, content = 0;
        for (int i = 0; i < targets.Length; i++)
        {
            if (!targets[i]) continue;
            masked++;
            if (Math.Abs(target[i]) > threshold) content++;
        }
        float perCell = 1f / Math.Max(1, masked), perContent = 1f / Math.Max(1, content);
        float[] weights = new float[targets.Length], contentWeights = new float[targets.Length];
        for (int i = 0; i < targets.Length; i++)
        {
            if (!targets[i]) continue;
            weights[i] = perCell;
            if (Math.Abs(target[i]) > threshold) contentWeights[i] = perContent;
        }
        return new(Tensor.From(input, shape), Tensor.From(target, shape), Tensor.From(weights, shape), Tensor.From(contentWeights, shape), masked, content);
    }

    /// <summary>mean over M of |Y − Ŷ|, the same over C, and their sum L = masked + α·content.</summary>
    public (Tensor Total, Tensor Masked, Tensor Content) Loss(Tensor prediction, double alpha)
    {
        Tensor error = (Target - prediction).Abs(), masked = (error * Masked).Sum(), content = (error * Content).Sum();
        return (masked + content * alpha, masked, content);
    }
}
