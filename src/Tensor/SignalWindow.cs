namespace Neuron;

/// <summary>Windows for short-time spectra. Periodic ones (for spectra) are the first n of n + 1 points of a symmetric one.</summary>
public static class SignalWindow
{
    /// <summary>½ − ½ cos(2πk/m).</summary>
    public static Tensor Hann(int n, bool periodic = true, DType dtype = DType.Float32, Device? device = null) => Cosines(n, periodic, dtype, device, 0.5, 0.5, 0);

    /// <summary>0.54 − 0.46 cos(2πk/m).</summary>
    public static Tensor Hamming(int n, bool periodic = true, DType dtype = DType.Float32, Device? device = null) => Cosines(n, periodic, dtype, device, 0.54, 0.46, 0);

    /// <summary>0.42 − ½ cos(2πk/m) + 0.08 cos(4πk/m).</summary>
    public static Tensor Blackman(int n, bool periodic = true, DType dtype = DType.Float32, Device? device = null) => Cosines(n, periodic, dtype, device, 0.42, 0.5, 0.08);

    /// <summary>1 − |2k/m − 1|, a triangle that begins at 0.</summary>
    public static Tensor Bartlett(int n, bool periodic = true, DType dtype = DType.Float32, Device? device = null) =>
        Of(n, periodic, dtype, device, (k, m) => 1 - Math.Abs((2 * k / m) - 1));

    private static Tensor Cosines(int n, bool periodic, DType dtype, Device? device, double a, double b, double c) => Of(n, periodic, dtype, device, (k, m) =>
    {
        double angle = 2 * Math.PI * k / m;
        return a - (b * Math.Cos(angle)) + (c * Math.Cos(2 * angle));
    });

    private static Tensor Of(int n, bool periodic, DType dtype, Device? device, Func<double, double, double> value)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(n);
        double m = periodic ? n : n - 1;
        var points = new double[n];
        for (int k = 0; k < n; k++) points[k] = n == 1 ? 1 : value(k, m);
        return Tensor.From(points, device: device).To(dtype);
    }
}
