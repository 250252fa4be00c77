using Neuron.Autograd;
using Neuron.Models;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Models;

/// <summary>Runs a module on a reference case in float32 and float64 and compares outputs and all stored gradients.</summary>
internal static class ModuleReference
{
    /// <param name="file">Reference file.</param>
    /// <param name="name">Case.</param>
    /// <param name="make">Makes the module whose parameters are the case's in.param.*.</param>
    /// <param name="run">Runs it on the case's inputs and gives the outputs by name.</param>
    public static void Check<TModule>(string file, string name, Func<ReferenceCase, TModule> make, Func<TModule, Func<string, Tensor>, ReferenceCase, (string, Tensor?)[]> run)
        where TModule : Module
    {
        var c = ReferenceFile.Open(file)[name];
        foreach (var dtype in new[] { DType.Float64, DType.Float32 })
        {
            var module = make(c);
            module.To(dtype);
            module.LoadStateDictionary(c.TensorNames.Where(n => n.StartsWith("in.param.", StringComparison.Ordinal)).ToDictionary(n => n["in.param.".Length..], n => Load(c, n, dtype)));
            var inputs = new Dictionary<string, Tensor>();
            Tensor Input(string key)
            {
                if (inputs.TryGetValue(key, out var known)) return known;
                var x = Load(c, "in." + key, dtype);
                if (x.DType.IsFloatingPoint && c.Has("grad." + key)) x.RequiresGrad = true;
                return inputs[key] = x;
            }

            var outputs = run(module, Input, c);
            Tensor? loss = null;
            foreach (var (key, value) in outputs)
            {
                Compare(c, "out." + key, value!, dtype);
                if (!c.Has("gout." + key)) continue;
                var term = (value! * Load(c, "gout." + key, dtype)).Sum();
                loss = loss is null ? term : loss + term;
            }
            if (loss is null) continue;
            loss.Backward();
            foreach (string gradient in c.TensorNames.Where(n => n.StartsWith("grad.", StringComparison.Ordinal) && !n.EndsWith(".f64", StringComparison.Ordinal)))
            {
                string key = gradient["grad.".Length..];
                var actual = key.StartsWith("param.", StringComparison.Ordinal)
                    ? module.Parameters().Single(p => p.Path == key["param.".Length..]).Grad : inputs[key].Grad;
                Assert.True(actual is not null, $"{file}/{name}: no gradient of {key}");
                Compare(c, gradient, actual, dtype);
            }
        }
    }

    public static Tensor Load(ReferenceCase c, string name, DType dtype)
    {
        var t = c[name];
        return t.DType switch
        {
            "BOOL" => Tensor.From(t.ToBool(), t.Shape.Length == 0 ? [] : Shape.Create(t.Shape)),
            "I64" => Tensor.From(t.ToInt64(), Shape.Create(t.Shape)),
            _ => Tensor.From(t.ToDouble(), Shape.Create(t.Shape)).To(dtype),
        };
    }

    public static void Compare(ReferenceCase c, string name, Tensor actual, DType dtype)
    {
        Assert.Equal(c[name].Shape, actual.Shape.ToArray());
        if (dtype == DType.Float64) c.Check(name, actual.ToArray<double>().AsSpan());
        else c.Check(name, actual.ToArray<float>().AsSpan());
    }
}
