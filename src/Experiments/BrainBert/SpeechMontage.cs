using Neuron.Experiments.BrainTreebank;

namespace Neuron.Experiments.BrainBert;

/// <summary>How strongly a contact hears each area of the synthetic brain, w = exp(−|p − centre|² / (2·14²)).</summary>
/// <param name="Auditory">Answers words, their volume and pitch.</param>
/// <param name="Language">Answers the first word of a sentence.</param>
/// <param name="Motor">Loses its beta rhythm during sentences.</param>
internal readonly record struct AreaWeights(double Auditory, double Language, double Motor)
{
    /// <summary>The largest of the three.</summary>
    public double Largest => Math.Max(Auditory, Math.Max(Language, Motor));

    /// <summary>How much a task's feature changes the contact's voltage: volume and pitch are heard by the auditory area alone, speech by all three.</summary>
    public double For(DecodingTask task) => task is DecodingTask.Volume or DecodingTask.Pitch ? Auditory : Largest;

    /// <summary>The area that weighs most, or "other" where none reaches 0.2.</summary>
    public string Region => Largest < 0.2 ? "other" : Largest == Auditory ? "auditory" : Largest == Language ? "language" : "motor";
}

/// <summary>A contact of a synthetic subject.</summary>
internal sealed record SpeechContact(string Label, double Left, double Inferior, double Posterior, AreaWeights Weights);

/// <summary>
/// Where a synthetic subject's contacts lie: four shafts of six, 5 apart, in random directions; three near the auditory, the language and the motor area, the
/// fourth anywhere (specification 11.1).
/// </summary>
internal static class SpeechMontage
{
    private const int Shafts = 4, Contacts = 6;
    private const double Spacing = 5, Reach = 14, Jitter = 4;

    private static readonly (double L, double I, double P)[] s_areas = [(60, 90, 110), (55, 105, 150), (70, 55, 105)];

    /// <summary>The 24 contacts, S1x1 to S4x6.</summary>
    public static SpeechContact[] Draw(Rng rng)
    {
        List<SpeechContact> contacts = [];
        for (int shaft = 0; shaft < Shafts; shaft++)
        {
            double[] centre = shaft < s_areas.Length
                ? [s_areas[shaft].L + Jitter * Normal(rng), s_areas[shaft].I + Jitter * Normal(rng), s_areas[shaft].P + Jitter * Normal(rng)]
                : [40 + 50 * rng.NextDouble(), 40 + 80 * rng.NextDouble(), 60 + 120 * rng.NextDouble()];
            double[] direction = [Normal(rng), Normal(rng), Normal(rng)];
            double scale = Spacing / Math.Sqrt(direction.Sum(d => d * d));
            for (int c = 0; c < Contacts; c++)
            {
                double along = (c - (Contacts - 1) / 2.0) * scale;
                double[] p = [.. centre.Zip(direction, (x, d) => Math.Clamp(Math.Round(x + along * d), 0, 255))];
                contacts.Add(new($"S{shaft + 1}x{c + 1}", p[0], p[1], p[2], WeightsAt(p[0], p[1], p[2])));
            }
        }
        return [.. contacts];
    }

    /// <summary>The weights of a place.</summary>
    public static AreaWeights WeightsAt(double left, double inferior, double posterior)
    {
        double[] w = [.. s_areas.Select(a => Math.Exp(-(Square(left - a.L) + Square(inferior - a.I) + Square(posterior - a.P)) / (2 * Reach * Reach)))];
        return new(w[0], w[1], w[2]);
        static double Square(double x) => x * x;
    }

    private static double Normal(Rng rng) => SyntheticTranscript.Normal(rng);
}
