namespace Neuron.Kernels.Cpu;

/// <summary>How a tile kernel reads its operands, known when it is compiled: the branches on it vanish.</summary>
internal interface ITileMode
{
    /// <summary>Both were packed: the tile's column k of A lies at a + k · rows, the panel's row k of B at b + k · width, without gaps.</summary>
    static abstract bool Packed { get; }

    /// <summary>B is packed as it is read, for the tiles that follow.</summary>
    static abstract bool Copies { get; }
}

/// <summary>Tiles of full height, nearly all the work of a large product.</summary>
internal readonly struct PackedOperands : ITileMode
{
    public static bool Packed => true;

    public static bool Copies => false;
}

/// <summary>Operands where they lie, and all that is left over: what is packed has strides too, so one kernel serves both.</summary>
internal readonly struct StridedOperands : ITileMode
{
    public static bool Packed => false;

    public static bool Copies => false;
}

/// <summary>The first tile of a panel of B.</summary>
internal readonly struct CopiedOperands : ITileMode
{
    public static bool Packed => false;

    public static bool Copies => true;
}

/// <summary>Whether a tile is two vectors wide or one.</summary>
internal interface ITileWidth
{
    static abstract bool Two { get; }
}

internal readonly struct OneVector : ITileWidth
{
    public static bool Two => false;
}

internal readonly struct TwoVectors : ITileWidth
{
    public static bool Two => true;
}
