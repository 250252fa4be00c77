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

    [MethodImpl(JitOptions.Kernel)]
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
                // neighbouring tiles continue the rows of the source
                (long rest, long j) = Math.DivRem(tile, across);
                (long outer, long i) = Math.DivRem(rest, down);
                var (from, to) = plan.Offsets(outer, k);
                int rows = (int)Math.Min(Tile, plan.Length(last) - (i * Tile)), columns = (int)Math.Min(Tile, plan.Length(k) - (j * Tile));
                T* line = x + from + (i * Tile * plan.From(last)), next = j + 1 < across ? line + ((j + 1) * Tile) : line + (Tile * plan.From(last));
                Move(line + (j * Tile), plan.From(last), next, buffer, y + to + (i * Tile) + (j * Tile * plan.To(k)), plan.To(k), rows, columns);
            }
        }

        private void Move(T* x, long from, T* next, T* buffer, T* y, long to, int rows, int columns)
        {
            int lanes = Vector<T>.Count, wholeRows = rows & -lanes, wholeColumns = columns & -lanes;
            for (int i = 0; i < wholeRows; i += lanes)
            {
                T* line = x + (i * from);
                for (int j = 0; j < wholeColumns; j += lanes) Transpose.Square(line + j, (nint)from, buffer + (j * Tile) + i, Tile);
                for (int j = wholeColumns; j < columns; j++)
                    for (int r = 0; r < lanes; r++) buffer[(j * Tile) + i + r] = line[(r * from) + j];
            }
            for (int i = wholeRows; i < rows; i++)
                for (int j = 0; j < columns; j++) buffer[(j * Tile) + i] = x[(i * from) + j];
            for (int j = 0; j < columns; j++)
            {
                // a row of the next tile is fetched while one of this is written; asked for while this was read, they would crowd each other out
                if (j < rows)
                    for (int offset = 0; offset < Tile * sizeof(T); offset += 64) Cache.ReadAhead((byte*)(next + (j * from)) + offset);
                Line(buffer + (j * Tile), 1, y + (j * to), 1, rows, isStreamed);
            }
        }
    }
}
