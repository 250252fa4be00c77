using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Neuron.Kernels.Memory;

namespace Neuron.Kernels.Cpu.LinearAlgebra;

/// <summary>Pooled working memory of a decomposition, zero at first unless <paramref name="clear"/> is false.</summary>
internal sealed unsafe class Scratch<T>(long count, bool clear = true) : IDisposable
    where T : unmanaged
{
    private readonly NativeBlock _block = Rent(count * Unsafe.SizeOf<T>(), clear);

    public T* Data => (T*)_block.Address;

    public void Dispose() => _block.Dispose();

    private static NativeBlock Rent(long bytes, bool clear)
    {
        var block = new NativeBlock(Math.Max(bytes, 1));
        if (clear) NativeMemory.Clear((void*)block.Address, (nuint)bytes);
        return block;
    }
}
