namespace Neuron.Kernels.Compiler;

/// <summary>A numbered rule of the kernel language; docs/kernel-rules.md lists them with what to write instead.</summary>
internal sealed record KernelRule(string Code, string Text)
{
    public static readonly KernelRule NotStatic = new("NK0001", "a kernel is a static method without captured variables");
    public static readonly KernelRule Parameter = new("NK0002", "kernel parameters are unmanaged values, passed by value");
    public static readonly KernelRule NoBody = new("NK0003", "only methods with IL can be compiled");
    public static readonly KernelRule Recursion = new("NK0004", "recursion is not supported in kernels");
    public static readonly KernelRule ReferenceType = new("NK0005", "objects cannot be created or used in kernels");
    public static readonly KernelRule Strings = new("NK0006", "strings are not supported in kernels");
    public static readonly KernelRule Boxing = new("NK0007", "boxing is not supported in kernels");
    public static readonly KernelRule VirtualCall = new("NK0008", "calls must be resolved at compile time");
    public static readonly KernelRule Delegates = new("NK0009", "delegates and function pointers are not supported in kernels");
    public static readonly KernelRule Exceptions = new("NK0010", "exceptions cannot be thrown or handled in kernels");
    public static readonly KernelRule StackMemory = new("NK0011", "stackalloc is not supported in kernels: use LocalMemory");
    public static readonly KernelRule StaticField = new("NK0012", "only read-only static fields can be used in kernels");
    public static readonly KernelRule ConstantSize = new("NK0013", "the size of an allocation must be a compile-time constant");
    public static readonly KernelRule MixedMemory = new("NK0014", "a view or reference must always point into the same kind of memory");
    public static readonly KernelRule ViewByReference = new("NK0015", "a struct that holds views cannot be passed by reference or stored in memory");
    public static readonly KernelRule ControlFlow = new("NK0016", "jumps into the middle of a loop are not supported in kernels");
    public static readonly KernelRule Implicit = new("NK0017", "an implicitly grouped kernel cannot use barriers, warps or shared memory");
    public static readonly KernelRule Unsupported = new("NK0018", "the instruction is not supported in kernels");
    public static readonly KernelRule UnsupportedType = new("NK0019", "the type is not supported in kernels");
    public static readonly KernelRule Library = new("NK0020", "the library method has no counterpart on devices");
    public static readonly KernelRule EscapingReference = new("NK0021", "references to array elements or locals cannot be kept in structs");
    public static readonly KernelRule Float64 = new("NK0022", "the device has no double precision");
    public static readonly KernelRule ReturnedView = new("NK0023", "a method with branches or loops cannot return a view");
    public static readonly KernelRule DeviceFence = new("NK0024", "the device has no fence beyond the group");

    /// <summary>All rules in the order of their numbers.</summary>
    public static IReadOnlyList<KernelRule> All { get; } =
    [
        NotStatic, Parameter, NoBody, Recursion, ReferenceType, Strings, Boxing, VirtualCall, Delegates, Exceptions, StackMemory, StaticField,
        ConstantSize, MixedMemory, ViewByReference, ControlFlow, Implicit, Unsupported, UnsupportedType, Library, EscapingReference, Float64, ReturnedView,
        DeviceFence,
    ];
}
