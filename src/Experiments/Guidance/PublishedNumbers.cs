namespace Neuron.Experiments.Guidance;

/// <summary>The tables of arXiv 2410.20035 (mean ± standard error over five seeds).</summary>
internal static class PublishedNumbers
{
    private const string Table2 = "Table 2", Table3 = "Table 3: ImageNet, top-5 accuracy in %";

    /// <summary>ResNet-18 → deep fully connected network.</summary>
    public static Published DeepFcn { get; } = new(Table3, Of(new(1.65, 1.21), new(7.50, 1.51), new(13.10, 0.72)), new(89.24), new(0.24, 0.043));

    /// <summary>ResNet-18 → wide fully connected network.</summary>
    public static Published WideFcn { get; } = new(Table3, Of(new(34.09, 0.91), new(43.01, 0.92), new(39.47, 0.31)), new(89.24), new(0.24, 0.043));

    /// <summary>ResNet-50 → deep convolutional network without shortcuts.</summary>
    public static Published DeepConvNet { get; } = new(Table3, Of(new(70.02, 1.52), new(78.91, 2.16), new(68.17, 2.54)), new(92.99), new(0.54, 0.029));

    /// <summary>Transformer → RNN, copy-paste.</summary>
    public static Published CopyPaste { get; } = new($"{Table2}: token accuracy in %, in the released encoding", Of(new(14.35, 0.01), new(23.27, 1.02), new(42.56, 1.51)), new(96.98), new(1.04, 0.81));

    /// <summary>RNN → transformer, parity.</summary>
    public static Published Parity { get; } = new($"{Table2}: accuracy in %", Of(new(71.98, 3.16), new(78.49, 2.16), new(70.38, 4.17)), new(100), new(2.32, 0.41));

    /// <summary>Transformer → 4-layer RNN, language modelling.</summary>
    public static Published SmallLanguageModel { get; } = new($"{Table2}: perplexity on WikiText-103", Of(new(69.19, 1.89), new(40.01, 1.54), new(59.61, 2.33)), new(34.15), new(5.19e5, 90.44));

    private static Dictionary<Condition, SampleMean> Of(SampleMean unguided, SampleMean trained, SampleMean untrained) => new()
    {
        [Condition.Unguided] = unguided,
        [Condition.TrainedGuide] = trained,
        [Condition.UntrainedGuide] = untrained,
    };
}
