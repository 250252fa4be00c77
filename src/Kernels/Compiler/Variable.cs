namespace Neuron.Kernels.Compiler;

/// <summary>A variable of a function that is being compiled.</summary>
internal sealed class Variable(string name, KernelType type)
{
    public string Name { get; set; } = name;

    public KernelType Type { get; } = type;

    /// <summary>Whether something may change it without naming it.</summary>
    public bool IsAddressTaken { get; set; }

    /// <summary>Whether it never changes after its first value: parameters that nothing assigns, arrays.</summary>
    public bool IsFixed { get; init; }

    /// <summary>Whether it is a copy of a part of a struct that holds views: what is stored here would not reach the struct.</summary>
    public bool IsCopyOfPart { get; set; }

    /// <summary>Where its bytes lie.</summary>
    public AddressSpace Space { get; init; }

    /// <summary>Whether it stands for the shared memory that a launch brings.</summary>
    public bool IsDynamic { get; init; }

    /// <summary>Whether it is declared by its owner and not among the statements.</summary>
    public bool IsParameter { get; init; }
}
