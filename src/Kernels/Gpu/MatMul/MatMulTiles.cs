namespace Neuron.Kernels.Gpu;

/// <summary>How a group divides its part of a matrix product: a tile of M × N results, K terms of each sum at a time.</summary>
/// <remarks>
/// A work-item holds RowBlocks × ColumnBlocks blocks of 4 × 4 results in registers, the blocks spread over the tile, so that
/// neighbouring work-items read neighbouring vectors of shared memory. 32 of them, in 4 rows of 8, share a warp.
/// </remarks>
internal interface IMatMulTile
{
    static abstract int M { get; }

    static abstract int N { get; }

    static abstract int K { get; }

    static abstract int RowBlocks { get; }

    static abstract int ColumnBlocks { get; }

    /// <summary>Groups that a processor is to hold, at the price of a few registers each; 0 leaves it to the compiler.</summary>
    static abstract int ResidentGroups { get; }
}

/// <summary>256 work-items of 8 × 8 results.</summary>
internal readonly struct Tile128x128 : IMatMulTile
{
    public static int M => 128;

    public static int N => 128;

    public static int K => 8;

    public static int RowBlocks => 2;

    public static int ColumnBlocks => 2;

    public static int ResidentGroups => 2;
}

/// <summary>256 work-items of 8 × 8 results, with fewer barriers and more registers.</summary>
internal readonly struct Tile128x128x16 : IMatMulTile
{
    public static int M => 128;

    public static int N => 128;

    public static int K => 16;

    public static int RowBlocks => 2;

    public static int ColumnBlocks => 2;

    public static int ResidentGroups => 0;
}

/// <summary>128 work-items of 8 × 8 results.</summary>
internal readonly struct Tile128x64 : IMatMulTile
{
    public static int M => 128;

    public static int N => 64;

    public static int K => 8;

    public static int RowBlocks => 2;

    public static int ColumnBlocks => 2;

    public static int ResidentGroups => 0;
}

/// <summary>128 work-items of 8 × 4 results.</summary>
internal readonly struct Tile64x64 : IMatMulTile
{
    public static int M => 64;

    public static int N => 64;

    public static int K => 16;

    public static int RowBlocks => 2;

    public static int ColumnBlocks => 1;

    public static int ResidentGroups => 0;
}

/// <summary>64 work-items of 4 × 4 results.</summary>
internal readonly struct Tile32x32 : IMatMulTile
{
    public static int M => 32;

    public static int N => 32;

    public static int K => 16;

    public static int RowBlocks => 1;

    public static int ColumnBlocks => 1;

    public static int ResidentGroups => 0;
}

/// <summary>One operand's side of a tile: Outer rows of the left matrix or columns of the right one, K terms, moved by Items work-items.</summary>
internal interface ITileSide
{
    static abstract int Outer { get; }

    static abstract int K { get; }

    static abstract int Items { get; }
}

internal readonly struct RowsOf<TTile> : ITileSide where TTile : struct, IMatMulTile
{
    public static int Outer => TTile.M;

    public static int K => TTile.K;

    public static int Items => TTile.M * TTile.N / (16 * TTile.RowBlocks * TTile.ColumnBlocks);
}

internal readonly struct ColumnsOf<TTile> : ITileSide where TTile : struct, IMatMulTile
{
    public static int Outer => TTile.N;

    public static int K => TTile.K;

    public static int Items => TTile.M * TTile.N / (16 * TTile.RowBlocks * TTile.ColumnBlocks);
}
