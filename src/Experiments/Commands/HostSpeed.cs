using System.Diagnostics;
using System.Numerics;

namespace Neuron.Experiments.Commands;

/// <summary>Speeds of this machine, measured with all its processors.</summary>
/// <param name="GigaFlops">Fused multiply-adds on float32 vectors held in registers; each counts twice.</param>
/// <param name="GigaBytes">Triad a = b + s·c on arrays larger than any cache; two reads and one write a value.</param>
internal sealed record HostSpeed(double GigaFlops, double GigaBytes)
{
    private const int Repetitions = 3; // the best of them: what disturbs a measurement only slows it

    /// <summary>Measures both, in well under a second each.</summary>
    public static HostSpeed Measure() => new(
        Enumerable.Range(0, Repetitions).Max(_ => Flops()), Enumerable.Range(0, Repetitions).Max(_ => Triad()));

    private static double Flops()
    {
        const int steps = 4_000_000, chains = 8; // eight independent chains hide the latency of an FMA
        float[] sinks = new float[Environment.ProcessorCount];
        var clock = Stopwatch.StartNew();
        Parallel.For(0, sinks.Length, p =>
        {
            var factor = new Vector<float>(0.999999f);
            Vector<float> a = Vector<float>.One, b = a, c = a, d = a, e = a, f = a, g = a, h = a;
            for (int i = 0; i < steps; i++)
            {
                a = Vector.FusedMultiplyAdd(a, factor, factor);
                b = Vector.FusedMultiplyAdd(b, factor, factor);
                c = Vector.FusedMultiplyAdd(c, factor, factor);
                d = Vector.FusedMultiplyAdd(d, factor, factor);
                e = Vector.FusedMultiplyAdd(e, factor, factor);
                f = Vector.FusedMultiplyAdd(f, factor, factor);
                g = Vector.FusedMultiplyAdd(g, factor, factor);
                h = Vector.FusedMultiplyAdd(h, factor, factor);
            }
            sinks[p] = Vector.Sum(a + b + c + d + e + f + g + h); // used, so that the loop stays
        });
        return 2.0 * steps * chains * Vector<float>.Count * sinks.Length / clock.Elapsed.TotalSeconds / 1e9;
    }

    private static double Triad()
    {
        const int length = 8 << 20; // 32 MB an array
        float[] a = new float[length], b = new float[length], c = new float[length];
        b.AsSpan().Fill(1);
        c.AsSpan().Fill(2);
        int parts = Environment.ProcessorCount, piece = length / parts;
        a.AsSpan().Fill(-1); // touched before the clock starts: the system hands out pages at the first write
        var clock = Stopwatch.StartNew();
        Parallel.For(0, parts, p =>
        {
            var factor = new Vector<float>(3);
            Span<float> x = a.AsSpan(p * piece, piece);
            ReadOnlySpan<float> y = b.AsSpan(p * piece, piece), z = c.AsSpan(p * piece, piece);
            for (int i = 0; i <= piece - Vector<float>.Count; i += Vector<float>.Count)
                Vector.FusedMultiplyAdd(new Vector<float>(z[i..]), factor, new Vector<float>(y[i..])).CopyTo(x[i..]);
        });
        return 3.0 * sizeof(float) * length / clock.Elapsed.TotalSeconds / 1e9;
    }
}
