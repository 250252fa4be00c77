namespace Neuron.Kernels.Cpu;

/// <summary>What is known about a tile when its kernel is compiled; the branches on it vanish.</summary>
internal interface ITileMode
{
    /// <summary>The tile is two vectors wide, not one.</summary>
    static abstract bool Two { get; }

    /// <summary>A was packed: the tile's column k lies at a + k · rows, without gaps.</summary>
    static abstract bool PackedA { get; }

    /// <summary>B was packed: the panel's row k lies at b + k · width, without gaps.</summary>
    static abstract bool PackedB { get; }

    /// <summary>B is packed as it is read, for the tiles that follow.</summary>
    static abstract bool Copies { get; }
}

/// <summary>Something known at compile time.</summary>
internal interface IFlag
{
    static abstract bool IsSet { get; }
}

internal readonly struct Yes : IFlag
{
    public static bool IsSet => true;
}

internal readonly struct No : IFlag
{
    public static bool IsSet => false;
}

internal readonly struct TileMode<TTwo, TPackedA, TPackedB, TCopies> : ITileMode
    where TTwo : struct, IFlag
    where TPackedA : struct, IFlag
    where TPackedB : struct, IFlag
    where TCopies : struct, IFlag
{
    public static bool Two => TTwo.IsSet;
    public static bool PackedA => TPackedA.IsSet;
    public static bool PackedB => TPackedB.IsSet;
    public static bool Copies => TCopies.IsSet;
}
