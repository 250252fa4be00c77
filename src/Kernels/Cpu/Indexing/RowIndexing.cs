using System.Numerics;

namespace Neuron.Kernels.Cpu.Indexing;

/// <summary>Whole slices along one axis, picked or added by index. Operands are contiguous, seen as [outer, n, inner].</summary>
internal static unsafe class RowIndexing
{
    private const long PieceElements = 1 << 15;

    /// <summary>y[o, j, :] = x[o, index[j], :].</summary>
    public static void Select<T>(Strided<T> x, Strided<long> index, Strided<T> y, long outer, long rows, long picked, long inner)
        where T : unmanaged
    {
        long piece = Math.Max(1, PieceElements / Math.Max(1, inner)), count = outer * picked;
        WorkerPool.For((int)((count + piece - 1) / piece), new SelectJob<T>(x.Data, index.Data, y.Data, rows, picked, inner, piece, count));
    }

    /// <summary>y[o, index[j], :] += scale · source[o, j, :], in the order of j: the sums do not depend on the number of threads.</summary>
    public static void Add<T>(Strided<T> source, Strided<long> index, Strided<T> y, long outer, long rows, long picked, long inner, T scale)
        where T : unmanaged, INumber<T>
    {
        // pieces own columns (or outer slices), so that no two of them add to the same element
        const long columns = 256;
        long strips = (inner + columns - 1) / columns;
        WorkerPool.For((int)(outer * strips), new AddJob<T>(source.Data, index.Data, y.Data, rows, picked, inner, scale, strips, columns));
    }

    private readonly struct SelectJob<T>(T* x, long* index, T* y, long rows, long picked, long inner, long piece, long count) : IParallelJob
        where T : unmanaged
    {
        public void Run(int part)
        {
            long end = Math.Min(count, (part + 1) * piece);
            for (long i = part * piece; i < end; i++)
            {
                T* from = x + (((i / picked * rows) + index[i % picked]) * inner);
                if (inner == 1) y[i] = *from;
                else Buffer.MemoryCopy(from, y + (i * inner), inner * sizeof(T), inner * sizeof(T));
            }
        }
    }

    private readonly struct AddJob<T>(T* source, long* index, T* y, long rows, long picked, long inner, T scale, long strips, long columns) : IParallelJob
        where T : unmanaged, INumber<T>
    {
        public void Run(int part)
        {
            long o = part / strips, first = part % strips * columns;
            int width = (int)Math.Min(columns, inner - first);
            for (long j = 0; j < picked; j++)
            {
                T* from = source + ((((o * picked) + j) * inner) + first), to = y + ((((o * rows) + index[j]) * inner) + first);
                for (int c = 0; c < width; c++) to[c] += scale * from[c];
            }
        }
    }
}
