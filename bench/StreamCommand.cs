using System.Diagnostics;
using System.Globalization;
using Neuron.Experiments.BrainTreebank;
using Neuron.Experiments.Hdf5;

namespace Neuron.Bench;

/// <summary><c>stream</c>: high-gamma power of a long recording, read in blocks; shows time and peak memory.</summary>
internal static class StreamCommand
{
    private const int Rate = 2048, Bin = Rate / 10;
    private const double LimitBytes = 2e9;

    /// <summary>Usage: stream [HOURS [ELECTRODES]].</summary>
    public static int Run(ReadOnlySpan<string> args)
    {
        double hours = 4;
        int electrodes = 100;
        if (args.Length > 2 || (args.Length > 0 && !(double.TryParse(args[0], CultureInfo.InvariantCulture, out hours) && hours is > 0 and <= 24))
            || (args.Length > 1 && !(int.TryParse(args[1], out electrodes) && electrodes is >= 1 and <= 1000)))
        {
            Console.Error.WriteLine("usage: dotnet run -c Release --project bench -- stream [HOURS [ELECTRODES]]   (4 hours, 100 electrodes)");
            return 2;
        }
        if (Hdf5File.WhyUnavailable is { } why)
        {
            Console.Error.WriteLine(why);
            return 1;
        }
        string path = Path.Combine(Path.GetTempPath(), $"neuron-stream-{Environment.ProcessId}.h5");
        try
        {
            long samples = (long)(hours * 3600 * Rate);
            Write(path, samples, electrodes);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{electrodes} electrodes, {hours:0.##} hours: {4.0 * samples * electrodes / 1e9:0.0} GB as float32, {new FileInfo(path).Length / 1e6:0} MB on disk"));
            string[] labels = [.. Enumerable.Range(0, electrodes).Select(i => $"E{i}")];
            using TreebankRecording recording = new(path, labels);
            long start = Stopwatch.GetTimestamp();
            float[] power = StreamedPower.HighGammaBins(recording, new ElectrodeSelection(labels, [], LabelRule.Neuroprobe).All, Bin);
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            using Process self = Process.GetCurrentProcess();
            long peak = self.PeakWorkingSet64;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"notches, high-gamma band and power of {power.Length} bins: {seconds:0.0} s, {hours * 3600 / seconds:0} times real time, peak memory {peak / 1e6:0} MB (limit {LimitBytes / 1e6:0})"));
            return peak < LimitBytes ? 0 : 1;
        }
        finally
        {
            File.Delete(path);
        }
    }

    // small whole numbers that repeat after ten seconds, so that the file is small and quickly made
    private static void Write(string path, long samples, int electrodes)
    {
        var block = new float[10 * Rate];
        var rng = new Rng(1);
        for (int i = 0; i < block.Length; i++) block[i] = i % 8 == 0 ? rng.Next(41) - 20 : block[i - 1];
        using var file = Hdf5File.Create(path);
        file.CreateGroup("data");
        var storage = new Hdf5Storage { Chunk = [block.Length], GzipLevel = 1 };
        for (int e = 0; e < electrodes; e++)
        {
            using var dataset = file.CreateDataset<float>($"data/electrode_{e}", [samples], storage);
            for (long at = 0; at < samples; at += block.Length)
            {
                int count = (int)Math.Min(block.Length, samples - at);
                dataset.Write([at], [count], (ReadOnlySpan<float>)block.AsSpan(0, count));
            }
        }
    }
}
