namespace Neuron.Models;

/// <summary>What a <see cref="Gpt"/> is made of; the defaults are GPT-2 small.</summary>
public sealed record GptConfig
{
    /// <summary>Number of tokens.</summary>
    public int Vocabulary { get; init; } = 50_257;

    /// <summary>Longest sequence.</summary>
    public int Context { get; init; } = 1024;

    /// <summary>Width of the residual stream.</summary>
    public int Width { get; init; } = 768;

    /// <summary>Number of blocks.</summary>
    public int Layers { get; init; } = 12;

    /// <summary>Heads of each attention.</summary>
    public int Heads { get; init; } = 12;

    /// <summary>Dropout after the embedding, the attention and the feed-forward network.</summary>
    public double Dropout { get; init; } = 0.1;
}
