namespace Neuron.Kernels.Compiler;

/// <summary>A loop: the header dominates every block of it.</summary>
internal sealed class NaturalLoop(Block header)
{
    public Block Header { get; } = header;

    public HashSet<Block> Blocks { get; } = [header];

    public NaturalLoop? Parent { get; set; }

    /// <summary>The block of increments that every iteration ends with, where there is one.</summary>
    public Block? Latch { get; set; }
}
