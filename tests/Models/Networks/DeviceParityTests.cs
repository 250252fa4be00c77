using Neuron.Autograd;
using Neuron.Models;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Models.Networks;

/// <summary>Ten training steps of whole networks on a device against the same ten on the CPU: the losses, and all gradients of the last.</summary>
public class DeviceParityTests
{
    private const int Steps = 10;

    [DeviceFact]
    public void Perceptron_trains_as_on_the_cpu() => Compare(
        rng => new Fcn(12, [20, 16], 5, rng: rng),
        (model, rng, device) => model.Forward(rng.Normal([16, 12], device: device)).CrossEntropy(rng.Integers([16], 0, 5, device)));

    [DeviceFact]
    public void Residual_network_trains_as_on_the_cpu() => Compare(
        rng => new ResNet(new ResNetConfig { Blocks = [1, 1], Width = 4, SmallImages = true, Classes = 5 }, rng),
        (model, rng, device) => model.Forward(rng.Normal([4, 3, 8, 8], device: device)).CrossEntropy(rng.Integers([4], 0, 5, device)));

    [DeviceFact]
    public void Recurrent_network_trains_as_on_the_cpu() => Compare(
        rng => new RnnLanguageModel(11, 8, 1, 8, rng: rng), LanguageLoss);

    [DeviceFact]
    public void Transformer_trains_as_on_the_cpu() => Compare(
        rng => new Gpt(new GptConfig { Vocabulary = 11, Context = 8, Width = 16, Layers = 2, Heads = 2 }, rng), LanguageLoss);

    private static Tensor LanguageLoss(Layer model, Rng rng, Device device)
    {
        var tokens = rng.Integers([4, 8], 0, 11, device);
        return model.Forward(tokens).Slice(1, 0, 7).Reshape(-1, 11).CrossEntropy(tokens.Slice(1, 1).Reshape(-1));
    }

    private static void Compare(Func<Rng, Layer> make, Func<Layer, Rng, Device, Tensor> loss)
    {
        var (expected, gradients) = Train(make, loss, Device.Cpu);
        var (actual, found) = Train(make, loss, Device.Parse(DeviceFactAttribute.Name));
        // rounding of float32 sums in another order, carried through ten steps of AdamW, which divides by the gradient's own size
        Closeness.Check("losses", expected, actual, 1e-4, 1e-5);
        double largest = gradients.Values.Max(g => g.Max(Math.Abs));
        foreach (var (name, gradient) in gradients) // a bias before batch norm has no gradient: what is there is the others' last digits
            Closeness.Check($"gradient of {name}", gradient, found[name], 2e-3, Math.Max(2e-4 * gradient.Max(Math.Abs), 1e-6 * largest));
    }

    private static (double[] Losses, Dictionary<string, double[]> Gradients) Train(Func<Rng, Layer> make, Func<Layer, Rng, Device, Tensor> loss, Device device)
    {
        var model = make(new Rng(3));
        model.Initialize();
        model.To(device);
        var rng = new Rng(4);
        var optimizer = new AdamW(model.Parameters(), 1e-3);
        var losses = new double[Steps];
        for (int step = 0; step < Steps; step++)
        {
            optimizer.ZeroGrad();
            var value = loss(model, rng, device);
            value.Backward();
            losses[step] = value.Item();
            if (step < Steps - 1) optimizer.Step();
        }
        return (losses, model.Parameters().ToDictionary(p => p.Path, p => p.Grad!.To(Device.Cpu).To(DType.Float64).ToArray<double>()));
    }
}
