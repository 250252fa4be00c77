namespace Neuron.Kernels.Compiler;

/// <summary>A statement of structured code.</summary>
internal abstract record Statement;

internal sealed record Assign(Variable Target, Expression Value) : Statement;

internal sealed record Store(Expression Pointer, Expression Value) : Statement;

internal sealed record Evaluate(Expression Expression) : Statement;

internal sealed record Return(Expression? Value) : Statement;

internal sealed record Break : Statement;

internal sealed record Continue : Statement;

internal sealed record If(Expression Condition, List<Statement> Then, List<Statement> Else) : Statement;

/// <summary>A loop; its condition is tested first, or last when <see cref="TestsLast"/>.</summary>
internal sealed record Loop(List<Statement> Body) : Statement
{
    public Expression? Condition { get; set; }

    public bool TestsLast { get; set; }

    public List<Statement> Increment { get; set; } = [];

    /// <summary>Null without a hint, 0 for full unrolling, else the factor.</summary>
    public int? Unroll { get; set; }
}

/// <summary>A section that Break leaves.</summary>
internal sealed record Section(List<Statement> Body) : Statement;

/// <summary>A hint for the loop around it.</summary>
internal sealed record UnrollHint(int Factor) : Statement;
