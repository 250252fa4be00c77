using System.Diagnostics;
using System.Globalization;
using System.Runtime.Intrinsics;
using System.Text.Json.Nodes;

namespace Neuron.Experiments;

/// <summary>Takes a request to its run folder: configuration, run, summary, report.</summary>
internal static class Runner
{
    /// <summary>Finds or makes the run folder and writes its settings.</summary>
    /// <exception cref="UsageException">The folder is taken, or there is nothing to resume, or it was started otherwise, or there is no such device.</exception>
    /// <exception cref="ConfigException">A setting is unknown or out of range.</exception>
    public static RunFolder Prepare(ExperimentEntry entry, RunRequest request) => request.Resume ? Resumable(entry, request) : New(entry, request);

    /// <summary>Runs (or resumes) what the settings in <paramref name="folder"/> say.</summary>
    /// <exception cref="OperationCanceledException">The run was stopped; the message says how to resume it.</exception>
    public static RunRecord Run(ExperimentEntry entry, RunRequest request, RunFolder folder, IProgressDisplay progress, CancellationToken cancellation)
    {
        RunSettings settings = folder.ReadSettings();
        var clock = Stopwatch.StartNew();
        double before = ReadSeconds(folder);
        DataLocation data = settings.Data is { } root ? new(root.Length > 0 ? root : null) : request.Data;
        using var place = Device.Use(Device.Parse(ResolveDevice(settings.Device))); // models, batches and noise are made where the run is
        try
        {
            using var context = new RunContext(folder, settings, data, progress, cancellation);
            Summary summary = entry.Run(settings.Config, context);
            if (settings.Preset is Preset.Smoke) summary = summary with { Finding = $"Smoke size, too small to show an effect. {summary.Finding}" };
            var preset = entry.Configure(settings.Preset, []);
            var config = settings.Config.ToDictionary(p => p.Key, p => Text(p.Value));
            var record = new RunRecord(entry.Name, entry.Reproduces, settings.Preset, settings.Seed, settings.Device, Machine,
                DateTimeOffset.UtcNow, before + clock.Elapsed.TotalSeconds, config,
                config.Where(p => p.Value != Text(preset[p.Key])).ToDictionary(), summary, settings.Data, context.DataSet);
            folder.WriteRecord(record);
            return record;
        }
        catch (OperationCanceledException e)
        {
            string where = data.Root is null ? "" : $" --data {data.Root}";
            throw new OperationCanceledException($"stopped. To continue: neuron run {settings.Experiment} --resume --out {folder.Root}{where}", e, cancellation);
        }
        finally
        {
            progress.End();
            AtomicFile.WriteText(SecondsPath(folder), (before + clock.Elapsed.TotalSeconds).ToString("R", CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Processors and vector width of this machine.</summary>
    public static string Machine { get; } = string.Create(CultureInfo.InvariantCulture,
        $"{Environment.ProcessorCount} processors, {(Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128)}-bit vectors, .NET {Environment.Version}");

    private static RunFolder New(ExperimentEntry entry, RunRequest request)
    {
        (Preset preset, int seed) = PresetAndSeed(request);
        var settings = new RunSettings(entry.Name, preset, seed, ResolveDevice(request.Device), entry.Configure(preset, request.Settings), request.Data.Root ?? "");
        string basis = request.Output ?? Path.Combine("runs", request.Experiment, $"{Name(preset)}-seed{seed}");
        var folder = new RunFolder(basis);
        for (int n = 2; request.Output is null && File.Exists(folder.ConfigPath); n++) folder = new($"{basis}-{n}");
        if (File.Exists(folder.ConfigPath))
            throw new UsageException($"{folder.Root} already holds a run. Give another --out, or --resume to continue it.");
        AtomicFile.WriteText(folder.ConfigPath, settings.ToJson());
        return folder;
    }

    private static RunFolder Resumable(ExperimentEntry entry, RunRequest request)
    {
        (Preset preset, int seed) = PresetAndSeed(request);
        RunFolder? folder = request.Output is { } output ? new RunFolder(output)
            : RunFolder.Under(Path.Combine("runs", request.Experiment)).LastOrDefault(f => !f.Finished
                && f.TryReadSettings() is { } s && s.Preset == preset && s.Seed == seed);
        if (folder is null)
            throw new UsageException($"There is no unfinished run of {request.Experiment} with preset {Name(preset)} and seed {seed} under runs/.");
        RunSettings found = folder.ReadSettings();
        if (folder.Finished) throw new UsageException($"{folder.Root}: the run has finished; its report is {folder.ReportPath}.");
        if (found.Experiment != request.Experiment)
            throw new UsageException($"{folder.Root} holds a run of {found.Experiment}, not of {request.Experiment}.");
        UsageException Otherwise(string was, string asked, string kept, string option) =>
            new($"{folder.Root} was started {was}, not {asked}; a resumed run keeps its {kept}. Leave {option} out, or start a new run without --resume.");
        if (request.Preset is { } named && named != found.Preset)
            throw Otherwise($"with preset {Name(found.Preset)}", Name(named), "preset", "--preset");
        if (request.Seed is { } given && given != found.Seed)
            throw Otherwise($"with seed {found.Seed}", $"{given}", "seed", "--seed");
        JsonObject config = entry.Configure(found.Preset, request.Settings);
        foreach (var (key, _) in request.Settings)
        {
            var (key2, asked) = config.First(p => p.Key.Equals(key, StringComparison.OrdinalIgnoreCase));
            if (Text(asked) != Text(found.Config[key2]))
                throw Otherwise($"with {key2} = {Text(found.Config[key2])}", Text(asked), "settings", $"--set {key2}");
        }
        // a resumed run keeps its device: what "auto" would be today is of no interest
        if (request.Device != "auto" && ResolveDevice(request.Device) is var device && device != found.Device)
            throw Otherwise($"on {found.Device}", $"on {device}", "device", "--device");
        if (found.Data is { } data)
        {
            // NEURON_DATA may be another one by now: the run keeps its own
            if (!request.Data.IsFromEnvironment && request.Data.Root is { } other && other != data)
                throw new UsageException($"{folder.Root} was started with {(data.Length > 0 ? $"the data in {data}" : "no data folder")}, not with {other}; a resumed run keeps its data. If they have moved: 'data' in {folder.ConfigPath}.");
            if (data.Length > 0 && !Directory.Exists(data))
                throw new UsageException($"{folder.Root} was started with the data in {data}, which are not there any more. If they have moved: 'data' in {folder.ConfigPath}.");
        }
        return folder;
    }

    private static (Preset Preset, int Seed) PresetAndSeed(RunRequest request) => (request.Preset ?? RunRequest.DefaultPreset, request.Seed ?? RunRequest.DefaultSeed);

    private static string Name(Preset preset) => preset.ToString().ToLowerInvariant();

    /// <summary>The name of a device that is there and can be opened.</summary>
    private static string ResolveDevice(string text)
    {
        try
        {
            Device device = Device.Parse(text);
            if (device != Device.Cpu) _ = Accelerators.For(device);
            return device.ToString();
        }
        catch (FormatException)
        {
            throw new UsageException($"There is no device '{text}'.{Nearest.Hint(text, ["auto", .. Device.All.Select(d => d.ToString())])}");
        }
        catch (NotSupportedException absent)
        {
            throw new UsageException(absent.Message);
        }
    }

    private static string Text(JsonNode? value) =>
        value is JsonArray list ? string.Join(",", list.Select(Text)) : value?.ToString() ?? "";

    private static string SecondsPath(RunFolder folder) => Path.Combine(folder.Root, "seconds.txt");

    private static double ReadSeconds(RunFolder folder) =>
        File.Exists(SecondsPath(folder)) && double.TryParse(File.ReadAllText(SecondsPath(folder)), NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds)
            && double.IsFinite(seconds) ? seconds : 0;
}
