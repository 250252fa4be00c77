using Neuron.Autograd;

namespace Neuron.Models.RepresentationSimilarity;

/// <summary>
/// A fixed sparse random projection [N, D] → [N, d] that keeps distances (Li, Hastie, Church 2006): an entry is ±√(1/(s·d)) with
/// probability s/2 each, s = 1/√D, else 0.
/// </summary>
public sealed class SparseProjection
{
    private readonly int[] _starts, _indices;
    private readonly sbyte[] _signs;
    private readonly float _scale;

    /// <summary>Draws the matrix.</summary>
    public SparseProjection(int inputs, int outputs, Rng rng)
    {
        ArgumentNullException.ThrowIfNull(rng);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inputs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outputs);
        (Inputs, Outputs) = (inputs, outputs);
        double density = 1 / Math.Sqrt(inputs);
        _scale = (float)Math.Sqrt(1 / (density * outputs));
        _starts = new int[outputs + 1];
        var indices = new List<int>();
        var signs = new List<sbyte>();
        double logSkip = Math.Log(1 - density);
        for (int column = 0; column < outputs; column++)
        {
            // the gaps between entries are geometric: one number an entry, not one an element
            for (long i = -1; ;)
            {
                double gap = density >= 1 ? 0 : Math.Floor(Math.Log(1 - rng.NextDouble()) / logSkip);
                i += 1 + (long)Math.Min(gap, inputs);
                if (i >= inputs) break;
                indices.Add((int)i);
                signs.Add(rng.Next(2) == 0 ? (sbyte)1 : (sbyte)-1);
            }
            _starts[column + 1] = indices.Count;
        }
        (_indices, _signs) = ([.. indices], [.. signs]);
    }

    /// <summary>Input dimension D.</summary>
    public int Inputs { get; }

    /// <summary>Output dimension d.</summary>
    public int Outputs { get; }

    /// <summary>
    /// ⌊4 ln n/(ε²/2 − ε³/3)⌋: dimensions in which n points keep their distances to the factor 1 ± ε (Johnson and Lindenstrauss;
    /// Dasgupta and Gupta 2003).
    /// </summary>
    public static int Dimension(int points, double epsilon = 0.1) =>
        epsilon is > 0 and < 1
            ? (int)Math.Floor(4 * Math.Log(points) / ((epsilon * epsilon / 2) - (epsilon * epsilon * epsilon / 3)))
            : throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, "random projection: expected an epsilon in (0, 1).");

    /// <summary>x [N, D] projected, [N, d]; with a gradient.</summary>
    public Tensor Project(Tensor x)
    {
        var flat = Representation.Flat(x, "random projection", samples: 1);
        if (flat.Shape[1] != Inputs) throw ShapeException.Expected("random projection", $"[N, {Inputs}]", flat.Shape);
        return new Product(this, transposed: false).Apply(flat.DType == DType.Float64 ? flat : flat.To(DType.Float32))[0];
    }

    // on the host, wherever x lies: a sparse matrix of this kind is drawn and read there
    private Tensor Multiply(Tensor x, bool transposed)
    {
        var (source, result) = (x.To(Device.Cpu).Contiguous(), Tensor.Zeros([x.Shape[0], transposed ? Inputs : Outputs], x.DType, Device.Cpu));
        if (x.DType == DType.Float64) Multiply<double>(source, result, transposed);
        else Multiply<float>(source, result, transposed);
        return result.To(x.Device);
    }

    private void Multiply<T>(Tensor x, Tensor y, bool transposed)
        where T : unmanaged, System.Numerics.INumber<T>
    {
        int from = x.Shape[1], to = y.Shape[1];
        var scale = T.CreateChecked(_scale);
        for (int row = 0; row < x.Shape[0]; row++)
        {
            var source = x.HostSpan<T>().Slice(row * from, from);
            var target = y.HostSpan<T>().Slice(row * to, to);
            for (int column = 0; column < Outputs; column++)
            {
                var sum = T.Zero;
                for (int e = _starts[column]; e < _starts[column + 1]; e++)
                {
                    if (transposed) target[_indices[e]] += _signs[e] > 0 ? source[column] * scale : -source[column] * scale;
                    else sum += _signs[e] > 0 ? source[_indices[e]] : -source[_indices[e]];
                }
                if (!transposed) target[column] = sum * scale;
            }
        }
    }

    private sealed class Product(SparseProjection matrix, bool transposed) : CustomFunction
    {
        public override string Name => "random projection";

        protected override Tensor[] Forward(FunctionContext context, Tensor[] x) => [matrix.Multiply(x[0], transposed)];

        protected override Tensor?[] Backward(FunctionContext context, Tensor?[] dy) => [new Product(matrix, !transposed).Apply(dy[0]!)[0]];
    }
}
