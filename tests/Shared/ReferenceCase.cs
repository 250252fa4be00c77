using System.Text.Json;

namespace Neuron.Tests.Shared;

/// <summary>One case: its call, arguments, tolerance and tensors (named in.x, out.y, out.y.f64, gout.y, grad.x, …).</summary>
internal sealed class ReferenceCase
{
    private readonly Dictionary<string, ReferenceTensor> _tensors;

    internal ReferenceCase(string file, JsonElement entry, Dictionary<string, ReferenceTensor> tensors)
    {
        (File, _tensors) = (file, tensors);
        Name = entry.GetProperty("case").GetString()!;
        Call = entry.GetProperty("call").GetString()!;
        Note = entry.GetProperty("note").GetString() ?? "";
        Rtol = entry.GetProperty("rtol").GetDouble();
        Atol = entry.GetProperty("atol").GetDouble();
        Args = entry.GetProperty("args");
    }

    public string File { get; }
    public string Name { get; }
    public string Call { get; }
    public string Note { get; }

    /// <summary>Relative tolerance of the manifest (for a float32 engine, except in the scipy files).</summary>
    public double Rtol { get; }

    /// <summary>Absolute tolerance of the manifest.</summary>
    public double Atol { get; }

    /// <summary>The arguments, a JSON object.</summary>
    public JsonElement Args { get; }

    /// <summary>Names of all tensors of the case.</summary>
    public IReadOnlyCollection<string> TensorNames => _tensors.Keys;

    public bool Has(string tensor) => _tensors.ContainsKey(tensor);

    public ReferenceTensor this[string tensor] => _tensors.TryGetValue(tensor, out ReferenceTensor? found) ? found
        : throw new KeyNotFoundException($"{File}/{Name} has no tensor {tensor}; it has {string.Join(", ", _tensors.Keys)}.");

    public double[] Double(string tensor) => this[tensor].ToDouble();
    public float[] Single(string tensor) => this[tensor].ToSingle();
    public long[] Int64(string tensor) => this[tensor].ToInt64();

    /// <summary>The number argument <paramref name="key"/>, or <paramref name="otherwise"/> when the case has none.</summary>
    public double Arg(string key, double otherwise = double.NaN) =>
        Args.TryGetProperty(key, out JsonElement value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : otherwise;

    /// <summary>Compares float64 results: with NAME.f64 at 1e-9 relative, 1e-10 absolute where stored, else at the case's own tolerance.</summary>
    public void Check(string tensor, ReadOnlySpan<double> actual)
    {
        if (Has(tensor + ".f64")) Compare(tensor + ".f64", actual, 1e-9, 1e-10);
        else Compare(tensor, actual, Rtol, Atol);
    }

    /// <summary>Compares float32 results at the case's tolerance.</summary>
    public void Check(string tensor, ReadOnlySpan<float> actual)
    {
        var wide = new double[actual.Length];
        for (int i = 0; i < wide.Length; i++) wide[i] = actual[i];
        Compare(tensor, wide, Rtol, Atol);
    }

    /// <summary>Compares integer or boolean results exactly.</summary>
    public void Check(string tensor, ReadOnlySpan<long> actual)
    {
        var wide = new double[actual.Length];
        for (int i = 0; i < wide.Length; i++) wide[i] = actual[i];
        Compare(tensor, wide, 0, 0);
    }

    /// <summary>|actual − expected| ≤ atol + rtol·|expected| for each element; NaN equals NaN, infinities must be equal.</summary>
    public void Compare(string tensor, ReadOnlySpan<double> actual, double rtol, double atol)
    {
        double[] expected = Double(tensor);
        Closeness.Check($"{File}/{Name} {tensor}", this[tensor].Shape, expected, actual, rtol, atol);
    }
}
