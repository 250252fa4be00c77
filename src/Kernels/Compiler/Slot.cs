namespace Neuron.Kernels.Compiler;

/// <summary>A local or argument of a .NET method: a variable, or a value taken apart.</summary>
internal sealed class Slot(Type type, string name)
{
    public Type Type { get; } = type;

    public string Name { get; } = name;

    /// <summary>The variable, for types that have one.</summary>
    public Variable? Variable { get; set; }

    /// <summary>The current parts, for views, references and structs that hold them.</summary>
    public Value? Parts { get; set; }

    /// <summary>Whether it names a part of a struct that holds views, which has no place in memory.</summary>
    public bool IsPart { get; init; }

    /// <summary>How often the method assigns it.</summary>
    public int Stores { get; set; }
}
