using System.Globalization;
using System.Text;

namespace Neuron.Experiments.BrainTreebank;

/// <summary>A word of a made-up film with the features to which planted electrodes respond; volume and pitch are standardised.</summary>
internal sealed record SyntheticWord(string Text, double Start, double End, int Sentence, int InSentence, string Pos, int Head, double Surprisal, double Volume, double Pitch, bool HasTimes);

/// <summary>The transcript of a made-up film.</summary>
internal sealed class SyntheticTranscript
{
    private static readonly (string Pos, double Share)[] s_tags =
        [("PRON", .20), ("VERB", .16), ("NOUN", .15), ("AUX", .11), ("DET", .08), ("ADV", .08), ("ADP", .07), ("ADJ", .06), ("PROPN", .05), ("PART", .04)];

    private SyntheticTranscript(SyntheticWord[] words) => Words = words;

    /// <summary>The words in order.</summary>
    public IReadOnlyList<SyntheticWord> Words { get; }

    /// <summary>Draws a transcript of that many seconds.</summary>
    public static SyntheticTranscript Draw(PlantedScheme scheme, double seconds, Rng rng)
    {
        List<SyntheticWord> words = [];
        double t = 2;
        (double volume, double pitch) = (0, 0); // of the word before
        for (int sentence = 0; t < seconds - 6; sentence++)
            t = scheme == PlantedScheme.Areas ? Even(words, sentence, t, rng) : Irregular(words, sentence, t, ref volume, ref pitch, rng);
        return new([.. words]);
    }

    // BrainBERT specification, 11.1: 4 to 9 words of 0.22 to 0.45 s, volume and pitch around the sentence's own
    private static double Even(List<SyntheticWord> words, int sentence, double t, Rng rng)
    {
        int length = 4 + rng.Next(6), root = rng.Next(length);
        double pitch = Normal(rng), volume = 0.7 * Normal(rng);
        for (int i = 0; i < length; i++)
        {
            double duration = 0.22 + 0.23 * rng.NextDouble();
            words.Add(new($"w{rng.Next(500)}", t, t + duration, sentence, i, Tag(rng), Head(i, root), Surprisal(rng), volume + 0.7 * Normal(rng), pitch + 0.6 * Normal(rng), true));
            t += duration + (i + 1 < length ? 0.08 * rng.NextDouble() : 0);
        }
        return t + (rng.NextDouble() < 0.35 ? 0.3 + 0.6 * rng.NextDouble() : 1.8 + 3.2 * rng.NextDouble());
    }

    // Brain Treebank specification, 13.1: 3 to 12 words, durations log-normal (median 0.21 s), gaps and pauses with the shape of
    // the real ones, features with their temporal correlation; two infinite surprisals, one word in a hundred without times
    private static double Irregular(List<SyntheticWord> words, int sentence, double t, ref double volume, ref double pitch, Rng rng)
    {
        int length = 3 + rng.Next(10), root = rng.Next(length);
        for (int i = 0; i < length; i++)
        {
            double duration = Math.Clamp(0.21 * Math.Exp(0.45 * Normal(rng)), 0.06, 1.2);
            volume = 0.7 * volume + Math.Sqrt(1 - 0.49) * Normal(rng);
            pitch = 0.6 * pitch + 0.8 * Normal(rng);
            double surprisal = words.Count is 40 or 90 ? double.PositiveInfinity : Surprisal(rng);
            words.Add(new($"w{rng.Next(500)}", t, t + duration, sentence, i, Tag(rng), Head(i, root), surprisal, volume, 0.4 * volume + pitch, rng.NextDouble() >= 0.01));
            t += duration + (rng.NextDouble() < 0.7 ? 0.01 * rng.NextDouble() : -0.08 * Math.Log(1 - rng.NextDouble()));
        }
        return t + 0.4 - 1.2 * Math.Log(1 - rng.NextDouble()) + (rng.NextDouble() < 0.08 ? 5 + 7 * rng.NextDouble() : 0);
    }

