namespace Neuron.Kernels.Gpu;

/// <summary>How a group divides its tile of C over warps.</summary>
/// <remarks>All numbers are powers of two.</remarks>
internal interface ITensorTile
{
    /// <summary>Warps one under another.</summary>
    static abstract int WarpRows { get; }

    /// <summary>Warps side by side.</summary>
    static abstract int WarpColumns { get; }

    /// <summary>Fragments of 16 rows of each warp.</summary>
    static abstract int RowFragments { get; }

    /// <summary>Pairs of fragments, 16 columns, of each warp.</summary>
    static abstract int ColumnPairs { get; }
}

/// <summary>128 × 256 by 8 warps of 64 × 64: 128 sums a work-item, which fill the registers of a processor.</summary>
internal readonly struct TensorTile128x256 : ITensorTile
{
    public static int WarpRows => 2;

    public static int WarpColumns => 4;

    public static int RowFragments => 4;

    public static int ColumnPairs => 4;
}

/// <summary>128 × 128 by 4 warps of 64 × 64; a processor has registers for two groups.</summary>
internal readonly struct TensorTile128 : ITensorTile
{
    public static int WarpRows => 2;

    public static int WarpColumns => 2;

    public static int RowFragments => 4;

    public static int ColumnPairs => 4;
}

/// <summary>64 × 64 by 4 warps of 32 × 32.</summary>
internal readonly struct TensorTile64 : ITensorTile
{
    public static int WarpRows => 2;

    public static int WarpColumns => 2;

    public static int RowFragments => 2;

    public static int ColumnPairs => 2;
}

/// <summary>32 × 32 by 2 warps of 16 × 32, for small matrices.</summary>
internal readonly struct TensorTile32 : ITensorTile
{
    public static int WarpRows => 2;

    public static int WarpColumns => 1;

    public static int RowFragments => 1;

    public static int ColumnPairs => 2;
}
