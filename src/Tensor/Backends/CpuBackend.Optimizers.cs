using System.Numerics;
using Neuron.Kernels.Cpu.Optimizers;
using Neuron.Primitives;

namespace Neuron;

internal sealed partial class CpuBackend
{
    public void OptimizerStep(OptimizerRule rule, ReadOnlySpan<Tensor> x)
    {
        int stride = 2 + rule.States, count = x.Length / stride;
        var slots = new ParameterSlot[count];
        var gradients = new Tensor[count];
        for (int i = 0; i < count; i++)
        {
            var operands = x.Slice(i * stride, stride);
            gradients[i] = Dense(operands[1]);
            slots[i] = new ParameterSlot
            {
                Parameter = operands[0].Address,
                Gradient = gradients[i].Address,
                State0 = stride > 2 ? operands[2].Address : 0,
                State1 = stride > 3 ? operands[3].Address : 0,
                State2 = stride > 4 ? operands[4].Address : 0,
                Count = operands[0].Size,
            };
        }
        if (x[0].DType == DType.Float64) Step<double>(rule, slots);
        else Step<float>(rule, slots);
        GC.KeepAlive(gradients);
    }

    private static void Step<T>(OptimizerRule rule, ParameterSlot[] slots)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        switch (rule)
        {
            case OptimizerRule.Sgd r:
                ParameterUpdates.Run<T, SgdUpdate<T>>(slots, new(r.LearningRate, r.Momentum, r.Dampening, r.WeightDecay, r.Nesterov, r.First, r.Maximize));
                break;
            case OptimizerRule.Adam r:
                ParameterUpdates.Run<T, AdamUpdate<T>>(slots, new(r.LearningRate, r.Beta1, r.Beta2, r.Epsilon, r.WeightDecay, r.Decoupled, r.Amsgrad, r.Maximize, r.Step));
                break;
            case OptimizerRule.Adamax r:
                ParameterUpdates.Run<T, AdamaxUpdate<T>>(slots, new(r.LearningRate, r.Beta1, r.Beta2, r.Epsilon, r.WeightDecay, r.Maximize, r.Step));
                break;
            case OptimizerRule.NAdam r:
                ParameterUpdates.Run<T, NAdamUpdate<T>>(slots, new(r.GradientRate, r.MomentRate, r.Beta1, r.Beta2, r.Epsilon, r.WeightDecay, r.Maximize, r.Step));
                break;
            case OptimizerRule.RAdam r:
                ParameterUpdates.Run<T, RAdamUpdate<T>>(slots, new(r.LearningRate, r.Rectification, r.Beta1, r.Beta2, r.Epsilon, r.WeightDecay, r.Maximize, r.Step));
                break;
            case OptimizerRule.RmsProp r:
                ParameterUpdates.Run<T, RmsPropUpdate<T>>(slots, new(r.LearningRate, r.Alpha, r.Epsilon, r.WeightDecay, r.Momentum, r.Centered, r.Maximize));
                break;
            case OptimizerRule.Adagrad r:
                ParameterUpdates.Run<T, AdagradUpdate<T>>(slots, new(r.LearningRate, r.RateDecay, r.Epsilon, r.WeightDecay, r.Maximize, r.Step));
                break;
            case OptimizerRule.Adadelta r:
                ParameterUpdates.Run<T, AdadeltaUpdate<T>>(slots, new(r.LearningRate, r.Rho, r.Epsilon, r.WeightDecay, r.Maximize));
                break;
            case OptimizerRule.Lamb r:
                Lamb.Run<T>(slots, r.Rate, r.Beta1, r.Beta2, r.Epsilon, r.WeightDecay, r.NormClamp);
                break;
            default:
                throw new NotSupportedException($"optimizer_step: the CPU backend has no kernel for {rule.GetType().Name}.");
        }
    }
}
