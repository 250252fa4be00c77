namespace Neuron.Experiments.BrainBert;

/// <summary>What the synthetic areas answer to, at 2048 Hz: sums of trapezoids that follow words after 0.06 to 0.16 s (specification 11.1).</summary>
internal sealed class SpeechLatents
{
    /// <summary>Samples a second.</summary>
    public const double RateHz = 2048;

    /// <param name="transcript">The words.</param>
    /// <param name="samples">Length of the recording.</param>
    /// <param name="offset">Sample at which the film begins.</param>
    /// <param name="rng">Draws the latencies.</param>
    public SpeechLatents(SpeechTranscript transcript, int samples, double offset, Rng rng)
    {
        (Word, Pitch, Onset, Sentence) = (new float[samples], new float[samples], new float[samples], new float[samples]);
        IReadOnlyList<SpeechWord> words = transcript.Words;
        for (int i = 0, first = 0; i < words.Count; i++)
        {
            SpeechWord w = words[i];
            double start = w.Start + 0.06 + 0.1 * rng.NextDouble(), length = w.End - w.Start;
            Add(Word, offset, start, 0.05, length, 0.10, Math.Exp(0.45 * w.Volume));
            Add(Pitch, offset, start, 0.05, length, 0.10, 1 / (1 + Math.Exp(-1.5 * w.Pitch)));
            if (w.InSentence == 0)
            {
                first = i;
                Add(Onset, offset, start, 0.06, 0.15, 0.25, 1);
            }
            if (i + 1 == words.Count || words[i + 1].InSentence == 0)
                Add(Sentence, offset, words[first].Start + 0.1, 0.15, w.End - words[first].Start, 0.3, 1);
        }
    }

    /// <summary>Every word, times exp(0.45·volume).</summary>
    public float[] Word { get; }

    /// <summary>Every word, times 1 / (1 + exp(−1.5·pitch)).</summary>
    public float[] Pitch { get; }

    /// <summary>The first word of a sentence.</summary>
    public float[] Onset { get; }

    /// <summary>A whole sentence.</summary>
    public float[] Sentence { get; }

    private static void Add(float[] x, double offset, double start, double rise, double plateau, double fall, double height)
    {
        double length = rise + plateau + fall;
        for (int n = Math.Max(0, (int)Math.Ceiling(offset + start * RateHz)); n < Math.Min(x.Length, offset + (start + length) * RateHz); n++)
        {
            double t = (n - offset) / RateHz - start;
            x[n] += (float)(height * Math.Min(1, Math.Min(t / rise, (length - t) / fall)));
        }
    }
}
