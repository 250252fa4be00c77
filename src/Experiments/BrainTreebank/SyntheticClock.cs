using System.Globalization;
using System.Text;

namespace Neuron.Experiments.BrainTreebank;

/// <summary>
/// The clock of a synthetic session: the file begins before the film, runs at a slope near 2048, stops twice, and its
/// triggers (every 80 ± 10 ms) are read with a jitter of 6.5 ms.
/// </summary>
internal sealed class SyntheticClock
{
    private readonly (double At, double Seconds)[] _pauses;
    private readonly double _offset, _slope;
    private readonly string _csv;

    /// <param name="transcript">Its two longest silences near one and two thirds of the film take the pauses.</param>
    /// <param name="filmSeconds">Length of the film.</param>
    /// <param name="rng">The generator.</param>
    public SyntheticClock(SyntheticTranscript transcript, double filmSeconds, Rng rng)
    {
        (_offset, _slope) = (10 + 5 * rng.NextDouble(), 2048 + 0.11 * rng.NextDouble());
        _pauses = [(Silence(transcript, filmSeconds / 3, filmSeconds), 12), (Silence(transcript, 2 * filmSeconds / 3, filmSeconds), 7)];
        StringBuilder csv = new("type,movie_time,start_time,end_time,trig_type,index,diff\n");
        double last = 0;
        Row("beginning", 0, TrueSample(0), csv);
        int next = 0;
        for (double t = 0.07 + 0.02 * rng.NextDouble(); t < filmSeconds; t += 0.07 + 0.02 * rng.NextDouble())
        {
            if (next < _pauses.Length && t > _pauses[next].At)
            {
                // the pair shares a film time that steps back behind the trigger before it
                double before = TrueSample(_pauses[next].At - 1e-9);
                Row("pause", last - 0.01, before, csv);
                Row("unpause", last - 0.01, before + _pauses[next].Seconds * 2048, csv);
                next++;
            }
            double jitter = Math.Clamp(0.0065 * SyntheticTranscript.Normal(rng), -0.022, 0.022) * 2048;
            Row("trigger", t, TrueSample(t) + jitter, csv);
            last = t;
        }
        Row("end", last - 0.01, TrueSample(last), csv);
        Samples = (long)(TrueSample(filmSeconds) + 10 * 2048);
        LastTrigger = last;
        _csv = csv.ToString();
    }

    /// <summary>Samples of the recording.</summary>
    public long Samples { get; }

    /// <summary>Film time of the last regular trigger.</summary>
    public double LastTrigger { get; }

    /// <summary>Film times at which the film stopped.</summary>
    public IReadOnlyList<double> PauseTimes => [.. _pauses.Select(p => p.At)];

    /// <summary>The sample at which the film shows time t.</summary>
    public double TrueSample(double filmSeconds) =>
        _offset * 2048 + _slope * filmSeconds + 2048 * _pauses.Where(p => filmSeconds >= p.At).Sum(p => p.Seconds);

    /// <summary>The timings table.</summary>
    public string ToCsv() => _csv;

    private static void Row(string type, double time, double index, StringBuilder csv) =>
        csv.Append(CultureInfo.InvariantCulture, $"{type},{time:R},{index / 2048:R},{index / 2048 + 0.01:R},1,{Math.Round(index)},0\n");

    private static double Silence(SyntheticTranscript transcript, double near, double film)
    {
        IReadOnlyList<SyntheticWord> w = transcript.Words;
        int best = 1;
        double score = double.NegativeInfinity;
        for (int i = 1; i < w.Count; i++)
        {
            double gap = w[i].Start - w[i - 1].End;
            if (Math.Abs(w[i].Start - near) < film / 8 && gap > score) (best, score) = (i, gap);
        }
        return (w[best].Start + w[best - 1].End) / 2;
    }
}
