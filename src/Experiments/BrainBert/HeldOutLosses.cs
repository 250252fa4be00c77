namespace Neuron.Experiments.BrainBert;

/// <summary>Losses over the cells of several batches, each cell counting as much as any other however many its batch has.</summary>
internal sealed class HeldOutLosses
{
    private double _masked, _content, _product, _square;
    private long _maskedCells, _contentCells;

    /// <summary>Mean over the cells to predict of |Y − Ŷ|; 0 of none.</summary>
    public double Masked => _masked / Math.Max(1, _maskedCells);

    /// <summary>The same over those of them whose true value is beyond the threshold.</summary>
    public double Content => _content / Math.Max(1, _contentCells);

    /// <summary>Σ predicted·true / Σ true² over these; 0 of none.</summary>
    public double BurstRatio => _square > 0 ? _product / _square : 0;

    /// <summary>Adds a batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="prediction">What was predicted of it, of the shape of its images.</param>
    public void Add(MaskedBatch batch, Tensor prediction)
    {
        (_, Tensor masked, Tensor content) = batch.Loss(prediction, alpha: 0);
        Tensor burst = batch.Content * batch.Target;
        (_masked, _maskedCells) = (_masked + batch.MaskedCells * masked.Item(), _maskedCells + batch.MaskedCells);
        (_content, _contentCells) = (_content + batch.ContentCells * content.Item(), _contentCells + batch.ContentCells);
        _product += batch.ContentCells * (burst * prediction).Sum().Item();
        _square += batch.ContentCells * (burst * batch.Target).Sum().Item();
    }
}
