using Neuron.Autograd;

namespace Neuron.Models;

/// <summary>Limits gradients before a step.</summary>
public static class GradientClipping
{
    extension(IEnumerable<Parameter> parameters)
    {
        /// <summary>
        /// Scales all gradients together by min(1, max / (norm + 10⁻⁶)), norm the 2-norm of all of them as one vector.
        /// </summary>
        /// <returns>The norm before.</returns>
        public double ClipGradNorm(double max)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(max);
            CapturedStep.Refuse("ClipGradNorm");
            using var _ = NoGrad.Enter();
            double norm = parameters.GradNorm();
            double factor = max / (norm + 1e-6);
            if (factor >= 1) return norm;
            foreach (var parameter in parameters)
                if (parameter is { RequiresGrad: true, Grad: { } g }) parameter.Grad = g * factor;
            return norm;
        }

        /// <summary>Limits each element of the gradients to [−max, max].</summary>
        public void ClipGradValue(double max)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(max);
            using var _ = NoGrad.Enter();
            foreach (var parameter in parameters)
                if (parameter is { RequiresGrad: true, Grad: { } g }) parameter.Grad = g.Clamp(-max, max);
        }

        /// <summary>2-norm of all gradients as one vector.</summary>
        public double GradNorm()
        {
            using var _ = NoGrad.Enter();
            double sum = 0;
            foreach (var parameter in parameters)
                if (parameter is { RequiresGrad: true, Grad: { } g }) sum += g.Square().Sum().Item();
            return Math.Sqrt(sum);
        }
    }
}
