namespace Neuron.Kernels.Compiler;

/// <summary>A typed expression.</summary>
internal abstract record Expression(KernelType Type) : Value
{
    /// <summary>Operands.</summary>
    public virtual IEnumerable<Expression> Operands => [];

    /// <summary>Whether this or an operand satisfies a condition.</summary>
    public bool Any(Func<Expression, bool> condition) => condition(this) || Operands.Any(operand => operand.Any(condition));

    /// <summary>Whether it reads memory that statements may change.</summary>
    public bool ReadsMemory => Any(e => e is Load or VariableExpression { Variable.IsAddressTaken: true } or CallExpression { Function: not null });

    public bool Mentions(Variable variable) =>
        Any(e => (e is VariableExpression v && v.Variable == variable) || (e is AddressOf a && a.Variable == variable));
}

/// <summary>A number; Value is int, uint, long, ulong, float, double or bool.</summary>
internal sealed record Constant(KernelType Type, object Value) : Expression(Type);

/// <summary>All bytes zero.</summary>
internal sealed record ZeroStruct(StructType Struct) : Expression(Struct);

/// <summary>The value of a variable; of an array variable, its address.</summary>
internal sealed record VariableExpression(Variable Variable, KernelType Type) : Expression(Type);

/// <summary>The address of a variable.</summary>
internal sealed record AddressOf(Variable Variable) : Expression(new PointerType(AddressSpace.Private, Variable.Type));

/// <summary>The address of element Index after Pointer.</summary>
internal sealed record ElementPointer(Expression Pointer, Expression Index) : Expression(Pointer.Type)
{
    public override IEnumerable<Expression> Operands => [Pointer, Index];
}

/// <summary>The address of a field of the struct that Pointer points to.</summary>
internal sealed record FieldPointer(Expression Pointer, StructField Field, KernelType Type) : Expression(Type)
{
    public override IEnumerable<Expression> Operands => [Pointer];
}

/// <summary>The same address, the memory seen as another type.</summary>
internal sealed record PointerCast(Expression Pointer, PointerType Target) : Expression(Target)
{
    public override IEnumerable<Expression> Operands => [Pointer];
}

/// <summary>What a pointer points to.</summary>
internal sealed record Load(Expression Pointer) : Expression(((PointerType)Pointer.Type).Element)
{
    public override IEnumerable<Expression> Operands => [Pointer];
}

/// <summary>A field of a struct value.</summary>
internal sealed record FieldValue(Expression Struct, StructField Field) : Expression(Field.Type)
{
    public override IEnumerable<Expression> Operands => [Struct];
}

/// <summary>An operator of C with one operand: - ~ !.</summary>
internal sealed record Unary(string Operator, Expression Operand, KernelType Type) : Expression(Type)
{
    public override IEnumerable<Expression> Operands => [Operand];
}

/// <summary>An operator of C with two operands of one type.</summary>
internal sealed record Binary(string Operator, Expression Left, Expression Right, KernelType Type) : Expression(Type)
{
    public override IEnumerable<Expression> Operands => [Left, Right];
}

/// <summary>Condition ? WhenTrue : WhenFalse.</summary>
internal sealed record Conditional(Expression Condition, Expression WhenTrue, Expression WhenFalse) : Expression(WhenTrue.Type)
{
    public override IEnumerable<Expression> Operands => [Condition, WhenTrue, WhenFalse];
}

/// <summary>A conversion of numbers as C does it; from floating point to integers as .NET does it.</summary>
internal sealed record Conversion(Expression Operand, KernelType Type) : Expression(Type)
{
    public override IEnumerable<Expression> Operands => [Operand];
}

/// <summary>A call of a compiled function, or of what the dialect has under a name.</summary>
internal sealed record CallExpression(string Name, CompiledFunction? Function, IReadOnlyList<Expression> Arguments, KernelType Type) : Expression(Type)
{
    public override IEnumerable<Expression> Operands => Arguments;
}
