using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Neuron.Kernels.Runtime;

/// <summary>Times the few ways in which a problem can be launched, once for each class of problems, and keeps the quickest on disk.</summary>
/// <remarks>
/// NEURON_TUNE=1 turns it on; without it launch code takes its defaults. Choices lie in the folder of <see cref="ProgramCache"/>, one file
/// for each device and build of the kernels. A file that cannot be read costs the time to measure again.
/// </remarks>
internal sealed class Tuner
{
    private const int Repetitions = 3; // the best of them: what disturbs a measurement only slows it

    private readonly Lock _lock = new();
    private readonly string? _path;
    private readonly Action<string> _warn;
    private readonly Dictionary<string, string> _choices;

    /// <param name="device">What the choices hold for: the device, and the build of its kernels.</param>
    /// <param name="folder">Where they are kept; null keeps them in memory alone.</param>
    /// <param name="warn">Gets a line about a file that is not used.</param>
    public Tuner(string device, string? folder, Action<string> warn)
    {
        _warn = warn;
        if (folder is not null) _path = Path.Combine(folder, $"tuning-{Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(device)))[..20]}.json");
        _choices = Read();
    }

    /// <summary>The tuner of a device if NEURON_TUNE asks for one, else null.</summary>
    public static Tuner? Of(Accelerator accelerator)
    {
        if (accelerator.Type == AcceleratorType.Blueprint || Environment.GetEnvironmentVariable("NEURON_TUNE") != "1") return null;
        var build = typeof(Tuner).Module.ModuleVersionId;
        return new($"{accelerator}, {accelerator.Limits.Multiprocessors} processors, {build}", ProgramCache.Folder, Console.Error.WriteLine);
    }

    /// <summary>The quickest of the candidates for a class of problems; those that the device refuses are left out.</summary>
    /// <param name="accelerator">The device.</param>
    /// <param name="problem">Kernel and class of sizes.</param>
    /// <param name="candidates">Names of the ways to launch it, the default first.</param>
    /// <param name="launch">Launches one of them; any number of times with the same result.</param>
    public int Choose(Accelerator accelerator, string problem, ReadOnlySpan<string> candidates, Action<int> launch)
    {
        lock (_lock)
        {
            if (_choices.TryGetValue(problem, out string? known) && candidates.IndexOf(known) is >= 0 and var kept) return kept;
            int best = 0;
            double least = double.PositiveInfinity;
            for (int i = 0; i < candidates.Length; i++)
            {
                double seconds;
                try
                {
                    int candidate = i;
                    seconds = Best(accelerator, () => launch(candidate), Repetitions);
                }
                catch (KernelException)
                {
                    continue; // too large for the device
                }
                if (seconds < least) (best, least) = (i, seconds);
            }
            _choices[problem] = candidates[best];
            Write();
            return best;
        }
    }

    /// <summary>The least seconds of a launch, after one to warm up.</summary>
    public static double Best(Accelerator accelerator, Action launch, int repetitions)
    {
        double best = double.PositiveInfinity;
        for (int i = 0; i <= repetitions; i++)
        {
            accelerator.Synchronize();
            long start = Stopwatch.GetTimestamp();
            launch();
            accelerator.Synchronize();
            if (i > 0) best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        return best;
    }

    private Dictionary<string, string> Read()
    {
        if (_path is null || !File.Exists(_path)) return [];
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllBytes(_path)) ?? [];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or JsonException)
        {
            _warn($"{_path}: the choices of the tuner can't be read, and are made again: {failure.Message}");
            return [];
        }
    }

    private void Write()
    {
        if (_path is null) return;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
            foreach (var (problem, choice) in Read()) _choices.TryAdd(problem, choice); // of processes beside this one
            string draft = $"{_path}.{Environment.ProcessId}";
            File.WriteAllBytes(draft, JsonSerializer.SerializeToUtf8Bytes(_choices));
            File.Move(draft, _path, overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            _warn($"{_path}: the choices of the tuner can't be kept: {failure.Message}");
        }
    }
}
