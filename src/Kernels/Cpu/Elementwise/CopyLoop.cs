using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Neuron.Kernels.Cpu;

/// <summary>Copies between strided operands: rows where both sides run the same way, tiles through a buffer where one is the other's transpose.</summary>
internal static unsafe class CopyLoop<T>
    where T : unmanaged, INumber<T>
{
    private const int Tile = 64;

    public static void Run(Strided<T> x, Strided<T> y)
    {
        long count = y.Count;
        if (count == 0) return;
        var plan = new CopyPlan(y.Shape, x.Strides, y.Strides);
        bool isStreamed = Pieces.IsStreamed(y.Data, count);
        if (plan.Transposed >= 0)
        {
            long tiles = plan.Outer(plan.Transposed) * TilesOf(plan.Length(plan.Transposed)) * TilesOf(plan.Length(plan.Rank - 1));
            WorkerPool.For(checked((int)((tiles + 7) / 8)), new TileJob(plan, x.Data, y.Data, tiles, isStreamed));
            return;
        }
        long rows = plan.Outer(), length = plan.Length(plan.Rank - 1);
        if (rows == 1)
        {
            WorkerPool.For(Pieces.Of(length), new LineJob(x.Data, plan.From(plan.Rank - 1), y.Data, plan.To(plan.Rank - 1), length, isStreamed));
            return;
        }
        long rowsEach = Math.Max(1, Pieces.Length / length);
        WorkerPool.For(checked((int)((rows + rowsEach - 1) / rowsEach)), new RowJob(plan, x.Data, y.Data, rows, rowsEach));
    }

    private static long TilesOf(long length) => (length + Tile - 1) / Tile;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Line(T* x, long from, T* y, long to, long n, bool isStreamed)
    {
        long i = 0;
        if (from == 1 && to == 1)
        {
            if (isStreamed && (nint)y % 64 == 0)
                for (; i <= n - Vector512<T>.Count; i += Vector512<T>.Count) VectorMath.Stream(Vector512.Load(x + i), y + i);
            Buffer.MemoryCopy(x + i, y + i, (n - i) * sizeof(T), (n - i) * sizeof(T));
        }
        else if (from == 0 && to == 1)
        {
            new Span<T>(y, checked((int)n)).Fill(*x);
        }
        else
        {
            for (; i < n; i++) y[i * to] = x[i * from];
        }
    }

    private readonly struct LineJob(T* x, long from, T* y, long to, long count, bool isStreamed) : IParallelJob
    {
        public void Run(int index)
        {
            long start = (long)index * Pieces.Length;
            Line(x + (start * from), from, y + (start * to), to, Math.Min(Pieces.Length, count - start), isStreamed);
        }
    }

    private readonly struct RowJob(CopyPlan plan, T* x, T* y, long rows, long rowsEach) : IParallelJob
    {
        public void Run(int index)
        {
            int last = plan.Rank - 1;
            long end = Math.Min(rows, (index + 1) * rowsEach), n = plan.Length(last);
            for (long row = index * rowsEach; row < end; row++)
            {
                var (from, to) = plan.Offsets(row);
                Line(x + from, plan.From(last), y + to, plan.To(last), n, isStreamed: false);
            }
        }
    }

    private readonly struct TileJob(CopyPlan plan, T* x, T* y, long tiles, bool isStreamed) : IParallelJob
    {
        [SkipLocalsInit]
        public void Run(int index)
        {
            T* memory = stackalloc T[(Tile * Tile) + (64 / sizeof(T))];
            T* buffer = (T*)(((nint)memory + 63) & -64);
            int k = plan.Transposed, last = plan.Rank - 1;
            long down = TilesOf(plan.Length(last)), across = TilesOf(plan.Length(k)), end = Math.Min(tiles, (index + 1L) * 8);
            for (long tile = index * 8L; tile < end; tile++)
            {
                // neighbouring tiles continue the rows of the target
                (long rest, long i) = Math.DivRem(tile, down);
                (long outer, long j) = Math.DivRem(rest, across);
                var (from, to) = plan.Offsets(outer, k);
                int rows = (int)Math.Min(Tile, plan.Length(last) - (i * Tile)), columns = (int)Math.Min(Tile, plan.Length(k) - (j * Tile));
                Move(x + from + (i * Tile * plan.From(last)) + (j * Tile), plan.From(last), buffer,
                    y + to + (i * Tile) + (j * Tile * plan.To(k)), plan.To(k), rows, columns);
            }
        }

        private void Move(T* x, long from, T* buffer, T* y, long to, int rows, int columns)
        {
            int wholeRows = rows & ~3, wholeColumns = columns & ~3;
            for (int i = 0; i < wholeRows; i += 4)
            {
                T* line = x + (i * from);
                for (int j = 0; j < wholeColumns; j += 4)
                {
                    // the next tile's rows: a line holds 16 elements of 4 bytes, so four blocks ask for one row each; of wider ones half the lines are left to the hardware
                    Cache.ReadAhead(line + ((Tile + (j / 4 % 4)) * from) + (j & -16));
                    Transpose.Block4(line + j, (nint)from, buffer + (j * Tile) + i, Tile);
                }
                for (int j = wholeColumns; j < columns; j++)
                    for (int r = 0; r < 4; r++) buffer[(j * Tile) + i + r] = line[(r * from) + j];
            }
            for (int i = wholeRows; i < rows; i++)
                for (int j = 0; j < columns; j++) buffer[(j * Tile) + i] = x[(i * from) + j];
            for (int j = 0; j < columns; j++) Line(buffer + (j * Tile), 1, y + (j * to), 1, rows, isStreamed);
        }
    }
}
