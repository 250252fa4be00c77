using System.Runtime.CompilerServices;
using Neuron.Kernels.Memory;

namespace Neuron.Kernels.Cpu.LinearAlgebra;

/// <summary>Pooled working memory of a decomposition, zero at first.</summary>
internal sealed unsafe class Scratch<T>(long count) : IDisposable
    where T : unmanaged
{
    private readonly NativeBlock _block = Cleared(count * Unsafe.SizeOf<T>());

    public T* Data => (T*)_block.Address;

    public Matrix<T> Matrix(int rows, int columns) => new(Data, rows, columns);

    public void Dispose() => _block.Dispose();

    private static NativeBlock Cleared(long bytes)
    {
        var block = new NativeBlock(Math.Max(bytes, 1));
        System.Runtime.InteropServices.NativeMemory.Clear((void*)block.Address, (nuint)bytes);
        return block;
    }
}
