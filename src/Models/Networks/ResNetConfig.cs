namespace Neuron.Models;

/// <summary>What a <see cref="ResNet"/> is made of.</summary>
public sealed record ResNetConfig
{
    /// <summary>Blocks of each stage.</summary>
    public required IReadOnlyList<int> Blocks { get; init; }

    /// <summary>Whether blocks are 1×1, 3×3, 1×1 with four times the width at the end, instead of two 3×3.</summary>
    public bool Bottleneck { get; init; }

    /// <summary>Width of the first stage; each further one has twice as many channels.</summary>
    public int Width { get; init; } = 64;

    /// <summary>Whether blocks add their input to their output; without, the network is a plain one and has no shortcut convolutions.</summary>
    public bool Residual { get; init; } = true;

    /// <summary>Whether the stem is a 3×3 convolution without pooling, for images of 32×32, instead of 7×7 with stride 2 and a max-pool.</summary>
    public bool SmallImages { get; init; }

    /// <summary>Channels of the images.</summary>
    public int Channels { get; init; } = 3;

    /// <summary>Number of classes.</summary>
    public int Classes { get; init; } = 1000;

    /// <summary>ResNet-18 (arXiv 1512.03385, table 1).</summary>
    public static ResNetConfig ResNet18 { get; } = new() { Blocks = [2, 2, 2, 2] };

    /// <summary>ResNet-50, the stride at the 3×3 convolution.</summary>
    public static ResNetConfig ResNet50 { get; } = new() { Blocks = [3, 4, 6, 3], Bottleneck = true };
}
