using System.Numerics;
using System.Runtime.CompilerServices;
using Neuron.Kernels.Cpu;
using Neuron.Kernels.Runtime;

namespace Neuron.Kernels.Gpu;

/// <summary>Roots of unity and chirps on a device, worked out in float64 once for each length and kept.</summary>
/// <typeparam name="T">Type of the numbers.</typeparam>
internal sealed class FourierTables<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly ConditionalWeakTable<Accelerator, FourierTables<T>> s_tables = [];

    private readonly Dictionary<int, MemoryBuffer1D<T>> _roots = [], _chirps = [], _chirpSpectra = [];
    private readonly Accelerator _accelerator;

    private FourierTables(Accelerator accelerator) => _accelerator = accelerator;

    public static FourierTables<T> Of(Accelerator accelerator) => s_tables.GetValue(accelerator, key => new(key));

    /// <summary>exp(−2πik/N), k below N, as pairs.</summary>
    public ArrayView<T> Roots(int length) => Find(_roots, length, () =>
    {
        var table = new T[2 * length];
        for (int k = 0; k < length; k++) Set(table, k, -2.0 * k / length);
        return table;
    });

    /// <summary>c[n] = exp(−πi·n²/N), n below N.</summary>
    public ArrayView<T> Chirp(int length) => Find(_chirps, length, () =>
    {
        var table = new T[2 * length];
        for (int n = 0; n < length; n++) Set(table, n, ChirpTurns(n, length));
        return table;
    });

    /// <summary>The transform, of a power of two's length M, of c̄[|n|] around 0, over M.</summary>
    public ArrayView<T> ChirpSpectrum(int length, int padded) => Find(_chirpSpectra, length, () =>
    {
        double[] re = new double[padded], im = new double[padded];
        for (int n = 0; n < length; n++)
        {
            (double sin, double cos) = double.SinCosPi(-ChirpTurns(n, length));
            (re[n], im[n]) = (cos, sin);
            (re[(padded - n) % padded], im[(padded - n) % padded]) = (cos, sin);
        }
        FftPlan<double>.For(padded).Forward(re, im);
        var table = new T[2 * padded];
        for (int k = 0; k < padded; k++) (table[2 * k], table[(2 * k) + 1]) = (T.CreateTruncating(re[k] / padded), T.CreateTruncating(im[k] / padded));
        return table;
    });

    /// <summary>−n²/N, the square taken modulo 2N.</summary>
    private static double ChirpTurns(long n, int length) => -(double)(n * n % (2L * length)) / length;

    private static void Set(T[] table, int k, double halfTurns)
    {
        (double sin, double cos) = double.SinCosPi(halfTurns);
        (table[2 * k], table[(2 * k) + 1]) = (T.CreateTruncating(cos), T.CreateTruncating(sin));
    }

    private ArrayView<T> Find(Dictionary<int, MemoryBuffer1D<T>> tables, int length, Func<T[]> make)
    {
        lock (tables)
        {
            if (!tables.TryGetValue(length, out var buffer)) tables[length] = buffer = _accelerator.Allocate1D(make());
            return buffer.View;
        }
    }
}
