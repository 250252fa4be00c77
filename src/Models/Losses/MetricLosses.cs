namespace Neuron.Models.Losses;

/// <summary>Losses of distances and similarities, by PyTorch's definitions.</summary>
public static class MetricLosses
{
    extension(Tensor x)
    {
        /// <summary>1 − cosine similarity of the rows of this [N, P] and y.</summary>
        /// <exception cref="ShapeException">The shapes differ.</exception>
        public Tensor CosineLoss(Tensor y, Reduction reduction = Reduction.Mean)
        {
            Pair.Check("CosineLoss", x, y);
            return (1 - x.CosineSimilarity(y)).Reduced(reduction);
        }

        /// <summary>1 − cos of the rows where the label is 1, max(0, cos − margin) where it is −1.</summary>
        /// <remarks>Shapes: this and y [N, P], labels [N].</remarks>
        /// <exception cref="ShapeException">The shapes are others.</exception>
        public Tensor CosineEmbeddingLoss(Tensor y, Tensor labels, double margin = 0, Reduction reduction = Reduction.Mean)
        {
            Pair.Check("CosineEmbeddingLoss", x, y);
            var cos = x.CosineSimilarity(y);
            Pair.Check("CosineEmbeddingLoss (labels)", cos, labels);
            return Tensor.Where(labels.Gt(0), 1 - cos, (cos - margin).Relu()).Reduced(reduction);
        }

        /// <summary>max(0, −label · (x − y) + margin): where the label is 1, x shall rank above y, where it is −1 below.</summary>
        public Tensor MarginRankingLoss(Tensor y, Tensor labels, double margin = 0, Reduction reduction = Reduction.Mean)
        {
            var d = Pair.Difference("MarginRankingLoss", x, y);
            Pair.Check("MarginRankingLoss (labels)", d, labels);
            return (margin - (labels.To(d.DType) * d)).Relu().Reduced(reduction);
        }

        /// <summary>This distance where the label is 1, max(0, margin − x) where it is −1.</summary>
        public Tensor HingeEmbeddingLoss(Tensor labels, double margin = 1, Reduction reduction = Reduction.Mean)
        {
            Pair.Check("HingeEmbeddingLoss", x, labels);
            var distances = x.AsFloatingPoint();
            return Tensor.Where(labels.Gt(0), distances, (margin - distances).Relu()).Reduced(reduction);
        }

        /// <summary>max(0, 1 − label · x) with labels −1 and 1.</summary>
        public Tensor HingeLoss(Tensor labels, Reduction reduction = Reduction.Mean)
        {
            Pair.Check("HingeLoss", x, labels);
            var scores = x.AsFloatingPoint();
            return (1 - (labels.To(scores.DType) * scores)).Relu().Reduced(reduction);
        }

        /// <summary>max(0, d(x, positive) − d(x, negative) + margin) with distances d(a, b) = ‖a − b + ε‖_p along the last axis.</summary>
        public Tensor TripletMarginLoss(Tensor positive, Tensor negative, double margin = 1, double p = 2, double epsilon = 1e-6, Reduction reduction = Reduction.Mean)
        {
            Tensor Distance(Tensor other)
            {
                var d = Pair.Difference("TripletMarginLoss", x, other) + epsilon;
                return p == 2 ? d.Square().Sum(-1).Sqrt() : d.Abs().Pow(p).Sum(-1).Pow(1 / p);
            }
            return (Distance(positive) - Distance(negative) + margin).Relu().Reduced(reduction);
        }

        /// <summary>
        /// Symmetric contrastive loss: cross-entropy of the cosine similarities of all rows of this and y over the temperature, in both
        /// directions, each row's own partner being the right class (arXiv 2103.00020, figure 3).
        /// </summary>
        /// <remarks>Shapes: this and y [N, P].</remarks>
        /// <exception cref="ArgumentOutOfRangeException">The temperature is not positive.</exception>
        public Tensor InfoNceLoss(Tensor y, double temperature = 0.07, Reduction reduction = Reduction.Mean)
        {
            Pair.Check("InfoNceLoss", x, y);
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
            if (x.Rank != 2) throw ShapeException.Expected("InfoNceLoss", "[N, P]", x.Shape);
            var logits = x.Normalize().MatMul(y.Normalize().Mt) * (1 / temperature);
            var own = Tensor.Arange(x.Shape[0], x.Device);
            return 0.5 * (logits.CrossEntropy(own, reduction: reduction) + logits.Mt.CrossEntropy(own, reduction: reduction));
        }
    }
}
