namespace Neuron.Experiments.Signal;

/// <summary>Power of the 70–250 Hz band, the marker of local spiking.</summary>
internal static class HighGamma
{
    /// <summary>The band by a Butterworth filter of order 5, one forward pass.</summary>
    public static SecondOrderSections Filter(double sampleRateHz, double lowHz = 70, double highHz = 250) =>
        SecondOrderSections.From(FilterDesign.Butterworth(5, Band.Bandpass, sampleRateHz, lowHz, highHz));

    /// <summary>Envelope of the band along the last axis: zero-phase Butterworth filter of the given order, then the analytic signal's amplitude.</summary>
    public static Tensor Envelope(Tensor x, double sampleRateHz, double lowHz = 70, double highHz = 150, int order = 4) =>
        SecondOrderSections.From(FilterDesign.Butterworth(order, Band.Bandpass, sampleRateHz, lowHz, highHz)).FilterBothWays(x).Hilbert().ComplexAbs();

    /// <summary>Envelope of one signal.</summary>
    public static double[] Envelope(ReadOnlySpan<double> x, double sampleRateHz, double lowHz = 70, double highHz = 150, int order = 4) =>
        Envelope(Tensor.From(x, [x.Length]), sampleRateHz, lowHz, highHz, order).ToArray<double>();
}
