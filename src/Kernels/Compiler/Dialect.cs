namespace Neuron.Kernels.Compiler;

/// <summary>What differs between OpenCL C 1.2 and CUDA C++.</summary>
internal abstract class Dialect
{
    /// <summary>Whether lanes exchange values without shared memory.</summary>
    public abstract bool HasWarpShuffle { get; }

    /// <summary>Whether a fence can order accesses for other groups.</summary>
    public virtual bool HasDeviceFences => false;

    /// <summary>Whether the device's compiler brings exp, log, sin and the like.</summary>
    public virtual bool HasMathLibrary => true;

    /// <summary>Whether a warp multiplies tiles of matrices in one instruction.</summary>
    public virtual bool HasTensorCores => false;

    /// <summary>Whether copies into shared memory run beside other work.</summary>
    public virtual bool HasAsyncCopies => false;

    /// <summary>Text before everything else.</summary>
    public abstract string Prelude { get; }

    public abstract string FunctionKeyword { get; }

    /// <summary>Before a table of constants at program scope.</summary>
    public abstract string ConstantKeyword { get; }

    /// <summary>Before the declaration of a shared array in a kernel.</summary>
    public abstract string SharedKeyword { get; }

    public abstract string Name(ScalarKind kind);

    /// <summary>The qualifier of pointers into a memory, with a blank after it if any.</summary>
    public abstract string Qualifier(AddressSpace space);

    /// <summary>The suffix of 64-bit literals.</summary>
    public abstract string LongSuffix { get; }

    /// <summary>A conversion from floating point to an integer of 32 or 64 bits: towards zero, saturating, NaN to 0.</summary>
    public abstract string ToInteger(ScalarKind from, ScalarKind to, string operand);

    /// <summary>The bits of a number as another type of the same size.</summary>
    public abstract string As(ScalarKind from, ScalarKind to, string operand);

    /// <summary>A call of something that has a name of its own in each dialect.</summary>
    public abstract string Call(CallExpression call, Func<Expression, string> print);

    /// <summary>What stands before a kernel's name: keywords, the group's size where it is known, and the groups that a processor is to hold, if that was wished.</summary>
    public abstract string KernelHead(Language.Index3D groupSize, int residentGroups);

    /// <summary>The parameters of a view, and the statements that make pointer and length of them.</summary>
    public abstract (string Parameters, string? Setup) ViewParameter(string pointer, string pointerType, string name, string length);

    /// <summary>The parameters for dynamic shared memory, and the statements that make pointer and byte count of them.</summary>
    public abstract (string? Parameters, string Setup) DynamicShared(string memory, string bytes);

    /// <summary>Whether a launch may cover a part of an implicitly grouped kernel's extent: then the part's first place along Y and Z is a parameter.</summary>
    public virtual bool LaunchesParts => false;

    /// <summary>Position of a work-item in the launch.</summary>
    public abstract string GlobalId(int dimension);

    /// <summary>Functions that move one vector type to and from one memory.</summary>
    public abstract string VectorFunctions(StructType type, int width, AddressSpace space, string element);

    /// <summary>A function that multiplies fragments of "bf16", "f16" or "tf32": A, B and C in, the sum out.</summary>
    public virtual string MultiplyAdd(string kind, StructType[] fragments) => throw new NotSupportedException("The dialect has no tensor cores.");

    /// <summary>A function that loads four matrices for tensor cores from shared memory.</summary>
    public virtual string LoadMatrices(string name, bool transposed, StructType words) => throw new NotSupportedException("The dialect has no tensor cores.");

    /// <summary>A function that rounds float32 to tf32, ties away from zero.</summary>
    public virtual string RoundToTf32(string name) => throw new NotSupportedException("The dialect has no tensor cores.");

    /// <summary>A function that starts to copy 4, 8 or 16 bytes from global into shared memory.</summary>
    public virtual string AsyncCopy(string name, int bytes) => throw new NotSupportedException("The dialect has no asynchronous copies.");

    /// <summary>A function that waits until so many groups of copies are left; with -1 it closes a group.</summary>
    public virtual string AsyncFence(string name, int groups) => throw new NotSupportedException("The dialect has no asynchronous copies.");

    private protected static string VectorName(string what, StructType type, AddressSpace space) => $"nk_{what}_{type.Name}_{space.ToString().ToLowerInvariant()}";

    private protected static StructType VectorOf(CallExpression call) =>
        (StructType)(call.Type is StructType type ? type : call.Arguments[1].Type);

    private protected static string VectorCall(CallExpression call, Func<Expression, string> print)
    {
        var space = ((PointerType)call.Arguments[0].Type).Space;
        string what = call.Name == "vector.load" ? "load" : "store";
        return $"{VectorName(what, VectorOf(call), space)}({string.Join(", ", call.Arguments.Select(print))})";
    }
}
