namespace Neuron.Models;

/// <summary>Initialisers: how the first values of parameters are drawn.</summary>
/// <remarks>
/// For a weight [out, in, k…], fan-in = in · k… and fan-out = out · k…; gain is √2 before a ReLU, 5/3 before a tanh, 1 otherwise.
/// </remarks>
public static class Init
{
    /// <summary>All 0.</summary>
    public static Initializer Zeros { get; } = Constant(0);

    /// <summary>All 1.</summary>
    public static Initializer Ones { get; } = Constant(1);

    /// <summary>All equal to <paramref name="value"/>.</summary>
    public static Initializer Constant(double value) => (shape, dtype, _) => Tensor.Full(shape, value, dtype);

    /// <summary>Uniform in [−bound, bound).</summary>
    public static Initializer Uniform(double bound) => Uniform(-bound, bound);

    /// <summary>Uniform in [low, high).</summary>
    public static Initializer Uniform(double low, double high) => (shape, dtype, rng) => rng.Uniform(shape, low, high, dtype);

    /// <summary>Normal.</summary>
    public static Initializer Normal(double deviation = 1, double mean = 0) => (shape, dtype, rng) => rng.Normal(shape, mean, deviation, dtype);

    /// <summary>Normal, without what lies beyond <paramref name="cut"/> deviations from the mean: x = Φ⁻¹(u), u uniform between Φ(−cut) and Φ(cut).</summary>
    public static Initializer TruncatedNormal(double deviation = 1, double mean = 0, double cut = 2)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(cut);
        double low = MathNet.Numerics.Distributions.Normal.CDF(0, 1, -cut);
        return (shape, dtype, rng) =>
        {
            var u = rng.Uniform(shape, low, 1 - low, DType.Float64).ToArray<double>();
            for (int i = 0; i < u.Length; i++)
                u[i] = mean + (deviation * Math.Clamp(MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, u[i]), -cut, cut));
            return Tensor.From(u, shape).To(dtype);
        };
    }

    /// <summary>Uniform in ±gain·√(6 / (fan-in + fan-out)) (Glorot and Bengio 2010, eq. 16).</summary>
    public static Initializer XavierUniform(double gain = 1) => (shape, dtype, rng) =>
    {
        var (fanIn, fanOut) = Fans(shape);
        return Uniform(gain * Math.Sqrt(6.0 / (fanIn + fanOut)))(shape, dtype, rng);
    };

    /// <summary>Normal with deviation gain·√(2 / (fan-in + fan-out)) (Glorot and Bengio 2010).</summary>
    public static Initializer XavierNormal(double gain = 1) => (shape, dtype, rng) =>
    {
        var (fanIn, fanOut) = Fans(shape);
        return rng.Normal(shape, 0, gain * Math.Sqrt(2.0 / (fanIn + fanOut)), dtype);
    };

    /// <summary>Uniform in ±gain·√(3 / fan) (arXiv 1502.01852, §2.2).</summary>
    public static Initializer KaimingUniform(double gain = 1.4142135623730951, bool fanOut = false) => (shape, dtype, rng) =>
        Uniform(gain * Math.Sqrt(3.0 / Fan(shape, fanOut)))(shape, dtype, rng);

    /// <summary>Normal with deviation gain/√fan (arXiv 1502.01852, §2.2).</summary>
    public static Initializer KaimingNormal(double gain = 1.4142135623730951, bool fanOut = false) => (shape, dtype, rng) =>
        rng.Normal(shape, 0, gain / Math.Sqrt(Fan(shape, fanOut)), dtype);

    /// <summary>Rows, or columns if there are fewer of those, that are orthogonal and of length <paramref name="gain"/> (arXiv 1312.6120).</summary>
    /// <remarks>A weight [out, in, k…] counts as a matrix [out, in · k…]. The factor Q of a normal matrix, with the signs of R's diagonal.</remarks>
    public static Initializer Orthogonal(double gain = 1) => (shape, dtype, rng) =>
    {
        if (shape.Rank < 2) throw ShapeException.Expected("orthogonal", "at least two axes", shape);
        int rows = shape[0], columns = checked((int)(shape.Size / Math.Max(1, rows)));
        bool wide = rows < columns;
        var (tall, narrow) = wide ? (columns, rows) : (rows, columns);
        var normal = MathNet.Numerics.LinearAlgebra.Double.DenseMatrix.OfColumnMajor(tall, narrow, rng.Normal([tall * narrow], dtype: DType.Float64).ToArray<double>());
        var qr = normal.QR(MathNet.Numerics.LinearAlgebra.Factorization.QRMethod.Thin);
        var values = new double[rows * columns];
        for (int i = 0; i < tall; i++)
            for (int j = 0; j < narrow; j++)
                values[wide ? (j * columns) + i : (i * columns) + j] = gain * qr.Q[i, j] * (qr.R[j, j] < 0 ? -1 : 1);
        return Tensor.From(values, shape).To(dtype);
    };

    private static double Fan(Shape shape, bool fanOut) => fanOut ? Fans(shape).Out : Fans(shape).In;

    private static (double In, double Out) Fans(Shape shape)
    {
        if (shape.Rank < 2) throw ShapeException.Expected("fan-in and fan-out", "at least two axes", shape);
        double window = shape[2..].Size;
        return (shape[1] * window, shape[0] * window);
    }
}
