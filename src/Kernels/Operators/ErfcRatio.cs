namespace Neuron.Kernels.Operators;

/// <summary>
/// e^(z²) erfc(z) = P(z)/Q(z) for z from 0 to 10.5, with an error of 6e-9 of it: enough for float32. No coefficient is negative, so nothing
/// cancels; Q(0) is 1.
/// </summary>
internal static class ErfcRatio
{
    public const double P0 = 1.0000000061814311, P1 = 1.2416537926619866, P2 = 0.7350069694224596, P3 = 0.23084296854844716, P4 = 0.03313820702024997;

    public const double Q1 = 2.3700335798164, Q2 = 2.4092935303264573, Q3 = 1.331721496806637, Q4 = 0.4091833608134654, Q5 = 0.058735297697111666;
}
