using System.Globalization;
using System.Text;
using Neuron.Experiments.BrainTreebank;

namespace Neuron.Experiments.BrainBert;

/// <summary>A word of a synthetic film.</summary>
internal sealed record SpeechWord(double Start, double End, int Sentence, int InSentence, double Volume, double Pitch);

/// <summary>
/// The words of a synthetic film: sentences of 4 to 9 words, about 80 words a minute, pauses long enough for silent seconds; volume and pitch vary from
/// sentence to sentence and from word to word (specification 11.1).
/// </summary>
internal sealed class SpeechTranscript(IReadOnlyList<SpeechWord> words)
{
    /// <summary>The words in order.</summary>
    public IReadOnlyList<SpeechWord> Words { get; } = words;

    /// <summary>Draws a transcript of that many seconds.</summary>
    public static SpeechTranscript Draw(double seconds, Rng rng)
    {
        List<SpeechWord> words = [];
        double t = 2;
        for (int sentence = 0; t < seconds - 6; sentence++)
        {
            double pitch = Normal(rng), volume = 0.7 * Normal(rng);
            int length = 4 + rng.Next(6);
            for (int i = 0; i < length; i++)
            {
                double duration = Between(rng, 0.22, 0.45);
                words.Add(new(t, t + duration, sentence, i, volume + 0.7 * Normal(rng), pitch + 0.6 * Normal(rng)));
                t += duration + Between(rng, 0, 0.08);
            }
            t += rng.NextDouble() < 0.35 ? Between(rng, 0.3, 0.9) : Between(rng, 1.8, 5);
        }
        return new([.. words.Where(w => w.End < seconds)]);
    }

    /// <summary>features.csv with the columns that this paper's tasks use.</summary>
    public string ToCsv()
    {
        StringBuilder csv = new(",text,start,end,is_onset,is_offset,pos,rms,pitch,max_mean_pixel_brightness,idx_in_sentence\n");
        for (int i = 0; i < Words.Count; i++)
        {
            SpeechWord w = Words[i];
            bool last = i + 1 == Words.Count || Words[i + 1].InSentence == 0;
            csv.Append(CultureInfo.InvariantCulture, $"{i},w{i},{w.Start:R},{w.End:R},{(w.InSentence == 0 ? 1 : 0)},{(last ? 1 : 0)},X,{w.Volume:R},{w.Pitch:R},0,{w.InSentence}\n");
        }
        return csv.ToString();
    }

    private static double Between(Rng rng, double low, double high) => low + (high - low) * rng.NextDouble();

    private static double Normal(Rng rng) => SyntheticTranscript.Normal(rng);
}
