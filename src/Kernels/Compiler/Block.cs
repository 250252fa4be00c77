namespace Neuron.Kernels.Compiler;

/// <summary>A basic block: statements without jumps, then one way out.</summary>
internal sealed class Block(int start)
{
    /// <summary>IL offset of its first instruction; -1 for blocks made later.</summary>
    public int Start { get; } = start;

    public List<IlInstruction> Instructions { get; } = [];

    public List<Statement> Statements { get; } = [];

    /// <summary>Condition of a two-way exit; null when there is one way or none.</summary>
    public Expression? Condition { get; set; }

    /// <summary>Where it goes: none (it returns), one, or two (when the condition is true, when it is false).</summary>
    public List<Block> Successors { get; } = [];

    /// <summary>Blocks that lead here; filled by the structurer.</summary>
    public List<Block> Predecessors { get; } = [];

    /// <summary>What the evaluation stack holds on entry.</summary>
    public List<Value>? EntryStack { get; set; }

    public bool IsReached { get; set; }

    /// <summary>Position in reverse postorder.</summary>
    public int Order { get; set; } = -1;

    public Block? Dominator { get; set; }

    /// <summary>Innermost loop around it; its own loop for a header.</summary>
    public NaturalLoop? Loop { get; set; }
}
