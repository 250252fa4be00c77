using System.Runtime.InteropServices;

namespace Neuron.Kernels.Runtime;

/// <summary>The bytes of an <see cref="Language.ArrayView{T}"/> of any element type.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct RawView
{
    public readonly nint Address;
    public readonly int Buffer;
    public readonly long Length;

    /// <summary>The buffer's handle; 0 for an empty view.</summary>
    /// <exception cref="KernelException">The memory is not the accelerator's.</exception>
    public nint HandleOn(Accelerator accelerator, string kernel)
    {
        if (Length == 0) return 0;
        var entry = BufferTable.Find(Buffer);
        return entry.Owner == accelerator
            ? entry.Handle
            : throw new KernelException($"{kernel} runs on {accelerator}, and was given memory of {entry.Owner}.");
    }
}
