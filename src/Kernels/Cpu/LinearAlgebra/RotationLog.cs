using System.Numerics;

namespace Neuron.Kernels.Cpu.LinearAlgebra;

/// <summary>
/// Collects plane rotations of the rows of a matrix and applies many at once, a strip of columns after the other: the strip stays
/// in cache while hundreds of rotations pass over it.
/// </summary>
internal sealed unsafe class RotationLog<T> : IDisposable
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int Capacity = 1 << 14, StripWidth = 64;

    private readonly Matrix<T> _target;
    private readonly Scratch<Rotation> _memory = new(Capacity);
    private int _count;

    /// <summary>Rotations of the rows of <paramref name="target"/>, which has unit column stride.</summary>
    public RotationLog(Matrix<T> target) => _target = target;

    /// <summary>(row i, row j) ← (c·i + s·j, c·j − s·i).</summary>
    public void Add(int i, int j, T c, T s)
    {
        if (_count == Capacity) Flush();
        _memory.Data[_count++] = new Rotation(i, j, c, s);
    }

    /// <summary>Applies what was collected.</summary>
    public void Flush()
    {
        if (_count == 0) return;
        WorkerPool.For((_target.Columns + StripWidth - 1) / StripWidth, new Strip(_target, _memory.Data, _count));
        _count = 0;
    }

    /// <summary>Row i ← −row i, after what was collected.</summary>
    public void Negate(int i)
    {
        Flush();
        VectorKernels.Scale(-T.One, _target.Row(i), _target.Columns);
    }

    public void Dispose() => _memory.Dispose();

    private readonly record struct Rotation(int I, int J, T C, T S);

    private readonly struct Strip(Matrix<T> target, Rotation* rotations, int count) : IParallelJob
    {
        public void Run(int index)
        {
            int first = index * StripWidth, width = Math.Min(StripWidth, target.Columns - first);
            for (int r = 0; r < count; r++)
            {
                var (i, j, c, s) = rotations[r];
                VectorKernels.Rotate(target.Row(i) + first, target.Row(j) + first, c, s, width);
            }
        }
    }
}
