using Neuron.Kernels.Cpu;

namespace Neuron.Kernels.Gpu;

/// <summary>
/// How taps see an image: from position q, tap t of an axis reads place q·Stride + Start + t·Step. A convolution has
/// Start = −padding, Step = dilation; its input gradient reads dy with Stride 1 and a negative step.
/// </summary>
internal readonly record struct PatchGeometry
{
    /// <summary>Channels of the whole image, and of a group.</summary>
    public int Channels { get; init; }

    public int GroupChannels { get; init; }

    /// <summary>Size of the image.</summary>
    public Extent3 Image { get; init; }

    /// <summary>Positions in the image that patches start from.</summary>
    public Extent3 Positions { get; init; }

    public Extent3 Taps { get; init; }

    public Extent3 Stride { get; init; }

    public Extent3 Start { get; init; }

    public Extent3 Step { get; init; }
}

/// <summary>What the 4 positions of a vector have in common.</summary>
internal interface IVectorPositions
{
    /// <summary>Whether they read neighbours of one row of the image.</summary>
    static abstract bool AreNeighbours { get; }

    /// <summary>Places that are kept for them.</summary>
    static abstract int Places { get; }
}

/// <summary>Positions that read neighbours: their rows are multiples of 4, with stride 1.</summary>
internal readonly struct NeighbourPositions : IVectorPositions
{
    public static bool AreNeighbours => true;

    public static int Places => 1;
}

/// <summary>Positions that may lie in different rows and images, and apart.</summary>
internal readonly struct ApartPositions : IVectorPositions
{
    public static bool AreNeighbours => false;

    public static int Places => 4;
}

/// <summary>Images as the right operand of a product: column (n, position), term (channel, tap); the places are worked out, not stored.</summary>
internal readonly struct PatchPanel<TStored, TSum, TFormat, TVector> : IPanel<TSum>
    where TStored : unmanaged
    where TSum : unmanaged
    where TFormat : struct, INumericFormat<TStored, TSum>
    where TVector : struct, IVectorPositions
{
    public ArrayView<TStored> Data { get; init; }

    public PatchGeometry Geometry { get; init; }

    public VolumeDivisor Positions { get; init; }

    public VolumeDivisor Taps { get; init; }

    /// <summary>Batch · positions.</summary>
    public int Columns { get; init; }

    public static bool AlongK => false;

    public static int StateSize => 2 * TVector.Places;

    public void Prepare(ArrayView<long> state, int at, BatchIndex batch, int outer)
    {
        var g = Geometry;
        for (int i = 0; i < TVector.Places; i++)
        {
            Unroll.Fully();
            int column = XMath.Min(outer + i, Columns - (4 / TVector.Places));
            (int n, int d, int h, int w) = Positions.Split(column);
            d = (d * g.Stride.D) + g.Start.D;
            h = (h * g.Stride.H) + g.Start.H;
            w = (w * g.Stride.W) + g.Start.W;
            long channel = (n * (long)g.Channels) + (batch.First * g.GroupChannels);
            state[at + (2 * i)] = (((((channel * g.Image.D) + d) * g.Image.H) + h) * g.Image.W) + w;
            state[at + (2 * i) + 1] = PackedPlace.Pack(d, h, w);
        }
    }

    public Vec4<TSum> Load4(ArrayView<long> state, int at, int k, int kEnd, bool guarded)
    {
        Vec4<TSum> result = default;
        if (guarded && k >= kEnd) return result;
        var g = Geometry;
        (int channel, int d, int h, int w) = Taps.Split(k);
        d *= g.Step.D;
        h *= g.Step.H;
        w *= g.Step.W;
        long offset = (((((channel * (long)g.Image.D) + d) * g.Image.H) + h) * g.Image.W) + w;
        if (TVector.AreNeighbours) return PackedPlace.Neighbours<TStored, TSum, TFormat>(Data, state[at] + offset, state[at + 1], d, h, w, g.Image);
        result.X = Load(state, at, offset, d, h, w);
        result.Y = Load(state, at + 2, offset, d, h, w);
        result.Z = Load(state, at + 4, offset, d, h, w);
        result.W = Load(state, at + 6, offset, d, h, w);
        return result;
    }

    private TSum Load(ArrayView<long> state, int at, long offset, int d, int h, int w)
    {
        long place = state[at + 1];
        if (!PackedPlace.IsInside(place, d, h, w, Geometry.Image)) return default;
        return TFormat.Widen(Data[state[at] + offset]);
    }
}