    // every word hangs on a neighbour towards the root, so that the tree is projective
    private static int Head(int i, int root) => i == root ? 0 : i < root ? i + 2 : i;

    // Gamma(2, 2.2)
    private static double Surprisal(Rng rng) => -2.2 * (Math.Log(1 - rng.NextDouble()) + Math.Log(1 - rng.NextDouble()));

    /// <summary>features.csv: the columns of the release, those without a meaning here filled with a constant.</summary>
    public string ToCsv()
    {
        string[] constants = ["speaker", "lemma", "mel", "delta_rms", "delta_pitch", "delta_mel", "magnitude", "delta_magnitude", "mean_pixel_brightness", "max_mean_pixel_brightness", "min_mean_pixel_brightness",
            "max_mean_pixel_difference", "min_mean_pixel_difference", "max_mean_magnitude", "max_median_magnitude", "max_global_magnitude", "max_global_angle", "max_vector_magnitude", "max_vector_angle", "face_num", "phoneme_num", "syllable"];
        StringBuilder csv = new(",text,start,end,sentence,sentence_idx,word_idx,idx_in_sentence,prev_word_idx,is_onset,pos,head,deprel,bin_head,word_length,word_diff,onset_diff,gpt2_surprisal,charecter_num,rms,pitch," + string.Join(',', constants) + "\n");
        for (int i = 0; i < Words.Count; i++)
        {
            SyntheticWord w = Words[i];
            string start = w.HasTimes ? Number(w.Start) : "", end = w.HasTimes ? Number(w.End) : "", surprisal = double.IsInfinity(w.Surprisal) ? "inf" : Number(w.Surprisal);
            string diff = i == 0 ? "" : Number(w.Start - Words[i - 1].End), onset = i == 0 ? "" : Number(w.Start - Words[i - 1].Start);
            csv.Append(CultureInfo.InvariantCulture, $"{i},{w.Text},{start},{end},s{w.Sentence},{w.Sentence},{i},{w.InSentence},{i - 1},{(w.InSentence == 0 ? 1 : 0)},{w.Pos},{w.Head},{(w.Head == 0 ? "root" : "dep")},{(w.Head > w.InSentence ? 1 : 0)},{Number(w.End - w.Start)},{diff},{onset},{surprisal},{w.Text.Length},{Number(0.018 + 0.004 * w.Volume)},{Number(60 + 12 * w.Pitch)}");
            foreach (string column in constants) csv.Append(column switch { "speaker" => ",A", "lemma" => "," + w.Text, _ => ",1" });
            csv.Append('\n');
        }
        return csv.ToString();
    }

    /// <summary>The same sentences as CoNLL-U.</summary>
    public string ToConllu()
    {
        StringBuilder text = new();
        foreach (IGrouping<int, SyntheticWord> sentence in Words.GroupBy(w => w.Sentence))
        {
            text.Append(CultureInfo.InvariantCulture, $"# sent_id = {sentence.Key}\n");
            foreach (SyntheticWord w in sentence)
                text.Append(CultureInfo.InvariantCulture, $"{w.InSentence + 1}\t{w.Text}\t{w.Text}\t{w.Pos}\t_\t_\t{w.Head}\t{(w.Head == 0 ? "root" : "dep")}\t_\t_\n");
            text.Append('\n');
        }
        return text.ToString();
    }

    /// <summary>A standard normal number.</summary>
    public static double Normal(Rng rng) => Math.Sqrt(-2 * Math.Log(1 - rng.NextDouble())) * Math.Cos(2 * Math.PI * rng.NextDouble());

    private static string Number(double v) => v.ToString("R", CultureInfo.InvariantCulture);

    private static string Tag(Rng rng)
    {
        double u = rng.NextDouble();
        foreach ((string pos, double share) in s_tags)
            if ((u -= share) < 0) return pos;
        return "PROPN";
    }
}
