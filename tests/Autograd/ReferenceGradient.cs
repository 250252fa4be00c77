using Neuron.Autograd;

namespace Neuron.Tests.Shared;

/// <summary>Runs one reference case: its results, then the gradients of Σ⟨out, gout⟩.</summary>
internal static class ReferenceGradient
{
    /// <summary>
    /// Calls <paramref name="function"/> with the inputs by name, in float64 and in float32, and compares every result it returns
    /// and every gradient the case stores. Results under a name that the case lacks are an error.
    /// </summary>
    public static void Check(string file, string name, Func<Dictionary<string, Tensor>, Dictionary<string, Tensor>> function)
    {
        var example = ReferenceFile.Open(file)[name];
        Check(example, DType.Float64, function);
        Check(example, DType.Float32, function);
    }

    private static void Check(ReferenceCase example, DType dtype, Func<Dictionary<string, Tensor>, Dictionary<string, Tensor>> function)
    {
        var inputs = new Dictionary<string, Tensor>();
        foreach (string tensor in example.TensorNames.Where(t => t.StartsWith("in.", StringComparison.Ordinal)))
        {
            string key = tensor[3..];
            var stored = example[tensor];
            var x = stored.DType.StartsWith('F')
                ? Tensor.From(stored.ToDouble(), Shape.Create(stored.Shape)).To(dtype)
                : Tensor.From(stored.ToInt64(), Shape.Create(stored.Shape));
            inputs[key] = example.Has("grad." + key) ? x.WithGrad() : x;
        }
        var results = function(inputs);
        Tensor? loss = null;
        foreach (var (key, y) in results)
        {
            Compare(example, "out." + key, y);
            if (!example.Has("gout." + key)) continue;
            var gout = Tensor.From(example.Double("gout." + key), y.Shape).To(y.DType);
            var term = (y * gout).Sum();
            loss = loss is null ? term : loss + term;
        }
        string[] gradients = [.. example.TensorNames.Where(t => t.StartsWith("grad.", StringComparison.Ordinal) && !t.EndsWith(".f64", StringComparison.Ordinal))];
        if (gradients.Length == 0) return;
        loss!.Backward();
        foreach (string gradient in gradients) Compare(example, gradient, inputs[gradient[5..]].Grad!);
    }

    private static void Compare(ReferenceCase example, string tensor, Tensor y)
    {
        Assert.Equal(example[tensor].Shape, y.Shape.ToArray());
        if (y.DType == DType.Float64) example.Check(tensor, y.ToArray<double>());
        else if (y.DType == DType.Float32) example.Check(tensor, y.ToArray<float>());
        else example.Check(tensor, y.ToArray<long>());
    }
}