/// <summary>A place in a volume in 64 bits: 16 for depth and height each, 32 for width, all signed.</summary>
internal static class PackedPlace
{
    public static long Pack(int d, int h, int w) => ((long)d << 48) | ((long)(ushort)h << 32) | (uint)w;

    /// <summary>Whether a place, moved by (d, h, w), lies in the image.</summary>
    public static bool IsInside(long place, int d, int h, int w, Extent3 image) =>
        RowIsInside(place, d, h, image) & (uint)((int)place + w) < (uint)image.W;

    /// <summary>Four neighbours of a row, from <paramref name="start"/> on, the first at a place moved by (d, h, w); zero outside of the image.</summary>
    public static Vec4<TSum> Neighbours<TStored, TSum, TFormat>(ArrayView<TStored> data, long start, long place, int d, int h, int w, Extent3 image)
        where TStored : unmanaged
        where TSum : unmanaged
        where TFormat : struct, INumericFormat<TStored, TSum>
    {
        Vec4<TSum> result = default;
        if (!RowIsInside(place, d, h, image)) return result;
        uint column = (uint)((int)place + w), width = (uint)image.W;
        if (column < width) result.X = TFormat.Widen(data[start]);
        if (column + 1 < width) result.Y = TFormat.Widen(data[start + 1]);
        if (column + 2 < width) result.Z = TFormat.Widen(data[start + 2]);
        if (column + 3 < width) result.W = TFormat.Widen(data[start + 3]);
        return result;
    }

    /// <summary>Whether a place, moved by (d, h), lies in a row of the image, inside or left or right of it.</summary>
    public static bool RowIsInside(long place, int d, int h, Extent3 image) =>
        (uint)((int)(place >> 48) + d) < (uint)image.D & (uint)((short)(place >> 32) + h) < (uint)image.H;
}

/// <summary>Weights as the left operand of an input gradient: row (input channel), term (output channel, tap), taps in steps.</summary>
internal readonly struct TapWeightPanel<TStored, TSum, TFormat> : IPanel<TSum>
    where TStored : unmanaged
    where TSum : unmanaged
    where TFormat : struct, INumericFormat<TStored, TSum>
{
    public ArrayView<TStored> Data { get; init; }

    /// <summary>Of a group.</summary>
    public int InChannels { get; init; }

    public int OutChannels { get; init; }

    public Extent3 Kernel { get; init; }

    /// <summary>The first tap that takes part, and their distance.</summary>
    public Extent3 Start { get; init; }

    public Extent3 Step { get; init; }

    public VolumeDivisor Taps { get; init; }

    public static bool AlongK => false;

    public static int StateSize => 4;

    public void Prepare(ArrayView<long> state, int at, BatchIndex batch, int outer)
    {
        for (int i = 0; i < 4; i++)
        {
            Unroll.Fully();
            long channel = (batch.First * (long)OutChannels * InChannels) + XMath.Min(outer + i, InChannels - 1);
            state[at + i] = (((((channel * Kernel.D) + Start.D) * Kernel.H) + Start.H) * Kernel.W) + Start.W;
        }
    }

    public Vec4<TSum> Load4(ArrayView<long> state, int at, int k, int kEnd, bool guarded)
    {
        Vec4<TSum> result = default;
        if (guarded && k >= kEnd) return result;
        (int channel, int d, int h, int w) = Taps.Split(k);
        long offset = (((((channel * (long)InChannels * Kernel.D) + (d * Step.D)) * Kernel.H) + (h * Step.H)) * Kernel.W) + (w * Step.W);
        result.X = TFormat.Widen(Data[state[at] + offset]);
        result.Y = TFormat.Widen(Data[state[at + 1] + offset]);
        result.Z = TFormat.Widen(Data[state[at + 2] + offset]);
        result.W = TFormat.Widen(Data[state[at + 3] + offset]);
        return result;
    }
}
