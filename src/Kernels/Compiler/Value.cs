namespace Neuron.Kernels.Compiler;

/// <summary>What the evaluation stack can hold: an expression, or something that exists only while compiling.</summary>
internal abstract record Value;

/// <summary>A view: pointer and length travel as two values.</summary>
internal sealed record ViewValue(Expression Pointer, Expression Length) : Value;

/// <summary>A struct that holds views, taken apart into its fields.</summary>
internal sealed record CompositeValue(Type Source, IReadOnlyList<(System.Reflection.FieldInfo Field, Value Value)> Fields) : Value;

/// <summary>The address of a slot whose value is taken apart.</summary>
internal sealed record SlotReference(Slot Slot) : Value;

/// <summary>A type, as typeof gives it.</summary>
internal sealed record TypeValue(Type Type) : Value;

/// <summary>A literal string; only assertions take one.</summary>
internal sealed record StringValue(string Text) : Value;

/// <summary>An object that stands for the way a type compares.</summary>
internal sealed record ComparerValue(Type Type) : Value;

/// <summary>The handle of a field with initial data.</summary>
internal sealed record FieldHandleValue(System.Reflection.FieldInfo Field) : Value;

/// <summary>An array of constant length.</summary>
internal sealed record ArrayValue(Expression Pointer, int Length) : Value;
