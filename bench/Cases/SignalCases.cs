using System.Text.Json.Nodes;
using Neuron.Bench.Peers;
using Neuron.Experiments.BrainTreebank;
using Neuron.Experiments.Hdf5;
using Neuron.Experiments.Signal;

namespace Neuron.Bench.Cases;

/// <summary>Spectra, filters, wavelets and slabs of 100 channels by a minute at 2048 Hz.</summary>
internal static class SignalCases
{
    private const int Channels = 100, Samples = 60 * 2048, Size = 400, Hop = 50;
    private static readonly string[] s_scipy = ["scipy"], s_both = ["scipy", "torch"], s_h5py = ["h5py"];

    public static IEnumerable<PeerCase> All()
    {
        int frames = (Samples / Hop) + 1;
        foreach (int bins in (int[])[(Size / 2) + 1, 40])
            yield return new("signal", $"stft {Channels}x{Samples}, {Size} by {Hop}{(bins == 40 ? ", 40 bins" : "")}", () =>
                {
                    var x = new Rng(1).Normal([Channels, Samples]);
                    var options = new StftOptions { Size = Size, Hop = Hop, Bins = bins };
                    return () => x.Stft(options).Dispose();
                },
                new JsonObject { ["op"] = "stft", ["channels"] = Channels, ["samples"] = Samples, ["size"] = Size, ["hop"] = Hop, ["bins"] = bins }, s_both)
            {
                // a real transform of N costs 5/2·N·log2(N)
                Bytes = sizeof(float) * ((double)Channels * Samples + (2.0 * Channels * frames * bins)), Flops = 2.5 * Size * Math.Log2(Size) * Channels * frames, Target = (8, 8),
            };
        foreach (var (rows, n) in ((int, int)[])[(1000, 1024), (1000, 2000), (1000, 4099), (Channels, Samples)])
            yield return new("signal", $"rfft {rows}x{n}", () =>
                {
                    var x = new Rng(1).Normal([rows, n]);
                    return () => x.Rfft().Dispose();
                },
                new JsonObject { ["op"] = "rfft", ["rows"] = rows, ["n"] = n }, s_scipy) { Bytes = 8.0 * rows * n, Flops = 2.5 * rows * n * Math.Log2(n), Target = (1.3, 1.3) };
        yield return new("signal", $"zero-phase notch {Channels}x{Samples}", () =>
            {
                var x = new Rng(1).Normal([Channels, Samples]);
                var notch = FilterDesign.NotchCascade(2048, 30, 60);
                return () => notch.FilterBothWays(x).Dispose();
            },
            new JsonObject { ["op"] = "notch", ["channels"] = Channels, ["samples"] = Samples }, s_scipy) { Bytes = 4.0 * sizeof(float) * Channels * Samples, Target = (6, 6) };
        // NumPy takes seconds for a channel and a minute: ten of them stand for a hundred, each side takes its time for each
        foreach (var (channels, n) in ((int, int)[])[(4, 10240), (10, Samples)])
            yield return new("signal", $"superlets {channels}x{n}, 40 bands, orders 3-30", () =>
                {
                    var x = new Rng(1).Normal([channels, n]);
                    var superlets = new Superlets(2048, [.. Enumerable.Range(0, 40).Select(j => 0.1 + (j * 199.9 / 39))]);
                    return () => superlets.Transform(x, 50).Dispose();
                },
                new JsonObject { ["op"] = "superlets", ["channels"] = channels, ["samples"] = n, ["step"] = 50 }, s_scipy) { Target = (5, 5), IsLong = n == Samples };
        if (Hdf5File.WhyUnavailable is null) yield return Slabs();
    }

    // 32 gzipped channels of the synthetic release, 30 s of each
    private static PeerCase Slabs()
    {
        const int Electrodes = 32, Count = 30 * 2048;
        string path = Path.Combine(Path.GetTempPath(), $"neuron-bench-slabs-{Environment.ProcessId}.h5");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => File.Delete(path);
        return new("signal", $"HDF5 slab {Electrodes}x{Count}, gzip, float64", () =>
            {
                if (!File.Exists(path)) Make(path, Electrodes, 2 * Count);
                var recording = new TreebankRecording(path, [.. Enumerable.Range(0, Electrodes).Select(i => $"S1x{i}")]);
                Electrode[] electrodes = [.. Enumerable.Range(0, Electrodes).Select(i => new Electrode(i, $"S1x{i}", $"S1x{i}"))];
                return () => recording.Read(electrodes, Count / 2, Count);
            },
            new JsonObject { ["op"] = "slab", ["path"] = path, ["electrodes"] = Electrodes, ["start"] = Count / 2, ["count"] = Count }, s_h5py)
        {
            Target = (1.0, 1.5),
        };
    }

    private static void Make(string path, int electrodes, int samples)
    {
        using var file = Hdf5File.Create(path);
        file.CreateGroup("data");
        var storage = Hdf5Storage.Compressed(samples, sizeof(double));
        for (int i = 0; i < electrodes; i++)
        {
            double[] x = [.. SyntheticSignals.PinkNoise(samples, new Rng((ulong)i)).Select(v => SyntheticSignals.Quantise(50 * v))];
            file.WriteDataset<double>($"data/electrode_{i}", [samples], x, storage);
        }
    }
}
