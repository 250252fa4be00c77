using System.Numerics;
using System.Runtime.CompilerServices;
using Neuron.Kernels.Memory;

namespace Neuron.Kernels.Cpu;

/// <summary>c[i] = or += alpha · Σₖ A[i, k] · x[k] where the rows of A are contiguous: dot products.</summary>
/// <remarks>Each sum is made in four interleaved vectors, added in a fixed order, whichever rows a thread is given.</remarks>
internal static unsafe class MatrixVector<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int RowsPerPiece = 64;

    /// <summary>The product as <see cref="GemmArguments{T}"/> with N = 1 and AColumn = 1.</summary>
    public static void Run(in GemmArguments<T> g)
    {
        long bytes = 0;
        nint copy = 0;
        var job = new Job { Arguments = g };
        if (g.BRow != 1 && g.K > 1)
        {
            bytes = (long)g.K * sizeof(T);
            copy = NativePool.Host.Rent(bytes);
            for (int k = 0; k < g.K; k++) ((T*)copy)[k] = g.B[k * g.BRow];
            job.Arguments.B = (T*)copy;
        }
        try
        {
            int pieces = (g.M + RowsPerPiece - 1) / RowsPerPiece;
            if ((long)g.M * g.K < 50_000)
            {
                for (int i = 0; i < pieces; i++) job.Run(i);
            }
            else
            {
                WorkerPool.For(pieces, job);
            }
        }
        finally
        {
            if (copy != 0) NativePool.Host.Return(copy, bytes);
        }
    }

    private struct Job : IParallelJob
    {
        public GemmArguments<T> Arguments;

        [MethodImpl(JitOptions.Kernel)]
        public readonly void Run(int index)
        {
            ref readonly var g = ref Arguments;
            int last = Math.Min(g.M, (index + 1) * RowsPerPiece);
            for (int i = index * RowsPerPiece; i < last; i++)
            {
                T sum = g.Alpha * RowVectors<T>.Dot(g.A + (i * g.ARow), g.B, g.K);
                T* c = g.C + (i * g.CRow);
                *c = g.Accumulate ? *c + sum : sum;
                if (g.Epilogue.IsGiven) g.Epilogue.Apply(c, g.CRow, g.CColumn, i, 1, 0, 1);
            }
        }
    }
}
