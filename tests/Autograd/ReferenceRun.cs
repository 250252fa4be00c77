using Neuron.Autograd;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Autograd;

/// <summary>Holds a function to a reference case: every result and every gradient, in float32 and in float64.</summary>
internal static class ReferenceRun
{
    /// <summary>Runs <paramref name="function"/> on the case's inputs; it gives its results by name.</summary>
    public static void Check(ReferenceCase reference, Func<Func<string, Tensor>, (string Name, Tensor Value)[]> function)
    {
        Check(reference, function, DType.Float32);
        Check(reference, function, DType.Float64);
    }

    /// <summary>As above, for a function of one result, called y.</summary>
    public static void Check(ReferenceCase reference, Func<Func<string, Tensor>, Tensor> function) =>
        Check(reference, x => [("y", function(x))]);

    /// <summary>As above, in some dtypes only.</summary>
    public static void Check(ReferenceCase reference, Func<Func<string, Tensor>, Tensor> function, DType[] dtypes)
    {
        foreach (var dtype in dtypes) Check(reference, x => [("y", function(x))], dtype);
    }

    private static void Check(ReferenceCase reference, Func<Func<string, Tensor>, (string Name, Tensor Value)[]> function, DType dtype)
    {
        var inputs = new Dictionary<string, Tensor>();
        Tensor Input(string name)
        {
            if (inputs.TryGetValue(name, out var found)) return found;
            var stored = reference["in." + name];
            var x = stored.DType == "F32" ? Tensor.From(stored.ToSingle(), Shape.Create(stored.Shape)).To(dtype)
                : Tensor.From(stored.ToInt64(), Shape.Create(stored.Shape));
            return inputs[name] = reference.Has("grad." + name) ? x.WithGrad() : x;
        }

        var missing = reference.TensorNames.Where(n => n.StartsWith("out.", StringComparison.Ordinal) && !n.EndsWith(".f64", StringComparison.Ordinal)).ToHashSet();
        Tensor? loss = null;
        foreach (var (name, value) in function(Input))
        {
            Assert.True(missing.Remove("out." + name), $"{reference.Name}: no result called {name}");
            Assert.Equal(reference["out." + name].Shape, value.Shape.ToArray());
            Compare(reference, "out." + name, value, dtype);
            if (!reference.Has("gout." + name)) continue;
            var weights = Tensor.From(reference.Single("gout." + name), value.Shape).To(dtype);
            var term = (value * weights).Sum();
            loss = loss is null ? term : loss + term;
        }
        Assert.True(missing.Count == 0, $"{reference.Name}: nothing was compared with {string.Join(", ", missing)}");

        string[] wanted = [.. reference.TensorNames.Where(n => n.StartsWith("grad.", StringComparison.Ordinal) && !n.EndsWith(".f64", StringComparison.Ordinal))];
        if (wanted.Length == 0) return;
        var gradients = loss!.GradOf([.. wanted.Select(n => Input(n["grad.".Length..]))]);
        for (int i = 0; i < wanted.Length; i++) Compare(reference, wanted[i], gradients[i], dtype);
    }

    private static void Compare(ReferenceCase reference, string name, Tensor value, DType dtype)
    {
        if (!value.DType.IsFloatingPoint) reference.Check(name, value.To(DType.Int64).ToArray<long>());
        else if (dtype == DType.Float64) reference.Check(name, value.ToArray<double>());
        else reference.Check(name, value.ToArray<float>());
    }
}
