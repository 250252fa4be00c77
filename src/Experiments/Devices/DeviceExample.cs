namespace Neuron.Experiments.Devices;

/// <summary>A small computation that runs on any device.</summary>
/// <param name="Name">The primitive or the model.</param>
/// <param name="Inputs">Its inputs, on the CPU.</param>
/// <param name="Run">From the inputs, on one device, to all results.</param>
/// <param name="Tolerance">Largest difference to the CPU's results, relative to max(1, |result|).</param>
internal sealed record DeviceExample(string Name, Tensor[] Inputs, Func<Tensor[], Tensor[]> Run, double Tolerance = 1e-4)
{
    /// <summary>The results with all inputs on a device, and nothing else on another.</summary>
    public Tensor[] RunOn(Device device)
    {
        using var here = Device.Use(device);
        return Run([.. Inputs.Select(x => x.To(device))]);
    }

    /// <summary>The largest difference of results on a device to those on the CPU, relative to max(1, |result|); infinite where only one is a number.</summary>
    public double ErrorOn(Device device)
    {
        double worst = 0;
        foreach (var (expected, actual) in RunOn(Device.Cpu).Zip(RunOn(device)))
        {
            double[] a = Numbers(expected), b = Numbers(actual);
            if (a.Length != b.Length) return double.PositiveInfinity;
            for (int i = 0; i < a.Length; i++)
            {
                double error = a[i].Equals(b[i]) ? 0 : Math.Abs(a[i] - b[i]) / Math.Max(1, Math.Abs(a[i]));
                worst = double.IsNaN(error) ? double.PositiveInfinity : Math.Max(worst, error);
            }
        }
        return worst;
    }

    private static double[] Numbers(Tensor x) => x.To(Device.Cpu).To(DType.Float64).ToArray<double>();
}
