using System.Reflection;

namespace Neuron.Kernels.Compiler;

/// <summary>A type of the intermediate representation.</summary>
internal abstract record KernelType
{
    public static readonly ScalarType Bool = new(ScalarKind.Bool);
    public static readonly ScalarType Int8 = new(ScalarKind.Int8);
    public static readonly ScalarType UInt8 = new(ScalarKind.UInt8);
    public static readonly ScalarType Int16 = new(ScalarKind.Int16);
    public static readonly ScalarType UInt16 = new(ScalarKind.UInt16);
    public static readonly ScalarType Int32 = new(ScalarKind.Int32);
    public static readonly ScalarType UInt32 = new(ScalarKind.UInt32);
    public static readonly ScalarType Int64 = new(ScalarKind.Int64);
    public static readonly ScalarType UInt64 = new(ScalarKind.UInt64);
    public static readonly ScalarType Float32 = new(ScalarKind.Float32);
    public static readonly ScalarType Float64 = new(ScalarKind.Float64);
    public static readonly VoidType Void = new();

    public bool IsFloat => this is ScalarType { Kind: ScalarKind.Float32 or ScalarKind.Float64 };

    public bool IsInteger => this is ScalarType && !IsFloat;

    public bool Is64Bit => this is ScalarType { Kind: ScalarKind.Int64 or ScalarKind.UInt64 };

    public bool IsUnsigned => this is ScalarType { Kind: ScalarKind.UInt8 or ScalarKind.UInt16 or ScalarKind.UInt32 or ScalarKind.UInt64 or ScalarKind.Bool };

    /// <summary>What .NET's evaluation stack makes of a value of this type.</summary>
    public KernelType OnStack => this is ScalarType { Kind: <= ScalarKind.UInt16 } ? Int32 : this;

    /// <summary>The unsigned type of the same width.</summary>
    public KernelType Unsigned => Is64Bit ? UInt64 : UInt32;

    /// <summary>The signed type of the same width.</summary>
    public KernelType Signed => Is64Bit ? Int64 : Int32;

    /// <summary>Distinct for distinct types: function keys are made of it.</summary>
    public sealed override string ToString() => this switch
    {
        ScalarType scalar => scalar.Kind.ToString(),
        PointerType pointer => $"{pointer.Space} {pointer.Element}*",
        ArrayType array => $"{array.Element}[{array.Length}]",
        StructType s => s.Source.ToString(),
        _ => "Void",
    };
}

/// <summary>Kinds of scalars, the smaller ones first.</summary>
internal enum ScalarKind
{
    Bool,
    Int8,
    UInt8,
    Int16,
    UInt16,
    Int32,
    UInt32,
    Int64,
    UInt64,
    Float32,
    Float64,
}

/// <summary>A number or truth value.</summary>
internal sealed record ScalarType(ScalarKind Kind) : KernelType
{
    public int Size => Kind switch
    {
        ScalarKind.Bool or ScalarKind.Int8 or ScalarKind.UInt8 => 1,
        ScalarKind.Int16 or ScalarKind.UInt16 => 2,
        ScalarKind.Int32 or ScalarKind.UInt32 or ScalarKind.Float32 => 4,
        _ => 8,
    };
}

/// <summary>No value.</summary>
internal sealed record VoidType : KernelType;

/// <summary>An address in one memory.</summary>
internal sealed record PointerType(AddressSpace Space, KernelType Element) : KernelType;

/// <summary>So many elements, one after the other: only as the type of a variable or of a struct's field.</summary>
internal sealed record ArrayType(KernelType Element, int Length) : KernelType;

/// <summary>A struct without views. Two are the same when their .NET types are.</summary>
internal sealed record StructType(Type Source, string Name) : KernelType
{
    /// <summary>Fields in order; a struct of one field is never made, its field stands for it.</summary>
    public IReadOnlyList<StructField> Fields { get; set; } = [];

    public bool Equals(StructType? other) => other is not null && other.Source == Source;

    public override int GetHashCode() => Source.GetHashCode();
}

/// <summary>A field of a struct.</summary>
internal sealed record StructField(FieldInfo? Source, string Name, KernelType Type);
