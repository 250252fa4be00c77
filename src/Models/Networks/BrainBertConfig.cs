namespace Neuron.Models;

/// <summary>What a <see cref="BrainBertModel"/> is made of; the defaults are the published model, "large" (arXiv 2302.14367).</summary>
public sealed record BrainBertConfig
{
    /// <summary>Frequency channels of the image.</summary>
    public int Bins { get; init; } = 40;

    /// <summary>Width of the representation.</summary>
    public int Width { get; init; } = 768;

    /// <summary>Hidden units of each feed-forward network.</summary>
    public int FeedForward { get; init; } = 3072;

    /// <summary>Heads of each attention.</summary>
    public int Heads { get; init; } = 12;

    /// <summary>Encoder layers.</summary>
    public int Layers { get; init; } = 6;

    /// <summary>Dropout after the input, in attention weights and in the layers.</summary>
    public double Dropout { get; init; } = 0.1;

    /// <summary>
    /// Whether the first weights are as the authors' code sets them: every layer norm's bias 1 and all encoder layers alike. By default the biases are 0
    /// and each layer is drawn on its own.
    /// </summary>
    public bool AuthorsInitialization { get; init; }

    /// <summary>43,183,144 parameters.</summary>
    public static BrainBertConfig Large { get; } = new();

    /// <summary>21,919,528 parameters.</summary>
    public static BrainBertConfig Base { get; } = new() { Layers = 3 };

    /// <summary>4,728,760 parameters.</summary>
    public static BrainBertConfig Small { get; } = new() { Width = 384, FeedForward = 1200, Layers = 3 };
}
