using Neuron.Autograd;

namespace Neuron.Tests.Shared;

/// <summary>Holds a computation against one case of a reference file: results and gradients, in float64 and in float32.</summary>
internal sealed class TensorReference
{
    private readonly ReferenceCase _case;
    private readonly DType _dtype;
    private readonly Dictionary<string, Tensor> _inputs = [];

    private TensorReference(ReferenceCase @case, DType dtype) => (_case, _dtype) = (@case, dtype);

    /// <summary>The case, for its arguments.</summary>
    public ReferenceCase Case => _case;

    /// <summary>Input <paramref name="name"/>, which takes a gradient if the case stores one.</summary>
    public Tensor this[string name] => _inputs.TryGetValue(name, out var known) ? known : _inputs[name] = Read(name);

    /// <summary>Input <paramref name="name"/>, or null if the case has none.</summary>
    public Tensor? Find(string name) => _case.Has("in." + name) ? this[name] : null;

    /// <summary>Computes the case in both precisions and compares every result and gradient that is stored.</summary>
    /// <param name="file">Reference file.</param>
    /// <param name="name">Case.</param>
    /// <param name="compute">From the inputs to the results, by name; a result left out fails.</param>
    public static void Check(string file, string name, Func<TensorReference, Dictionary<string, Tensor>> compute) => Check(ReferenceFile.Open(file)[name], compute);

    /// <summary>As above, of a case at hand.</summary>
    public static void Check(ReferenceCase @case, Func<TensorReference, Dictionary<string, Tensor>> compute, params ReadOnlySpan<DType> dtypes)
    {
        foreach (var dtype in dtypes.IsEmpty ? [DType.Float64, DType.Float32] : dtypes) new TensorReference(@case, dtype).Run(compute);
    }

    /// <summary>As above, for a function of one result, called y; in both precisions or those given.</summary>
    public static void Check(ReferenceCase @case, Func<TensorReference, Tensor> compute, params ReadOnlySpan<DType> dtypes) =>
        Check(@case, x => new Dictionary<string, Tensor> { ["y"] = compute(x) }, dtypes);

    private void Run(Func<TensorReference, Dictionary<string, Tensor>> compute)
    {
        var results = compute(this);
        Tensor? loss = null;
        foreach (string stored in _case.TensorNames.Where(n => n.StartsWith("out.", StringComparison.Ordinal) && !n.EndsWith(".f64", StringComparison.Ordinal)))
        {
            string key = stored["out.".Length..];
            Assert.True(results.TryGetValue(key, out var y), $"{_case.File}/{_case.Name}: result {key} was not computed.");
            Assert.Equal(_case[stored].Shape, y.Shape.ToArray());
            Compare(stored, y);
            if (!_case.Has("gout." + key)) continue;
            var term = (y * Tensor.From(_case.Double("gout." + key), Shape.Create(_case["gout." + key].Shape)).To(_dtype)).Sum();
            loss = loss is null ? term : loss + term;
        }
        string[] gradients = [.. _case.TensorNames.Where(n => n.StartsWith("grad.", StringComparison.Ordinal) && !n.EndsWith(".f64", StringComparison.Ordinal))];
        if (gradients.Length == 0) return;
        var found = loss!.GradOf([.. gradients.Select(g => this[g["grad.".Length..]])]);
        for (int i = 0; i < gradients.Length; i++) Compare(gradients[i], found[i]);
    }

    private void Compare(string stored, Tensor actual)
    {
        if (!actual.DType.IsFloatingPoint) _case.Check(stored, actual.To(DType.Int64).ToArray<long>());
        else if (_dtype == DType.Float64) _case.Check(stored, actual.To(DType.Float64).ToArray<double>());
        else _case.Check(stored, actual.To(DType.Float32).ToArray<float>());
    }

    private Tensor Read(string name)
    {
        var stored = _case["in." + name];
        var shape = Shape.Create(stored.Shape);
        return stored.DType switch
        {
            "I64" => Tensor.From(stored.ToInt64(), shape),
            "BOOL" => Tensor.From(stored.ToBool(), shape),
            _ => Leaf(Tensor.From(stored.ToDouble(), shape).To(_dtype), name),
        };
    }

    private Tensor Leaf(Tensor x, string name) => _case.Has("grad." + name) ? x.WithGrad() : x;
}
