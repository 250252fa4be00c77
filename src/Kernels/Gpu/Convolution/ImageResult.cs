using Neuron.Kernels.Cpu;

namespace Neuron.Kernels.Gpu;

/// <summary>An image that a product fills: row (channel of a group), column (n, position); positions may lie apart. With a bias for each channel, or none.</summary>
internal readonly struct ImageResult<TStored, TSum, TFormat, TWide> : IMatMulResult<TSum>
    where TStored : unmanaged
    where TSum : unmanaged
    where TFormat : struct, INumericFormat<TStored, TSum>
    where TWide : struct, IFlag
{
    public ArrayView<TStored> Data { get; init; }

    /// <summary>One element for each channel, or empty.</summary>
    public ArrayView<TStored> Bias { get; init; }

    public int Channels { get; init; }

    public int GroupChannels { get; init; }

    public Extent3 Image { get; init; }

    /// <summary>Place of position 0, and the distance of neighbours; wide results start at 0 and have distance 1.</summary>
    public Extent3 Start { get; init; }

    public Extent3 Step { get; init; }

    public VolumeDivisor Positions { get; init; }

    /// <summary>Batch · positions.</summary>
    public int Columns { get; init; }

    public void Store4(BatchIndex batch, int row, int column, Vec4<TSum> sums)
    {
        if (row >= GroupChannels || column >= Columns) return;
        int channel = (batch.First * GroupChannels) + row;
        TSum bias = BiasOf(channel);
        if (TWide.Value)
        {
            Vec4<TStored> stored;
            stored.X = TFormat.Narrow(TFormat.Add(sums.X, bias));
            stored.Y = TFormat.Narrow(TFormat.Add(sums.Y, bias));
            stored.Z = TFormat.Narrow(TFormat.Add(sums.Z, bias));
            stored.W = TFormat.Narrow(TFormat.Add(sums.W, bias));
            int n = Positions.Volume.Divide(column);
            Data.Store4((((n * (long)Channels) + channel) * Positions.Volume.Divisor) + Positions.Volume.Rest(column, n), stored);
            return;
        }
        Data[PlaceOf(channel, column)] = TFormat.Narrow(TFormat.Add(sums.X, bias));
        if (column + 1 < Columns) Data[PlaceOf(channel, column + 1)] = TFormat.Narrow(TFormat.Add(sums.Y, bias));
        if (column + 2 < Columns) Data[PlaceOf(channel, column + 2)] = TFormat.Narrow(TFormat.Add(sums.Z, bias));
        if (column + 3 < Columns) Data[PlaceOf(channel, column + 3)] = TFormat.Narrow(TFormat.Add(sums.W, bias));
    }

    public void Store1(BatchIndex batch, int row, int column, TSum sum)
    {
        if (row >= GroupChannels || column >= Columns) return;
        int channel = (batch.First * GroupChannels) + row;
        Data[PlaceOf(channel, column)] = TFormat.Narrow(TFormat.Add(sum, BiasOf(channel)));
    }

    private TSum BiasOf(int channel)
    {
        if (Bias.Length == 0) return default;
        return TFormat.Widen(Bias[channel]);
    }

    private long PlaceOf(int channel, int column)
    {
        (int n, int d, int h, int w) = Positions.Split(column);
        d = (d * Step.D) + Start.D;
        h = (h * Step.H) + Start.H;
        w = (w * Step.W) + Start.W;
        return (((((((n * (long)Channels) + channel) * Image.D) + d) * Image.H) + h) * Image.W) + w;
    }
}
