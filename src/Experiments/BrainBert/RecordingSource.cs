using System.Globalization;
using Neuron.Experiments.BrainTreebank;

namespace Neuron.Experiments.BrainBert;

/// <summary>Where the recordings of a run come from.</summary>
internal static class RecordingSource
{
    /// <summary>
    /// The Brain Treebank layout in the data folder (or its subfolder braintreebank); without one the synthetic release, which is written once into the run's
    /// folder data.
    /// </summary>
    /// <param name="config">Sizes of the synthetic release.</param>
    /// <param name="run">The run.</param>
    /// <param name="report">Told how far it is.</param>
    /// <param name="ready">A folder in which an earlier run has written the same synthetic release; null for none.</param>
    public static TreebankRelease Open(PretrainConfig config, RunContext run, Action<double, string> report, string? ready = null)
    {
        if (run.Data.Root is { } root)
        {
            if (TreebankRelease.In(root) is { } real)
            {
                run.DataSet = File.Exists(Path.Combine(real.Root, GroundTruth.FileName)) ? "braintreebank, synthetic" : "braintreebank";
                return real;
            }
            run.Note($"no recordings in {root} (files sub_K_trialNNN.h5, in it or its folders braintreebank and all_subject_data): the synthetic release is used.");
        }
        string data = Path.Combine(run.Folder.Root, "data");
        run.DataSet = string.Create(CultureInfo.InvariantCulture, $"{config.SyntheticSubjects + 1} synthetic subjects, seed {config.SyntheticSeed}");
        if (ready is not null && IsWhole(ready)) return new(ready);
        if (!IsWhole(data))
        {
            run.Note($"no recordings given (--data): planted responses in {config.SyntheticSubjects + 1} synthetic subjects are written to {data}.");
            config.Release.Write(data, report);
        }
        return new(data);

        static bool IsWhole(string folder) => File.Exists(Path.Combine(folder, GroundTruth.FileName)); // it is written last
    }
}
