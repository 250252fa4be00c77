using Neuron.Experiments.Signal;

namespace Neuron.Experiments.BrainTreebank;

/// <summary>Band power of recordings larger than memory: blocks are read ahead while the last one is filtered.</summary>
internal static class StreamedPower
{
    /// <summary>
    /// Mean square of each electrode's high-gamma band in successive bins: line notches, then the band-pass of
    /// <see cref="HighGamma.Filter"/>, both causal, their states carried from block to block.
    /// </summary>
    /// <param name="recording">The recording.</param>
    /// <param name="electrodes">Its rows.</param>
    /// <param name="bin">Samples of a bin; the last, incomplete one is left out.</param>
    /// <param name="binsPerBlock">Bins read at a time: memory is about 8·electrodes·bin·binsPerBlock bytes.</param>
    /// <param name="sampleRateHz">Samples a second.</param>
    /// <returns>[electrodes, bins], row-major.</returns>
    public static float[] HighGammaBins(TreebankRecording recording, IReadOnlyList<Electrode> electrodes, int bin, int binsPerBlock = 64, double sampleRateHz = MovieClock.NominalRateHz)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bin, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(binsPerBlock, 1);
        SecondOrderSections cascade = new([.. FilterDesign.NotchCascade(sampleRateHz, 30, 60, 120, 180, 240, 300, 360).Sections, .. HighGamma.Filter(sampleRateHz).Sections]);
        int rows = electrodes.Count, bins = (int)(recording.Samples / bin);
        var state = new double[rows * cascade.Sections.Count * 2];
        var power = new float[rows * bins];
        foreach ((long start, float[] x) in recording.Stream(electrodes, bin * binsPerBlock))
        {
            int count = x.Length / rows, whole = count / bin, first = (int)(start / bin);
            cascade.FilterBlock(x, rows, state);
            for (int r = 0; r < rows; r++)
                for (int b = 0; b < whole; b++)
                {
                    double sum = 0;
                    foreach (float v in x.AsSpan(r * count + b * bin, bin)) sum += v * v;
                    power[r * bins + first + b] = (float)(sum / bin);
                }
        }
        return power;
    }
}
