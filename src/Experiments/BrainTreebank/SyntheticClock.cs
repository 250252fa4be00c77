using System.Globalization;
using System.Text;

namespace Neuron.Experiments.BrainTreebank;

/// <summary>The clock of a synthetic session: the file begins before the film, and the film stops up to twice, in silences.</summary>
/// <remarks>
/// Areas: 2048 samples a second, triggers at whole seconds and at both ends of a stop, without error, so that both alignment
/// rules give every word's true sample. Contrasts: the irregularities of the real tables: a slope near 2048, triggers every 80 ± 10 ms
/// with a jitter of 6.5 ms, pairs at a stop whose common film time steps back.
/// </remarks>
internal sealed class SyntheticClock
{
    private const double Rate = MovieClock.NominalRateHz;

    // a film resumes in a silence of which this much is left on both sides, so that no word is nearer to the stop than to a trigger
    private const double LeastSilence = 1.8;

    private readonly (double At, double Seconds)[] _pauses;
    private readonly StringBuilder _csv = new("type,movie_time,start_time,end_time,trig_type,index,diff\n");
    private readonly double _offset, _slope;

    /// <param name="scheme">Exact or irregular.</param>
    /// <param name="words">Their longest silences near one and two thirds of the film take the pauses.</param>
    /// <param name="filmSeconds">Length of the film.</param>
    /// <param name="rng">The generator.</param>
    public SyntheticClock(PlantedScheme scheme, IReadOnlyList<SyntheticWord> words, double filmSeconds, Rng rng)
    {
        bool exact = scheme == PlantedScheme.Areas;
        (_offset, _slope) = exact ? (10 * Rate + rng.Next(5 * (int)Rate), Rate) : ((10 + 5 * rng.NextDouble()) * Rate, Rate + 0.11 * rng.NextDouble());
        _pauses = [.. new[] { (1, 12.0), (2, 7.0) }.Select(p => (Longest(words, p.Item1 * filmSeconds / 3, filmSeconds), p.Item2))
            .Where(p => p.Item1.Silence >= (exact ? LeastSilence : 0)).Select(p => (p.Item1.Middle, p.Item2))];
        if (exact) WriteExact(filmSeconds);
        else WriteIrregular(filmSeconds, rng);
        Samples = (long)(TrueSample(filmSeconds) + 10 * Rate);
    }

    /// <summary>Samples of the recording.</summary>
    public long Samples { get; }

    /// <summary>Film times at which the film stopped.</summary>
    public IReadOnlyList<double> PauseTimes => [.. _pauses.Select(p => p.At)];

    /// <summary>The sample at which the film shows time t.</summary>
    public double TrueSample(double filmSeconds) => _offset + _slope * filmSeconds + Rate * _pauses.Where(p => filmSeconds >= p.At).Sum(p => p.Seconds);

    /// <summary>The timings table.</summary>
    public string ToCsv() => _csv.ToString();

    private void WriteExact(double film)
    {
        Row("beginning", 0, _offset);
        int next = 0;
        for (int second = 1; second < film; second++)
        {
            if (next < _pauses.Length && second >= _pauses[next].At)
            {
                double at = _pauses[next].At, resumes = TrueSample(at);
                Row("pause", at, resumes - Rate * _pauses[next++].Seconds);
                Row("unpause", at, resumes);
            }
            Row("trigger", second, TrueSample(second));
        }
        Row("end", film, TrueSample(film));
    }

    private void WriteIrregular(double film, Rng rng)
    {
        double last = 0;
        Row("beginning", 0, TrueSample(0));
        int next = 0;
        for (double t = 0.07 + 0.02 * rng.NextDouble(); t < film; t += 0.07 + 0.02 * rng.NextDouble())
        {
            if (next < _pauses.Length && t > _pauses[next].At)
            {
                double before = TrueSample(_pauses[next].At - 1e-9);
                Row("pause", last - 0.01, before);
                Row("unpause", last - 0.01, before + _pauses[next++].Seconds * Rate);
            }
            double jitter = Math.Clamp(0.0065 * SyntheticTranscript.Normal(rng), -0.022, 0.022) * Rate;
            Row("trigger", t, TrueSample(t) + jitter);
            last = t;
        }
        Row("end", last - 0.01, TrueSample(last));
    }

    private void Row(string type, double time, double index) =>
        _csv.Append(CultureInfo.InvariantCulture, $"{type},{time:R},{index / Rate:R},{index / Rate + 0.01:R},1,{Math.Round(index)},0\n");

    private static (double Silence, double Middle) Longest(IReadOnlyList<SyntheticWord> words, double near, double film)
    {
        (double Silence, double Middle) best = (double.NegativeInfinity, 0);
        for (int i = 1; i < words.Count; i++)
        {
            double silence = words[i].Start - words[i - 1].End;
            // whole samples, so that the exact clock stops on one
            double middle = Math.Round((words[i].Start + words[i - 1].End) / 2 * Rate) / Rate;
            if (Math.Abs(words[i].Start - near) < film / 8 && silence > best.Silence) best = (silence, middle);
        }
        return best;
    }
}
