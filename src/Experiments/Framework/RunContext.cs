using System.Text.Json;

namespace Neuron.Experiments;

/// <summary>What an experiment needs from its surroundings while it runs.</summary>
/// <param name="folder">Where everything goes.</param>
/// <param name="settings">What was asked for.</param>
/// <param name="data">Where data sets are.</param>
/// <param name="progress">Where to say how far it is.</param>
/// <param name="cancellation">Set when the user stops the run.</param>
internal sealed class RunContext(
    RunFolder folder, RunSettings settings, DataLocation data, IProgressDisplay progress, CancellationToken cancellation) : IDisposable
{
    private readonly MetricsLog _metrics = new(folder);

    /// <summary>The run folder.</summary>
    public RunFolder Folder => folder;
    /// <summary>Seed of the run; repetition k of an experiment uses <c>Seed + k</c>.</summary>
    public int Seed => settings.Seed;
    /// <summary>The preset that was asked for.</summary>
    public Preset Preset => settings.Preset;
    /// <summary>The device to run on, as <c>--device</c> takes it.</summary>
    public string Device => settings.Device;
    /// <summary>Finds data sets.</summary>
    public DataLocation Data => data;
    /// <summary>What the run works on, for its report: "cifar-10"; null until the experiment says it.</summary>
    public string? DataSet { get; set; }
    /// <summary>Set when the run is to stop.</summary>
    public CancellationToken Cancellation => cancellation;

    /// <summary>Records measurements of one step. Does not look whether the run is to stop: a trainer does, after it has written a checkpoint.</summary>
    public void Record(string part, long step, params ReadOnlySpan<(string Name, double Value)> values) => _metrics.Write(part, step, values);

    /// <summary>Forgets what a part measured after <paramref name="step"/>, from where it resumes.</summary>
    public void Rewind(string part, long step) => _metrics.Rewind(part, step);

    /// <summary>As <see cref="Report"/>, where something else looks whether the run is to stop.</summary>
    public void Show(double fraction, string doing) => progress.Show(fraction, doing);

    /// <summary>Says how far the run is: <paramref name="fraction"/> in [0, 1] and what it is doing.</summary>
    /// <exception cref="OperationCanceledException">The run is to stop.</exception>
    public void Report(double fraction, string doing) => Checked(progress.Show)(fraction, doing);

    /// <summary>What also looks whether the run is to stop, of something that only shows how far it is.</summary>
    public Action<double, string> Checked(Action<double, string> show) => (fraction, doing) =>
    {
        show(fraction, doing);
        cancellation.ThrowIfCancellationRequested();
    };

    /// <summary>Says something that a person should know before the run goes on.</summary>
    public void Note(string text) => progress.Note(text);

    /// <summary>Runs one part, or returns its stored outcome if an earlier, interrupted run finished it.</summary>
    /// <typeparam name="T">A record that JSON can hold.</typeparam>
    public T Part<T>(string part, Func<T> run) where T : class
    {
        string path = folder.PartPath(part);
        if (File.Exists(path))
        {
            try
            {
                if (JsonSerializer.Deserialize<T>(File.ReadAllText(path), RunJson.Options) is { } stored) return stored;
            }
            catch (JsonException e)
            {
                throw new InvalidDataException($"{path}: not the outcome of a part: {e.Message}. Delete the file to run the part again.", e);
            }
        }
        T outcome = run();
        AtomicFile.WriteText(path, JsonSerializer.Serialize(outcome, RunJson.Options));
        // only now: a run killed before the outcome was written goes on from them
        string checkpoints = folder.CheckpointPath(part);
        if (Directory.Exists(checkpoints)) Directory.Delete(checkpoints, recursive: true);
        return outcome;
    }

    /// <inheritdoc/>
    public void Dispose() => _metrics.Dispose();
}
