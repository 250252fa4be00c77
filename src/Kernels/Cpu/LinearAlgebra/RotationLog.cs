using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

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
    private readonly Scratch<Rotation> _memory = new(Capacity, clear: false);
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
            int first = index * StripWidth, width = Math.Min(StripWidth, target.Columns - first), held = 4 * Vector512<T>.Count;
            for (; width >= held; first += held, width -= held) Chains(first);
            for (int r = 0; width > 0 && r < count; r++)
            {
                var (i, j, c, s) = rotations[r];
                VectorKernels.Rotate(target.Row(i) + first, target.Row(j) + first, c, s, width);
            }
        }

        /// <summary>Four vectors of every row. As long as a rotation's second row is the next one's first, it stays in registers.</summary>
        [MethodImpl(JitOptions.Kernel)]
        private void Chains(int column)
        {
            int w = Vector512<T>.Count;
            for (int r = 0; r < count;)
            {
                T* row = target.Row(rotations[r].I) + column;
                Vector512<T> u0 = Vector512.Load(row), u1 = Vector512.Load(row + w), u2 = Vector512.Load(row + (2 * w)), u3 = Vector512.Load(row + (3 * w));
                do
                {
                    // as VectorKernels.Rotate
                    T* next = target.Row(rotations[r].J) + column;
                    Vector512<T> c = Vector512.Create(rotations[r].C), s = Vector512.Create(rotations[r].S), v = Vector512.Load(next);
                    VectorMath.Fma(s, v, c * u0).Store(row);
                    u0 = VectorMath.Fma(-s, u0, c * v);
                    v = Vector512.Load(next + w);
                    VectorMath.Fma(s, v, c * u1).Store(row + w);
                    u1 = VectorMath.Fma(-s, u1, c * v);
                    v = Vector512.Load(next + (2 * w));
                    VectorMath.Fma(s, v, c * u2).Store(row + (2 * w));
                    u2 = VectorMath.Fma(-s, u2, c * v);
                    v = Vector512.Load(next + (3 * w));
                    VectorMath.Fma(s, v, c * u3).Store(row + (3 * w));
                    u3 = VectorMath.Fma(-s, u3, c * v);
                    row = next;
                    r++;
                }
                while (r < count && rotations[r].I == rotations[r - 1].J);
                u0.Store(row);
                u1.Store(row + w);
                u2.Store(row + (2 * w));
                u3.Store(row + (3 * w));
            }
        }
    }
}
