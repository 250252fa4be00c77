using System.Numerics;
using Neuron.Kernels.Cpu.Optimizers;
using Neuron.Kernels.Gpu.Optimizers;
using Neuron.Primitives;
using ParameterUpdates = Neuron.Kernels.Gpu.Optimizers.ParameterUpdates;

namespace Neuron;

internal sealed partial class GpuBackend
{
    public void OptimizerStep(OptimizerRule rule, ReadOnlySpan<Tensor> x)
    {
        if (x[0].DType == DType.Float64) Step<double>(rule, x);
        else Step<float>(rule, x);
    }

    private void Step<T>(OptimizerRule rule, ReadOnlySpan<Tensor> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int stride = 2 + rule.States, count = x.Length / stride;
        var slots = new OptimizerSlot<T>[count];
        var gradients = new Tensor[count];
        for (int i = 0; i < count; i++)
        {
            var operands = x.Slice(i * stride, stride);
            gradients[i] = Dense(operands[1]);
            slots[i] = new OptimizerSlot<T>
            {
                Parameter = operands[0].DenseView<T>(),
                Gradient = gradients[i].DenseView<T>(),
                State0 = stride > 2 ? operands[2].DenseView<T>() : default,
                State1 = stride > 3 ? operands[3].DenseView<T>() : default,
                State2 = stride > 4 ? operands[4].DenseView<T>() : default,
            };
        }
        Step(rule, slots);
        KeepAlive(gradients);
    }

    private void Step<T>(OptimizerRule rule, OptimizerSlot<T>[] slots)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        switch (rule)
        {
            case OptimizerRule.Sgd r:
                ParameterUpdates.Run<T, SgdUpdate<T>>(Stream, slots, new(r.LearningRate, r.Momentum, r.Dampening, r.WeightDecay, r.Nesterov, r.First, r.Maximize));
                break;
            case OptimizerRule.Adam r:
                ParameterUpdates.Run<T, AdamUpdate<T>>(Stream, slots, new(r.LearningRate, r.Beta1, r.Beta2, r.Epsilon, r.WeightDecay, r.Decoupled, r.Amsgrad, r.Maximize, r.Step));
                break;
            case OptimizerRule.Adamax r:
                ParameterUpdates.Run<T, AdamaxUpdate<T>>(Stream, slots, new(r.LearningRate, r.Beta1, r.Beta2, r.Epsilon, r.WeightDecay, r.Maximize, r.Step));
                break;
            case OptimizerRule.NAdam r:
                ParameterUpdates.Run<T, NAdamUpdate<T>>(Stream, slots, new(r.GradientRate, r.MomentRate, r.Beta1, r.Beta2, r.Epsilon, r.WeightDecay, r.Maximize, r.Step));
                break;
            case OptimizerRule.RAdam r:
                ParameterUpdates.Run<T, RAdamUpdate<T>>(Stream, slots, new(r.LearningRate, r.Rectification, r.Beta1, r.Beta2, r.Epsilon, r.WeightDecay, r.Maximize, r.Step));
                break;
            case OptimizerRule.RmsProp r:
                ParameterUpdates.Run<T, RmsPropUpdate<T>>(Stream, slots, new(r.LearningRate, r.Alpha, r.Epsilon, r.WeightDecay, r.Momentum, r.Centered, r.Maximize));
                break;
            case OptimizerRule.Adagrad r:
                ParameterUpdates.Run<T, AdagradUpdate<T>>(Stream, slots, new(r.LearningRate, r.RateDecay, r.Epsilon, r.WeightDecay, r.Maximize, r.Step));
                break;
            case OptimizerRule.Adadelta r:
                ParameterUpdates.Run<T, AdadeltaUpdate<T>>(Stream, slots, new(r.LearningRate, r.Rho, r.Epsilon, r.WeightDecay, r.Maximize));
                break;
            case OptimizerRule.Lamb r:
                ParameterUpdates.Lamb<T>(Stream, slots, new LambConstants<T>
                {
                    Rate = T.CreateTruncating(r.Rate),
                    Beta1 = T.CreateTruncating(r.Beta1),
                    Beta2 = T.CreateTruncating(r.Beta2),
                    Fresh1 = T.CreateTruncating(1 - r.Beta1),
                    Fresh2 = T.CreateTruncating(1 - r.Beta2),
                    Epsilon = T.CreateTruncating(r.Epsilon),
                    Decay = T.CreateTruncating(r.WeightDecay),
                    Clamp = T.CreateTruncating(r.NormClamp),
                });
                break;
            default:
                throw new NotSupportedException($"optimizer_step: devices have no kernel for {rule.GetType().Name}.");
        }
    }
}
