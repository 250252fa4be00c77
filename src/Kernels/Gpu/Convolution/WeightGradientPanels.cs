using Neuron.Kernels.Cpu;

namespace Neuron.Kernels.Gpu;

/// <summary>dy as the left operand of a weight gradient: row (output channel), term (n, position).</summary>
internal readonly struct ChannelPanel<TStored, TSum, TFormat, TWide> : IPanel<TSum>
    where TStored : unmanaged
    where TSum : unmanaged
    where TFormat : struct, INumericFormat<TStored, TSum>
    where TWide : struct, IFlag
{
    public ArrayView<TStored> Data { get; init; }

    public int Channels { get; init; }

    public int GroupChannels { get; init; }

    public FastDivisor Positions { get; init; }

    public static bool AlongK => true;

    public static int StateSize => 1;

    public void Prepare(ArrayView<long> state, int at, BatchIndex batch, int outer) =>
        state[at] = ((batch.First * GroupChannels) + XMath.Min(outer, GroupChannels - 1)) * (long)Positions.Divisor;

    public Vec4<TSum> Load4(ArrayView<long> state, int at, int k, int kEnd, bool guarded)
    {
        Vec4<TSum> result = default;
        if (guarded && k >= kEnd) return result;
        if (TWide.Value)
        {
            var stored = Data.Load4(state[at] + PlaceOf(k));
            result.X = TFormat.Widen(stored.X);
            result.Y = TFormat.Widen(stored.Y);
            result.Z = TFormat.Widen(stored.Z);
            result.W = TFormat.Widen(stored.W);
            return result;
        }
        result.X = TFormat.Widen(Data[state[at] + PlaceOf(k)]);
        if (!guarded || k + 1 < kEnd) result.Y = TFormat.Widen(Data[state[at] + PlaceOf(k + 1)]);
        if (!guarded || k + 2 < kEnd) result.Z = TFormat.Widen(Data[state[at] + PlaceOf(k + 2)]);
        if (!guarded || k + 3 < kEnd) result.W = TFormat.Widen(Data[state[at] + PlaceOf(k + 3)]);
        return result;
    }

    private long PlaceOf(int k)
    {
        int n = Positions.Divide(k);
        return (n * (long)Channels * Positions.Divisor) + Positions.Rest(k, n);
    }
}

/// <summary>Images as the right operand of a weight gradient: column (channel, tap), term (n, position).</summary>
internal readonly struct TapColumnPanel<TStored, TSum, TFormat, TVector> : IPanel<TSum>
    where TStored : unmanaged
    where TSum : unmanaged
    where TFormat : struct, INumericFormat<TStored, TSum>
    where TVector : struct, IVectorPositions
{
    public ArrayView<TStored> Data { get; init; }

    public PatchGeometry Geometry { get; init; }

    public VolumeDivisor Positions { get; init; }

    public VolumeDivisor Taps { get; init; }

    /// <summary>Channels of a group · taps.</summary>
    public int Columns { get; init; }

    public static bool AlongK => true;

    public static int StateSize => 2;

    public void Prepare(ArrayView<long> state, int at, BatchIndex batch, int outer)
    {
        var g = Geometry;
        int column = XMath.Min(outer, Columns - 1);
        (int channel, int d, int h, int w) = Taps.Split(column);
        d = (d * g.Step.D) + g.Start.D;
        h = (h * g.Step.H) + g.Start.H;
        w = (w * g.Step.W) + g.Start.W;
        long first = (batch.First * (long)g.GroupChannels) + channel;
        state[at] = (((((first * g.Image.D) + d) * g.Image.H) + h) * g.Image.W) + w;
        state[at + 1] = PackedPlace.Pack(d, h, w);
    }

    public Vec4<TSum> Load4(ArrayView<long> state, int at, int k, int kEnd, bool guarded)
    {
        Vec4<TSum> result = default;
        if (guarded && k >= kEnd) return result;
        if (TVector.AreNeighbours)
        {
            var (offset, d, h, w) = Position(k);
            return PackedPlace.Neighbours<TStored, TSum, TFormat>(Data, state[at] + offset, state[at + 1], d, h, w, Geometry.Image);
        }
        result.X = Load(state, at, k);
        if (!guarded || k + 1 < kEnd) result.Y = Load(state, at, k + 1);
        if (!guarded || k + 2 < kEnd) result.Z = Load(state, at, k + 2);
        if (!guarded || k + 3 < kEnd) result.W = Load(state, at, k + 3);
        return result;
    }

    private TSum Load(ArrayView<long> state, int at, int k)
    {
        var (offset, d, h, w) = Position(k);
        if (!PackedPlace.IsInside(state[at + 1], d, h, w, Geometry.Image)) return default;
        return TFormat.Widen(Data[state[at] + offset]);
    }

    /// <summary>By how much a term moves a column's place.</summary>
    private (long Offset, int D, int H, int W) Position(int k)
    {
        var g = Geometry;
        (int n, int d, int h, int w) = Positions.Split(k);
        d *= g.Stride.D;
        h *= g.Stride.H;
        w *= g.Stride.W;
        return ((((((n * (long)g.Channels * g.Image.D) + d) * g.Image.H) + h) * g.Image.W) + w, d, h, w);
    }
}
