using Neuron.Autograd;
using Neuron.Models;
using Neuron.Primitives;

namespace Neuron.Experiments.Devices;

/// <summary>
/// Computations that together need every kernel: each primitive on the examples of its gradient rule, forward and backward, those
/// without a rule on examples of their own, and steps of every optimiser.
/// </summary>
internal static class DeviceExamples
{
    private const ulong Seed = 7;

    public static IEnumerable<DeviceExample> All => [.. OfRules, .. OfOthers, .. OfOptimizers];

    private static IEnumerable<DeviceExample> OfRules =>
        Rules.All.SelectMany(rule => rule.Checks.Select((draw, number) =>
        {
            var (op, x) = draw(new Rng(Seed + (ulong)number));
            return new DeviceExample(rule.Checks.Count > 1 ? $"{op.Name} {number + 1}" : op.Name, [.. x.Select(ToSingle)], inputs => ForwardAndBackward(op, inputs));
        }));

    private static IEnumerable<DeviceExample> OfOthers
    {
        get
        {
            var rng = new Rng(Seed);
            Tensor x = rng.Normal([6, 40]), y = rng.Normal([6, 40]), whole = rng.Integers([6, 40], -9, 9), index = rng.Integers([5], 0, 6);
            yield return new("compare", [x, y], t => [t[0].Lt(t[1]), t[0].Ge(t[1]), t[0].Eq(t[0]), t[0].Gt(t[1][0])]);
            yield return new("where", [x, y], t => [Tensor.Where(t[0].Gt(0), t[0], t[1])]);
            yield return new("argmax", [x], t => [t[0].ArgMax(1), t[0].ArgMin(0)]);
            yield return new("cummax", [x], t => [t[0].CumMax(1).Positions, t[0].CumMin(0).Values]);
            yield return new("sort", [x], t => [t[0].Sort(1).Positions, t[0].Sort(0, descending: true).Values, t[0].TopK(3).Values]);
            yield return new("casts", [x, whole], t => [.. Enum.GetValues<DType>().SelectMany(dtype => (Tensor[])[t[0].Abs().To(dtype), t[1].Abs().To(dtype)])]);
            yield return new("fill and ramp", [x], t => [Tensor.Full([3, 5], 2, device: t[0].Device), Tensor.Arange(9, t[0].Device), Tensor.Arange(0, 1, 0.1, device: t[0].Device)]);
            yield return new("random", [x], t => [new Rng(3).Normal([4, 33], device: t[0].Device), new Rng(3).Uniform([4, 33], device: t[0].Device), new Rng(3).Integers([40], 0, 9, t[0].Device)]);
            yield return new("whole numbers", [whole], t => [t[0] + t[0], t[0] * t[0][0], t[0].Sum(1), t[0].Max(0), t[0].CumSum(1)]);
            yield return new("float64", [x.To(DType.Float64), y.To(DType.Float64)], t => [t[0] + t[1], t[0].Exp(), t[0].MatMul(t[1].Mt), t[0].Sum(0), t[0].Softmax(1)]);
            yield return new("products of larger matrices", [rng.Normal([130, 70]), rng.Normal([70, 140]), rng.Normal([2, 64, 64])],
                t => [t[0].MatMul(t[1]), t[1].Mt.MatMul(t[0].Mt), t[0].Mt.MatMul(t[0]), t[2].MatMul(t[2]), t[0].MatMul(t[1][.., 0])]);
            yield return new("storage in half precision", [x, y], t => [Half(t, DType.BFloat16), Half(t, DType.Float16)], 2e-2);
            yield return new("products in half precision", [rng.Normal([2, 33, 24]), rng.Normal([24, 40])],
                t => [HalfProduct(t[0], t[1], DType.BFloat16), HalfProduct(t[0], t[1], DType.Float16), HalfProduct(t[0].Mt, t[0], DType.BFloat16)], 2e-2);
            yield return new("long rows", [rng.Normal([3, 1500]), rng.Normal([1500, 3])], t => [t[0].Softmax(1), t[0].Sum(1), t[0].Sum(0), t[1].Sum(0), t[1].Softmax(0), t[0].LayerNorm()]);
        }
    }

    private static IEnumerable<DeviceExample> OfOptimizers
    {
        get
        {
            (string Name, Func<IEnumerable<Parameter>, Optimizer> Make)[] makers =
            [
                ("SGD", p => new Sgd(p, 0.1, momentum: 0.9)), ("Adam", p => new Adam(p, 0.1)), ("AdamW", p => new AdamW(p, 0.1)), ("Adamax", p => new Adamax(p)), ("NAdam", p => new NAdam(p)),
                ("RAdam", p => new RAdam(p)), ("RMSprop", p => new RmsProp(p)), ("Adagrad", p => new Adagrad(p)), ("Adadelta", p => new Adadelta(p)), ("LAMB", p => new Lamb(p)),
            ];
            foreach (var (name, make) in makers)
            {
                yield return new($"{name} steps", [new Rng(Seed).Normal([4, 9])], t =>
                {
                    var model = new Models.Linear(9, 7, rng: new Rng(1));
                    model.To(t[0].Device);
                    var optimizer = make(model.Parameters());
                    for (int step = 0; step < 2; step++)
                    {
                        optimizer.ZeroGrad();
                        model.Forward(t[0]).Square().Mean().Backward();
                        optimizer.Step();
                    }
                    return [model.Weight.Value.Detach(), model.Bias!.Value.Detach()];
                });
            }
        }
    }

    private static Tensor Half(Tensor[] t, DType dtype) => (t[0].To(dtype).To(DType.Float32) + t[1].To(dtype).To(DType.Float32)).To(dtype);

    /// <summary>A product of narrow numbers; on the CPU, which only stores them, of the same numbers in float32.</summary>
    private static Tensor HalfProduct(Tensor a, Tensor b, DType dtype)
    {
        var (u, v) = (a.To(dtype), b.To(dtype));
        return a.Device == Device.Cpu ? u.To(DType.Float32).MatMul(v.To(DType.Float32)).To(dtype) : u.MatMul(v);
    }

    private static Tensor ToSingle(Tensor x) => x.DType == DType.Float64 ? x.To(DType.Float32) : x;

    /// <summary>The outputs, and the gradients of their sums with fixed weights.</summary>
    private static Tensor[] ForwardAndBackward(Primitive op, Tensor[] inputs)
    {
        Tensor[] x = [.. inputs.Select(t => t.DType.IsFloatingPoint ? t.Detach().WithGrad() : t)];
        Tensor[] y = op.Outputs == 1 ? [Dispatcher.Run(op, x)] : Dispatcher.RunMany(op, x);
        Tensor[] wanted = [.. x.Where(t => t.RequiresGrad)];
        Tensor? sum = null;
        foreach (var output in y)
        {
            if (!output.RequiresGrad) continue;
            var weights = (Tensor.Arange(0, output.Shape.Size, 1, output.DType, output.Device).Reshape(output.Shape) * 0.01) + 1;
            var term = (output * weights).Sum();
            sum = sum is null ? term : sum + term;
        }
        Tensor[] gradients = sum is null ? [] : sum.GradOf(wanted);
        return [.. y.Where((_, i) => (op.Auxiliary >> i & 1) == 0).Select(t => t.Detach()), .. gradients];
    }
}
