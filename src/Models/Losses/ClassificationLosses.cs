namespace Neuron.Models.Losses;

/// <summary>Losses of probabilities and logits, by PyTorch's definitions; see also <see cref="Tensor.CrossEntropy"/>.</summary>
public static class ClassificationLosses
{
    extension(Tensor x)
    {
        /// <summary>−w_t · x_t of these log-probabilities and class numbers t; the mean is Σ lossᵢ / Σ w_tᵢ over those that are not ignored.</summary>
        /// <remarks>Shapes: x [N, C, …], targets [N, …] (integers). From logits, use <see cref="Tensor.CrossEntropy"/>.</remarks>
        /// <exception cref="ShapeException">The shapes do not fit.</exception>
        /// <exception cref="ArgumentOutOfRangeException">A target is no class.</exception>
        public Tensor NllLoss(Tensor targets, Tensor? weights = null, long ignoreIndex = -100, Reduction reduction = Reduction.Mean)
        {
            ArgumentNullException.ThrowIfNull(targets);
            if (x.Rank < 2 || targets.Rank != x.Rank - 1 || targets.Shape[0] != x.Shape[0] || targets.Shape[1..] != x.Shape[2..])
                throw ShapeException.Expected("NllLoss (targets)", $"the shape of the log-probabilities {x.Shape} without axis 1", targets.Shape);
            var t = targets.To(DType.Int64);
            var counts = t.Ne(Tensor.Scalar(ignoreIndex, DType.Int64, t.Device));
            var known = Tensor.Where(counts, t, t.ZerosLike()).Unsqueeze(1);
            var share = counts.To(x.DType);
            if (weights is not null)
            {
                share *= weights.To(x.DType).Reshape([1, x.Shape[1], .. Enumerable.Repeat(1, x.Rank - 2)]).Expand(x.Shape).Gather(1, known).Squeeze(1);
            }
            var chosen = x.Gather(1, known).Squeeze(1);
            var losses = -Tensor.Where(counts, chosen, chosen.ZerosLike()) * share; // an ignored one may be -∞, and 0 · ∞ is no number
            return reduction == Reduction.Mean ? losses.Sum() / share.Sum() : losses.Reduced(reduction);
        }

        /// <summary>
        /// −(t · log x + (1 − t) · log(1 − x)) of these probabilities, the logarithms at least −100; the gradient is (x − t) / max(x(1 − x), 1e-12).
        /// </summary>
        public Tensor BinaryCrossEntropy(Tensor targets, Reduction reduction = Reduction.Mean)
        {
            Pair.Check("BinaryCrossEntropy", x, targets);
            var dtype = DTypes.Promote(x.DType, targets.DType);
            if (!dtype.IsFloatingPoint) dtype = DType.Float32;
            return new BinaryCrossEntropyFunction().Apply(x.To(dtype), targets.To(dtype))[0].Reduced(reduction);
        }

        /// <summary>Binary cross-entropy of these logits: (1 − t) · x − (1 + (p − 1) · t) · log σ(x), without overflow.</summary>
        /// <param name="targets">In [0, 1].</param>
        /// <param name="positiveWeight">p, the weight of the positive answer; broadcasts. 1 by default.</param>
        /// <param name="reduction">How the losses are combined.</param>
        public Tensor BinaryCrossEntropyWithLogits(Tensor targets, Tensor? positiveWeight = null, Reduction reduction = Reduction.Mean)
        {
            Pair.Check("BinaryCrossEntropyWithLogits", x, targets);
            var log = x.LogSigmoid();
            if (positiveWeight is not null) log *= ((positiveWeight - 1) * targets) + 1;
            return (((1 - targets) * x) - log).Reduced(reduction);
        }

        /// <summary>Kullback-Leibler divergence Σ t · (log t − x) of these log-probabilities from the distribution t.</summary>
        /// <param name="target">Probabilities, or with <paramref name="logTarget"/> their logarithms.</param>
        /// <param name="logTarget">Whether the target is given as logarithms.</param>
        /// <param name="reduction">How the terms are combined.</param>
        /// <param name="perItem">Whether the mean is the divergence's, over the first axis (PyTorch's "batchmean"), and not over all elements.</param>
        public Tensor KlDivergence(Tensor target, bool logTarget = false, Reduction reduction = Reduction.Mean, bool perItem = true)
        {
            Pair.Check("KlDivergence", x, target);
            // 0 · log 0 counts as 0
            var terms = logTarget ? target.Exp() * (target - x)
                : (target * target.Clamp(min: target.DType == DType.Float64 ? 2.3e-308 : 1.2e-38).Log()) - (target * x);
            return reduction == Reduction.Mean && perItem ? terms.Sum() * (1.0 / (x.Rank == 0 ? 1 : Math.Max(1, x.Shape[0]))) : terms.Reduced(reduction);
        }
    }
}
