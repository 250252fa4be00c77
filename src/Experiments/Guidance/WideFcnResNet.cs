namespace Neuron.Experiments.Guidance;

/// <summary>The wide, shallow fully connected network guided by a ResNet (arXiv 2410.20035, Table 3).</summary>
internal sealed class WideFcnResNet : IExperiment<FcnResNetConfig>
{
    /// <inheritdoc/>
    public static string Name => "guidance/wide-fcn-resnet";

    /// <inheritdoc/>
    public static string Reproduces => "arXiv 2410.20035, Table 3: ResNet-18 → wide FCN";

    /// <inheritdoc/>
    public static FcnResNetConfig At(Preset preset) => FcnResNetConfig.At(preset) with
    {
        Depth = 3, Width = preset switch { Preset.Smoke => 64, Preset.Small => 512, _ => 8192 }, BatchNorm = true, GuidedLearningRate = preset is Preset.Paper ? 1e-4 : 1e-3,
    };

    /// <inheritdoc/>
    public static Summary Run(FcnResNetConfig config, RunContext run) => FcnResNet.Run(config, run);
}
