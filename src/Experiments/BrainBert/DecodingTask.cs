using Neuron.Experiments.BrainTreebank;

namespace Neuron.Experiments.BrainBert;

/// <summary>What is decoded from five seconds of one electrode (specification 7).</summary>
internal enum DecodingTask
{
    /// <summary>The first word of a sentence against silence.</summary>
    SentenceOnset,

    /// <summary>Any word against silence.</summary>
    Speech,

    /// <summary>Loud words against quiet ones.</summary>
    Volume,

    /// <summary>High words against low ones.</summary>
    Pitch,
}

/// <summary>A window to classify.</summary>
/// <param name="Sample">The sample on which it is centred.</param>
/// <param name="Label">The positive class.</param>
internal readonly record struct Example(long Sample, bool Label);

/// <summary>Takes the examples of the tasks out of a session.</summary>
internal static class DecodingExamples
{
    /// <summary>Names as the paper's tables have them.</summary>
    public static string Name(DecodingTask task) => task switch
    {
        DecodingTask.SentenceOnset => "sentence onset",
        DecodingTask.Speech => "speech vs non-speech",
        DecodingTask.Volume => "volume",
        _ => "pitch",
    };

    /// <summary>The examples in the order of time.</summary>
    /// <param name="task">The task.</param>
    /// <param name="words">The session's words.</param>
    /// <param name="recordingSamples">Length of the recording.</param>
    /// <param name="windowSamples">Length of a window; those that do not lie within the recording are left out.</param>
    /// <param name="largest">At most so many examples of a class, drawn at random; 0 for all.</param>
    /// <param name="rng">Draws from the larger class where classes are balanced.</param>
    /// <remarks>
    /// Onset and speech: the larger class is reduced to the size of the smaller. Volume and pitch: beyond one standard deviation (of divisor n) of the mean over
    /// the session's words, not balanced.
    /// </remarks>
    public static Example[] Of(DecodingTask task, WordTable words, long recordingSamples, int windowSamples, int largest, Rng rng)
    {
        long[] positive, negative;
        if (task is DecodingTask.SentenceOnset or DecodingTask.Speech)
        {
            positive = [.. words.Words.Where(w => w.IsOnset || task == DecodingTask.Speech).Select(w => w.Sample)];
            negative = SilentWindows.Grid([.. words.Words.Select(w => (w.Sample, w.EndSample))], recordingSamples);
        }
        else
        {
            double[] values = words.Feature(task == DecodingTask.Volume ? "rms" : "pitch");
            (positive, negative) = ([], []);
            if (values.Length > 0)
            {
                double mean = Statistics.Moments.Mean(values), deviation = Math.Sqrt(Statistics.Moments.Variance(values, ddof: 0));
                positive = [.. words.Words.Where((_, i) => values[i] > mean + deviation).Select(w => w.Sample)];
                negative = [.. words.Words.Where((_, i) => values[i] < mean - deviation).Select(w => w.Sample)];
            }
        }
        (positive, negative) = (Inside(positive), Inside(negative));
        int limit = task is DecodingTask.SentenceOnset or DecodingTask.Speech ? Math.Min(positive.Length, negative.Length) : int.MaxValue;
        if (largest > 0) limit = Math.Min(limit, largest);
        return [.. Draw(positive).Select(s => new Example(s, true)).Concat(Draw(negative).Select(s => new Example(s, false))).OrderBy(e => e.Sample)];

        long[] Inside(long[] samples) => [.. samples.Where(s => s >= windowSamples / 2 && s + windowSamples / 2 <= recordingSamples)];
        long[] Draw(long[] samples) => samples.Length <= limit ? samples : [.. rng.Permutation(samples.Length)[..limit].Select(i => samples[i])];
    }
}
