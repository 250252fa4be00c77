namespace Neuron.Models;

/// <summary>y_k = Σᵢⱼ aᵢ·W_kij·bⱼ + c_k over the last axes of two inputs.</summary>
/// <remarks>Shapes: a [.., in1], b [.., in2] → [.., out]; weight [out, in1, in2], bias [out]. Both start uniform in ±1/√in1.</remarks>
public sealed class Bilinear : Module<(Tensor A, Tensor B)>
{
    private readonly int _in1, _in2;

    /// <summary>A layer from two inputs.</summary>
    public Bilinear(int in1Features, int in2Features, int outFeatures, bool bias = true, Rng? rng = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(in1Features);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(in2Features);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outFeatures);
        (_in1, _in2) = (in1Features, in2Features);
        var uniform = Init.Uniform(1 / Math.Sqrt(in1Features));
        Weight = AddParameter("weight", [outFeatures, in1Features, in2Features], uniform, rng);
        if (bias) Bias = AddParameter("bias", [outFeatures], uniform, rng);
    }

    /// <summary>[out, in1, in2].</summary>
    public Parameter Weight { get; }

    /// <summary>[out], or null.</summary>
    public Parameter? Bias { get; }

    /// <inheritdoc/>
    protected override string Description => $"{_in1} × {_in2} → {Weight.Shape[0]}";

    /// <summary>Of two tensors.</summary>
    public Tensor Forward(Tensor a, Tensor b) => Forward((a, b));

    /// <inheritdoc/>
    protected override Tensor Compute((Tensor A, Tensor B) input)
    {
        var (a, b) = input;
        if (a.Rank == 0 || a.Shape[^1] != _in1) throw ShapeException.Expected("bilinear (a)", $"[.., {_in1}]", a.Shape);
        if (b.Rank == 0 || b.Shape[^1] != _in2 || a.Shape[..^1] != b.Shape[..^1]) throw ShapeException.Expected("bilinear (b)", $"[{string.Concat(a.Shape[..^1].Select(n => n + ", "))}{_in2}]", b.Shape);
        int rows = checked((int)a.Shape[..^1].Size), k = Weight.Shape[0];
        var left = a.Reshape(rows, _in1).MatMul(Weight.Value.Permute(1, 0, 2).Reshape(_in1, k * _in2)).Reshape(rows, k, _in2);
        var y = (left * b.Reshape(rows, 1, _in2)).Sum(-1);
        if (Bias is not null) y += Bias.Value;
        return y.Reshape([.. a.Shape[..^1], k]);
    }
}
