namespace Neuron.Primitives;

/// <summary>How an optimiser steps, with the constants of this step. The formulas stand at the kernels of the same names.</summary>
internal abstract record OptimizerRule
{
    /// <summary>State tensors of each parameter, of its shape, zero before the first step unless a rule says otherwise.</summary>
    public abstract int States { get; }

    /// <summary>Stochastic gradient descent. State with momentum: its buffer, set by the step that is marked first.</summary>
    public sealed record Sgd(
        double LearningRate, double Momentum = 0, double Dampening = 0, double WeightDecay = 0, bool Nesterov = false, bool First = false, bool Maximize = false)
        : OptimizerRule
    {
        public override int States => Momentum != 0 ? 1 : 0;
    }

    /// <summary>Adam; with decoupled weight decay, AdamW. States: m, v, and with AMSGrad the largest v. Steps count from 1.</summary>
    public sealed record Adam(
        double LearningRate, double Beta1, double Beta2, double Epsilon, long Step, double WeightDecay = 0, bool Decoupled = false, bool Amsgrad = false, bool Maximize = false)
        : OptimizerRule
    {
        public override int States => Amsgrad ? 3 : 2;
    }

    /// <summary>Adamax. States: m and the decaying largest |g|. Steps count from 1.</summary>
    public sealed record Adamax(
        double LearningRate, double Beta1, double Beta2, double Epsilon, long Step, double WeightDecay = 0, bool Maximize = false)
        : OptimizerRule
    {
        public override int States => 2;
    }

    /// <summary>NAdam. States: m, v. Steps count from 1.</summary>
    /// <param name="LearningRate">lr.</param>
    /// <param name="Beta1">β₁.</param>
    /// <param name="Beta2">β₂.</param>
    /// <param name="Epsilon">ε.</param>
    /// <param name="Step">t.</param>
    /// <param name="Momentum">μ_t = β₁ · (1 − ½ · 0.96^(t·ψ)).</param>
    /// <param name="NextMomentum">μ_(t+1).</param>
    /// <param name="MomentumProduct">μ₁ · … · μ_t.</param>
    /// <param name="NextMomentumProduct">μ₁ · … · μ_(t+1). PyTorch up to 1.13 multiplies it by μ_t once more, against its own documentation.</param>
    /// <param name="WeightDecay">λ.</param>
    /// <param name="Maximize">Climb.</param>
    public sealed record NAdam(
        double LearningRate, double Beta1, double Beta2, double Epsilon, long Step, double Momentum, double NextMomentum, double MomentumProduct, double NextMomentumProduct, double WeightDecay = 0, bool Maximize = false)
        : OptimizerRule
    {
        public override int States => 2;

        /// <summary>Factors of g and of m in the step.</summary>
        public double GradientRate => LearningRate * (1 - Momentum) / (1 - MomentumProduct);

        public double MomentRate => LearningRate * NextMomentum / (1 - NextMomentumProduct);
    }

    /// <summary>RAdam. States: m, v. Steps count from 1.</summary>
    public sealed record RAdam(
        double LearningRate, double Beta1, double Beta2, double Epsilon, long Step, double WeightDecay = 0, bool Maximize = false)
        : OptimizerRule
    {
        public override int States => 2;

        /// <summary>The variance rectification r_t, 0 while it is not defined (ρ_t ≤ 5).</summary>
        public double Rectification
        {
            get
            {
                double most = (2 / (1 - Beta2)) - 1, power = Math.Pow(Beta2, Step), rho = most - (2 * Step * power / (1 - power));
                return rho <= 5 ? 0 : Math.Sqrt((rho - 4) * (rho - 2) * most / ((most - 4) * (most - 2) * rho));
            }
        }
    }

    /// <summary>RMSprop. States: mean square; if centred, mean; with momentum, its buffer.</summary>
    public sealed record RmsProp(
        double LearningRate, double Alpha, double Epsilon, double WeightDecay = 0, double Momentum = 0, bool Centered = false, bool Maximize = false)
        : OptimizerRule
    {
        public override int States => 1 + (Centered ? 1 : 0) + (Momentum != 0 ? 1 : 0);
    }

    /// <summary>Adagrad. State: Σ g², which may start above zero. Steps count from 1.</summary>
    public sealed record Adagrad(
        double LearningRate, double Epsilon, long Step, double RateDecay = 0, double WeightDecay = 0, bool Maximize = false)
        : OptimizerRule
    {
        public override int States => 1;
    }

    /// <summary>Adadelta. States: mean squares of gradients and of steps.</summary>
    public sealed record Adadelta(double LearningRate, double Rho, double Epsilon, double WeightDecay = 0, bool Maximize = false)
        : OptimizerRule
    {
        public override int States => 2;
    }

    /// <summary>LAMB. States: m, v. With bias correction, steps count from 1.</summary>
    public sealed record Lamb(
        double LearningRate, double Beta1, double Beta2, double Epsilon, long Step, double WeightDecay = 0, double NormClamp = 10, bool BiasCorrection = false)
        : OptimizerRule
    {
        public override int States => 2;

        /// <summary>lr · c, where c = √(1 − β₂ᵗ) / (1 − β₁ᵗ) with bias correction, else 1.</summary>
        public double Rate => BiasCorrection ? LearningRate * Math.Sqrt(1 - Math.Pow(Beta2, Step)) / (1 - Math.Pow(Beta1, Step)) : LearningRate;
    }
}
