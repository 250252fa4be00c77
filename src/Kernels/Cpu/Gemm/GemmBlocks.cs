using System.Numerics;
using System.Runtime.CompilerServices;
using Neuron.Kernels.Memory;

namespace Neuron.Kernels.Cpu;

/// <summary>One thread's product: blocks of the operands are packed to fit the caches, tiles run over them.</summary>
/// <remarks>
/// Loops from the outside: columns by <see cref="BlockColumns"/>, depth by at most <see cref="MaxDepth"/> (a block of B is
/// packed), rows by <see cref="BlockRows"/> (a block of A is packed), then panels of B and, innermost, tiles of rows.
/// The division of K depends on K alone, so the sums do not depend on how C was divided among threads.
/// </remarks>
internal static unsafe class GemmBlocks<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Depth of a block: 384 rows of a panel and of A's block fill about half of a 1 MiB second cache.</summary>
    private const int MaxDepth = 384;

    /// <summary>Columns of C that share a packed block of B.</summary>
    public const int BlockColumns = 1024;

    private const int BlockRows = 192;

    /// <summary>Bytes up to which an operand is read where it lies, because it stays in the caches as it is.</summary>
    private const int DirectBytes = 96 << 10;

    /// <summary>Rows of C up to which B is not worth packing.</summary>
    private const int DirectRows = 100;

    /// <summary>Panels of B up to which A, read once for each of them, is not worth packing.</summary>
    private const int DirectPanels = 8;

    private const int StackElements = 2048;

    public static int DepthOf(int k)
    {
        int blocks = Math.Max(1, (k + MaxDepth - 1) / MaxDepth);
        int depth = (k + blocks - 1) / blocks;
        return blocks == 1 ? depth : (depth + 15) & ~15;
    }

    [SkipLocalsInit]
    public static void Compute(in GemmArguments<T> g)
    {
        var tiles = TileSet<T>.Current;
        int wide = 2 * tiles.Width;
        int depth = DepthOf(g.K);
        bool directA = ReadsADirectly(g);
        bool directB = ReadsBDirectly(g);
        int rows = directA && (long)g.M * depth * sizeof(T) <= DirectBytes ? g.M : Math.Min(g.M, BlockRows);
        bool once = directB || rows == g.M; // a panel of B is used up before the next one is packed in its place
        int columns = once && depth >= g.K ? g.N : Math.Min(g.N, BlockColumns);

        // 64 elements of slack keep the two blocks on different cache lines
        long sizeB = directB && g.N % wide % tiles.Width == 0 ? 0 : (long)depth * (once ? wide : RoundUp(columns, tiles.Width));
        long sizeA = directA ? 0 : (long)depth * rows;
        long bytes = (sizeA + sizeB + 64) * sizeof(T);
        if (sizeA + sizeB <= StackElements)
        {
            T* stack = stackalloc T[StackElements + 16];
            stack = (T*)(((nint)stack + 63) & ~63);
            Loop(g, tiles, depth, rows, columns, directA ? null : stack + sizeB, sizeB == 0 ? null : stack, directB);
            return;
        }
        nint block = NativePool.Host.Rent(bytes);
        try
        {
            T* packed = (T*)block;
            T* packedA = directA ? null : (T*)(((nint)(packed + sizeB) + 63) & ~63);
            Loop(g, tiles, depth, rows, columns, packedA, sizeB == 0 ? null : packed, directB);
        }
        finally
        {
            NativePool.Host.Return(block, bytes);
        }
    }

    private static int RoundUp(int n, int multiple) => (n + multiple - 1) / multiple * multiple;

    /// <summary>A is read 12 rows at a time, each at every k: any place will do that stays in the first two caches.</summary>
    private static bool ReadsADirectly(in GemmArguments<T> g)
    {
        if (g.ADepth.IsGiven) return false;
        if (g.ARow != 1 && g.AColumn != 1) return (long)g.M * g.K <= 256;
        long bytes = (long)g.M * g.K * sizeof(T);
        if (bytes > DirectBytes && g.N > DirectPanels * 2 * TileSet<T>.Current.Width) return false;
        if (g.M * (long)g.K <= 1024) return true;
        return g.AColumn == 1 ? !Collides(g.ARow, Math.Min(g.M, 12)) : !Collides(g.AColumn, g.N > DirectRows ? g.K : g.K / 4);
    }

    /// <summary>A panel of B is a column of short rows; each is read once for every tile of rows.</summary>
    private static bool ReadsBDirectly(in GemmArguments<T> g)
    {
        if (g.Panels.IsGiven || g.BColumn != 1) return false;
        if (g.M <= TileSet<T>.Current.Rows) return true;
        long bytes = (long)g.N * g.K * sizeof(T);
        if (bytes > DirectBytes && g.M > DirectRows) return false;
        return g.K <= 8 || g.BRow * sizeof(T) % 2048 != 0 || g.BRow == 0;
    }

    /// <summary>Lines a multiple of a power of two apart fall into few sets of the first cache; half of it is for the other operand.</summary>
    private static bool Collides(nint stride, int count)
    {
        long bytes = stride * sizeof(T), sets = 64 * 64 / Math.Clamp(bytes & -bytes, 64, 64 * 64);
        return stride != 0 && count > 4 * sets;
    }

    [MethodImpl(JitOptions.Kernel)]
    private static void Loop(
        in GemmArguments<T> g, TileSet<T> tiles, int depth, int rows, int columns, T* packedA, T* packedB, bool directB)
    {
        for (int j = 0; j < g.N; j += columns)
        {
            int n = Math.Min(columns, g.N - j);
            int k = 0;
            do
            {
                int d = Math.Min(depth, g.K - k);
                bool last = k + d >= g.K;
                for (int i = 0; i < g.M; i += rows)
                {
                    int m = Math.Min(rows, g.M - i);
                    if (packedA is not null) PackA(g, tiles, i, m, k, d, packedA);
                    Panels(g, tiles, i, m, j, n, k, d, last, packedA, packedB, directB);
                }
                k += depth;
            }
            while (k < g.K);
        }
    }

    private static void PackPanel(in GemmArguments<T> g, int k, int depth, int column, int columns, int width, T* packed)
    {
        if (g.Panels.IsGiven)
            g.Panels.Write(g.Panels.Context, g.Panels.FirstRow + k, depth, g.Panels.FirstColumn + column, columns, width, packed);
        else
            Packing<T>.Pack(g.B + (k * g.BRow) + (column * g.BColumn), g.BColumn, g.BRow, columns, depth, width, packed);
    }

    private static void PackA(in GemmArguments<T> g, TileSet<T> tiles, int row, int rows, int k, int depth, T* packed)
    {
        int tall = tiles.TallRows(rows);
        for (int i = 0; i < rows;)
        {
            int r = i < tall ? tiles.Rows : tiles.NextRows(rows - i);
            if (g.ARow == 1 && !g.ADepth.IsGiven && i < tall)
            {
                int same = (tall - i) / r;
                Packing<T>.CopyTiles(g.A + row + i + (k * g.AColumn), g.AColumn, same, r, depth, packed + ((nint)i * depth));
                i += same * r;
                continue;
            }
            T* a = g.A + ((row + i) * g.ARow);
            T* target = packed + ((nint)i * depth);
            if (!g.ADepth.IsGiven)
            {
                Packing<T>.Pack(a + (k * g.AColumn), g.ARow, g.AColumn, r, depth, r, target);
            }
            else
            {
                for (int d = 0; d < depth;)
                {
                    nint place = g.ADepth.Place(k + d, out int run);
                    run = Math.Min(run, depth - d);
                    Packing<T>.Pack(a + place, g.ARow, g.ADepth.Stride, r, run, r, target + ((nint)d * r));
                    d += run;
                }
            }
            i += r;
        }
    }

    [SkipLocalsInit, MethodImpl(JitOptions.Kernel)]
    private static void Panels(
        in GemmArguments<T> g, TileSet<T> tiles, int row, int rows, int column, int columns, int k, int depth, bool last,
        T* packedA, T* packedB, bool directB)
    {
        int wide = 2 * tiles.Width;
        T* spill = stackalloc T[12 * 2 * 16];
        bool finish = last && g.Epilogue.IsGiven, addsBias = finish && g.Epilogue.ColumnBias is not null && g.Epilogue.ColumnBiasStride == 1;
        var epilogue = g.Epilogue;
        if (addsBias) epilogue.ColumnBias = null; // kernels add it while the sums are in registers
        int tall = tiles.TallRows(rows);
        TileRun<T> run;
        run.Depth = depth;
        run.Alpha = g.Alpha;
        for (int j = 0; j < columns; j += wide)
        {
            int n = Math.Min(wide, columns - j);
            bool two = n > tiles.Width;
            int width = two ? wide : tiles.Width;
            nint start = Place(g, column + j, out int left);
            nint second = tiles.Width;
            bool whole = n == width && (g.CColumns.IsGiven ? g.CColumns.Stride : g.CColumn) == 1;
            if (whole && left < width)
            {
                // two vectors may lie apart, but neither may be torn
                second = Place(g, column + j + tiles.Width, out int more) - start;
                whole = two && left >= tiles.Width && more >= tiles.Width;
            }
            run.Accumulate = whole && (g.Accumulate || k > 0);
            run.Bias = addsBias && whole ? g.Epilogue.ColumnBias + column + j : null;
            run.Plain = !run.Accumulate && g.Alpha == T.One && run.Bias is null;
            (run.CRow, run.Second) = whole ? (g.CRow, second) : (width, tiles.Width);
            T* b = directB || rows == g.M ? packedB : packedB + ((nint)j * depth);
            run.B = b;
            run.BRow = width;
            run.Copy = null;
            if (directB ? n == width : row == 0 && CopiesB(g) && whole && two && tall > 0)
            {
                run.B = g.B + (k * g.BRow) + column + j;
                run.BRow = g.BRow;
                run.Copy = directB ? null : b;
            }
            else if (directB || row == 0)
            {
                PackPanel(g, k, depth, column + j, n, width, b);
            }
            for (int i = 0; i < rows;)
            {
                int r = i < tall ? tiles.Rows : tiles.NextRows(rows - i);
                if (g.LowerTriangle && row + i + r + g.FirstRow <= column + j)
                {
                    i += r;
                    continue;
                }
                run.Tiles = i < tall && whole && run.Copy is null ? (tall - i) / r : 1;
                run.A = packedA is not null ? packedA + ((nint)i * depth) : g.A + ((row + i) * g.ARow) + (k * g.AColumn);
                (run.ARow, run.AColumn, run.ATile) = packedA is not null ? (1, r, (nint)r * depth) : (g.ARow, g.AColumn, r * g.ARow);
                T* c = g.C + ((row + i) * g.CRow);
                run.C = whole ? c + start : spill;
                tiles.Kernel(r, two, i < tall && packedA is not null && run.B == b, run.Copy is not null)(&run);
                if (!whole) Unspill(g, spill, width, r, column + j, n, c, g.Accumulate || k > 0);
                if (run.Copy is not null)
                {
                    run.B = b;
                    run.BRow = width;
                    run.Copy = null;
                }
                i += run.Tiles * r;
            }
            if (!finish) continue;
            if (run.Bias is null) Finish(g, g.Epilogue, row, rows, column + j, n);
            else if (epilogue.IsGiven) Finish(g, epilogue, row, rows, column + j, n);
        }
    }

    /// <summary>Rows of B are contiguous, and the first tile of a panel reaches all of it: its kernel packs the panel.</summary>
    private static bool CopiesB(in GemmArguments<T> g) => g.BColumn == 1 && !g.Panels.IsGiven && !g.LowerTriangle;

    private static nint Place(in GemmArguments<T> g, int column, out int left)
    {
        if (g.CColumns.IsGiven) return g.CColumns.Place(column, out left);
        left = int.MaxValue;
        return column * g.CColumn;
    }

    private static void Finish(in GemmArguments<T> g, in Epilogue<T> epilogue, int row, int rows, int column, int columns)
    {
        for (int j = 0; j < columns;)
        {
            nint place = Place(g, column + j, out int run);
            run = Math.Min(run, columns - j);
            nint stride = g.CColumns.IsGiven ? g.CColumns.Stride : g.CColumn;
            epilogue.Apply(g.C + (row * g.CRow) + place, g.CRow, stride, row, rows, column + j, run);
            j += run;
        }
    }

    /// <summary>Moves the part of a tile that lies inside C to its place.</summary>
    private static void Unspill(
        in GemmArguments<T> g, T* tile, int width, int rows, int column, int columns, T* c, bool accumulate)
    {
        for (int j = 0; j < columns;)
        {
            nint place = Place(g, column + j, out int run);
            run = Math.Min(run, columns - j);
            nint stride = g.CColumns.IsGiven ? g.CColumns.Stride : g.CColumn;
            for (int i = 0; i < rows; i++)
            {
                T* from = tile + (i * width) + j;
                T* to = c + place + (i * g.CRow);
                if (accumulate)
                {
                    for (int x = 0; x < run; x++) to[x * stride] += from[x];
                }
                else if (stride == 1)
                {
                    new ReadOnlySpan<T>(from, run).CopyTo(new Span<T>(to, run));
                }
                else
                {
                    for (int x = 0; x < run; x++) to[x * stride] = from[x];
                }
            }
            j += run;
        }
    }
}
