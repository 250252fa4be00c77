namespace Neuron.Kernels.Cpu;

/// <summary>What is known about a tile when its kernel is compiled; the branches on it vanish.</summary>
internal interface ITileMode
{
    /// <summary>The tile is two vectors wide, not one.</summary>
    static abstract bool Two { get; }

    /// <summary>A was packed: the tile's column k lies at a + k · rows, without gaps.</summary>
    static abstract bool Packed { get; }

    /// <summary>B is packed as it is read, for the tiles that follow.</summary>
    static abstract bool Copies { get; }
}

/// <summary>Two vectors wide, packed A.</summary>
internal readonly struct WidePacked : ITileMode
{
    public static bool Two => true;
    public static bool Packed => true;
    public static bool Copies => false;
}

/// <summary>Two vectors wide, A read where it lies.</summary>
internal readonly struct WideDirect : ITileMode
{
    public static bool Two => true;
    public static bool Packed => false;
    public static bool Copies => false;
}

/// <summary>One vector wide, packed A.</summary>
internal readonly struct NarrowPacked : ITileMode
{
    public static bool Two => false;
    public static bool Packed => true;
    public static bool Copies => false;
}

/// <summary>One vector wide, A read where it lies.</summary>
internal readonly struct NarrowDirect : ITileMode
{
    public static bool Two => false;
    public static bool Packed => false;
    public static bool Copies => false;
}

/// <summary>Two vectors wide, packed A, B packed on the way.</summary>
internal readonly struct WidePackedCopying : ITileMode
{
    public static bool Two => true;
    public static bool Packed => true;
    public static bool Copies => true;
}

/// <summary>Two vectors wide, A read where it lies, B packed on the way.</summary>
internal readonly struct WideDirectCopying : ITileMode
{
    public static bool Two => true;
    public static bool Packed => false;
    public static bool Copies => true;
}
