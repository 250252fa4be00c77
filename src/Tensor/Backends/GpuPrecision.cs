namespace Neuron;

/// <summary>What GPUs may give up of a number's precision for speed.</summary>
public static class GpuPrecision
{
    /// <summary>
    /// Whether matrix products of float32, those of attention included, may go to tensor cores, which round the operands to tf32 (10 bits of fraction in place of 23) and
    /// sum in float32. Off, unless NEURON_TF32 is 1. Products of bfloat16 and float16 lose nothing there, and always go.
    /// </summary>
    public static bool AllowTf32 { get; set; } = Environment.GetEnvironmentVariable("NEURON_TF32") == "1";
}
