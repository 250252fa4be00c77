using Neuron.Experiments.Signal;
using Neuron.Kernels.Cpu;

namespace Neuron.Experiments.BrainBert;

/// <summary>The voltage of one synthetic contact: 1/f noise, band-limited rhythms that the areas raise or lower, spontaneous events, line noise (specification 11.1).</summary>
internal static class SpeechSignal
{
    private const double Rate = SpeechLatents.RateHz;

    /// <summary>The samples.</summary>
    /// <param name="w">What the contact hears.</param>
    /// <param name="latents">What there is to hear.</param>
    /// <param name="snr">Strength of the rhythms against the noise; 1.2 in the specification's run.</param>
    /// <param name="rng">Everything else.</param>
    public static float[] Draw(AreaWeights w, SpeechLatents latents, double snr, Rng rng)
    {
        int samples = latents.Word.Length;
        double g = 1.2 * snr, exponent = 1.6 + 0.6 * rng.NextDouble();
        double[] x = Noise(samples, rng, f => f == 0 ? 0 : Math.Pow(Math.Max(f, 0.5), -exponent / 2));
        for (int n = 0; n < samples; n++) x[n] *= 20;
        float[] word = latents.Word, pitch = latents.Pitch, onset = latents.Onset, sentence = latents.Sentence;

        float[] events = Events(samples, rng);
        Band(x, 70, 150, rng, n => g * (0.5 + 1.6 * w.Auditory * word[n] + 1.8 * w.Language * onset[n] + 0.9 * events[n]));
        Band(x, 120, 190, rng, n => g * (0.3 + 1.6 * w.Auditory * pitch[n]));
        events = Events(samples, rng);
        Band(x, 4, 8, rng, n => 4.5 * g * (0.4 + 2.2 * (w.Auditory + w.Language) * onset[n] + 0.9 * events[n]));
        events = Events(samples, rng);
        double calm = 0.85 * (w.Motor + 0.6 * w.Language + 0.4 * w.Auditory);
        Band(x, 15, 25, rng, n => 3 * g * Math.Max(0, 1 - calm * sentence[n] + 0.7 * events[n]));
        Band(x, 30, 55, rng, _ => 0.84 * g);

        double phase = 2 * Math.PI * rng.NextDouble(), gain = 0.6 + rng.NextDouble();
        var y = new float[samples];
        for (int n = 0; n < samples; n++)
        {
            double line = 2 * Math.PI * 60 * n / Rate;
            y[n] = (float)(gain * (x[n] + 1.5 * Math.Sin(line + phase) + 0.6 * Math.Sin(2 * (line + phase))));
        }
        return y;
    }

    /// <summary>Adds noise between two frequencies, of unit variance, times an amplitude that follows time.</summary>
    private static void Band(double[] x, double lowHz, double highHz, Rng rng, Func<int, double> amplitude)
    {
        double[] carrier = Noise(x.Length, rng, f => f >= lowHz && f <= highHz ? 1 : 0);
        for (int n = 0; n < x.Length; n++) x[n] += amplitude(n) * carrier[n];
    }

    /// <summary>Gaussian noise of unit variance whose spectrum has the given amplitude at each frequency.</summary>
    private static double[] Noise(int samples, Rng rng, Func<double, double> amplitudeAtHz)
    {
        FftReal<double> plan = FftReal<double>.For(FftPlan<double>.FastLength(samples));
        double[] re = new double[plan.Bins], im = new double[plan.Bins], x = new double[plan.Length];
        for (int k = 1; k < plan.Bins; k++)
        {
            double size = amplitudeAtHz(Rate * k / plan.Length);
            if (size == 0) continue;
            double radius = size * Math.Sqrt(-2 * Math.Log(1 - rng.NextDouble()));
            (double sin, double cos) = Math.SinCos(2 * Math.PI * rng.NextDouble());
            (re[k], im[k]) = (radius * cos, radius * sin);
        }
        plan.Inverse(re, im, x);
        x = x.AsSpan(0, samples).ToArray();
        Detrend.ZScoreRows(x, 1);
        return x;
    }

    /// <summary>Spontaneous events: 0.2 a second, Hann-shaped, 0.15 to 0.5 s long, 0.6 to 1.6 high.</summary>
    private static float[] Events(int samples, Rng rng)
    {
        var x = new float[samples];
        for (double t = -5 * Math.Log(1 - rng.NextDouble()); t * Rate < samples; t -= 5 * Math.Log(1 - rng.NextDouble()))
        {
            int length = (int)(Rate * (0.15 + 0.35 * rng.NextDouble())), first = (int)(t * Rate);
            double height = 0.6 + rng.NextDouble();
            for (int n = 0; n < length && first + n < samples; n++) x[first + n] += (float)(height * (0.5 - 0.5 * Math.Cos(2 * Math.PI * n / length)));
        }
        return x;
    }
}
