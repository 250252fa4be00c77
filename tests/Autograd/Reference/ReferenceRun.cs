using Neuron.Autograd;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Autograd.Reference;

/// <summary>Runs a reference case in float64 and in float32: results, then the gradients of Σ out · gout.</summary>
internal static class ReferenceRun
{
    /// <summary>A function of the case's inputs (by name) to its results (by name); those named y if there is one.</summary>
    public static void Check(ReferenceCase c, Func<Inputs, Tensor> function) => Check(c, x => [("y", function(x))]);

    /// <summary>The same; with <paramref name="isSingle"/> the stored float64 values are only as good as float32, and float64 is not compared.</summary>
    public static void Check(ReferenceCase c, bool isSingle, Func<Inputs, Tensor> function) =>
        Check(c, x => [("y", function(x))], isSingle ? [DType.Float32] : [DType.Float64, DType.Float32]);

    /// <summary>The same for several results.</summary>
    public static void Check(ReferenceCase c, Func<Inputs, (string Name, Tensor Value)[]> function) =>
        Check(c, function, [DType.Float64, DType.Float32]);

    private static void Check(ReferenceCase c, Func<Inputs, (string Name, Tensor Value)[]> function, DType[] dtypes)
    {
        foreach (var dtype in dtypes)
        {
            var inputs = new Inputs(c, dtype);
            var outputs = function(inputs);
            Tensor? loss = null;
            foreach (var (name, value) in outputs)
            {
                Assert.Equal(c[$"out.{name}"].Shape, value.Shape.ToArray());
                CheckTensor(c, $"out.{name}", value);
                if (!c.Has($"gout.{name}")) continue;
                var gout = Tensor.From(c.Double($"gout.{name}"), value.Shape).To(dtype);
                var term = (value * gout).Sum();
                loss = loss is null ? term : loss + term;
            }
            if (loss is null) continue;
            loss.Backward();
            foreach (string gradient in c.TensorNames.Where(n => n.StartsWith("grad.", StringComparison.Ordinal) && !n.EndsWith(".f64", StringComparison.Ordinal)))
                CheckTensor(c, gradient, inputs[gradient[5..]].Grad ?? inputs[gradient[5..]].ZerosLike());
        }
    }

    private static void CheckTensor(ReferenceCase c, string name, Tensor value)
    {
        switch (value.DType)
        {
            case DType.Float64: c.Check(name, value.ToArray<double>()); break;
            case DType.Float32: c.Check(name, value.ToArray<float>()); break;
            default: c.Check(name, value.To(DType.Int64).ToArray<long>()); break;
        }
    }

    /// <summary>The inputs of a case as tensors: numbers in the dtype of the run, indices as int64, masks as bool.</summary>
    internal sealed class Inputs
    {
        private readonly Dictionary<string, Tensor> _tensors = [];

        public Inputs(ReferenceCase c, DType dtype)
        {
            foreach (string name in c.TensorNames.Where(n => n.StartsWith("in.", StringComparison.Ordinal)))
            {
                var stored = c[name];
                var shape = Shape.Create(stored.Shape);
                var x = stored.DType switch
                {
                    "BOOL" => Tensor.From(stored.ToBool(), shape),
                    "I64" => Tensor.From(stored.ToInt64(), shape),
                    _ => Tensor.From(stored.ToDouble(), shape).To(dtype),
                };
                if (c.Has($"grad.{name[3..]}")) x.RequiresGrad = true;
                _tensors[name[3..]] = x;
            }
        }

        public Tensor this[string name] => _tensors[name];
    }
}
