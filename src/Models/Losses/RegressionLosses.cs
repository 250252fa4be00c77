using Neuron.Autograd;

namespace Neuron.Models.Losses;

/// <summary>Losses of numbers against numbers, by PyTorch's definitions.</summary>
public static class RegressionLosses
{
    extension(Tensor x)
    {
        /// <summary>Squared error (x − y)².</summary>
        public Tensor MseLoss(Tensor y, Reduction reduction = Reduction.Mean) => Pair.Difference("MseLoss", x, y).Square().Reduced(reduction);

        /// <summary>Absolute error |x − y|.</summary>
        public Tensor L1Loss(Tensor y, Reduction reduction = Reduction.Mean) => Pair.Difference("L1Loss", x, y).Abs().Reduced(reduction);

        /// <summary>(x − y)² / 2β where |x − y| is below β, else |x − y| − β/2 (arXiv 1504.08083).</summary>
        /// <exception cref="ArgumentOutOfRangeException">β is negative.</exception>
        public Tensor SmoothL1Loss(Tensor y, double beta = 1, Reduction reduction = Reduction.Mean)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(beta);
            var d = Pair.Difference("SmoothL1Loss", x, y).Abs();
            if (beta == 0) return d.Reduced(reduction);
            return Tensor.Where(d.Lt(Tensor.Scalar(beta, d.DType, d.Device)), d.Square() * (0.5 / beta), d - (0.5 * beta)).Reduced(reduction);
        }

        /// <summary>(x − y)² / 2 where |x − y| is below δ, else δ · (|x − y| − δ/2).</summary>
        /// <exception cref="ArgumentOutOfRangeException">δ is not positive.</exception>
        public Tensor HuberLoss(Tensor y, double delta = 1, Reduction reduction = Reduction.Mean)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(delta);
            return x.SmoothL1Loss(y, delta, reduction) * delta;
        }

        /// <summary>Negative log-likelihood of a normal distribution with this mean: ½ (log v + (y − x)² / v), v at least ε; the constant is left out.</summary>
        /// <remarks>Shapes: this and y [.., N], the variance the same, [.., 1] or [..]. Its gradient is that of v, also below ε.</remarks>
        /// <exception cref="ShapeException">The shapes are others.</exception>
        public Tensor GaussianNllLoss(Tensor y, Tensor variance, double epsilon = 1e-6, Reduction reduction = Reduction.Mean)
        {
            ArgumentNullException.ThrowIfNull(variance);
            if (x.Rank > 0 && variance.Shape == x.Shape[..^1]) variance = variance.Unsqueeze(-1);
            else if (!(variance.Rank == x.Rank && variance.Rank > 0 && variance.Shape[^1] == 1 && variance.Shape[..^1] == x.Shape[..^1])) Pair.Check("GaussianNllLoss (variance)", x, variance);
            var v = variance.Clamp(min: epsilon).Detach() + (variance - variance.Detach()); // the second is 0 and passes the gradient
            return (0.5 * (v.Log() + (Pair.Difference("GaussianNllLoss", x, y).Square() / v))).Reduced(reduction);
        }

        /// <summary>Negative log-likelihood of counts y under a Poisson distribution of log rate x: eˣ − y·x; the term in y alone is left out.</summary>
        public Tensor PoissonNllLoss(Tensor y, Reduction reduction = Reduction.Mean)
        {
            Pair.Check("PoissonNllLoss", x, y);
            return (x.Exp() - (y * x.AsFloatingPoint())).Reduced(reduction);
        }
    }
}
