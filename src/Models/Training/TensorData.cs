namespace Neuron.Models;

/// <summary>Tensors whose first axis runs over the same samples, as a data set.</summary>
public static class TensorData
{
    /// <summary>Batches of rows of the tensors.</summary>
    /// <exception cref="ShapeException">The tensors have different numbers of rows.</exception>
    public static DataLoader<Tensor[]> Load(Tensor[] tensors, int batchSize, Rng? shuffle = null, bool dropLast = false)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        if (tensors.Length == 0) throw new ArgumentException("TensorData: no tensors.", nameof(tensors));
        foreach (var tensor in tensors)
            if (tensor.Rank == 0 || tensor.Shape[0] != tensors[0].Shape[0]) throw ShapeException.Expected("TensorData", $"[{(tensors[0].Rank == 0 ? "N" : tensors[0].Shape[0])}, ..]", tensor.Shape);
        return new DataLoader<Tensor[]>(tensors[0].Shape[0], batchSize, rows => Array.ConvertAll(tensors, x => Rows(x, rows)), shuffle, dropLast);
    }

    /// <summary>Some rows, copied: y[i] = x[rows[i]]. Those of a tensor on the CPU go to the default device.</summary>
    public static Tensor Rows(Tensor x, ReadOnlySpan<int> rows)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Device != Device.Cpu) return x.IndexSelect(0, Tensor.From(Array.ConvertAll(rows.ToArray(), row => (long)row), device: x.Device));
        var source = x.Contiguous();
        var y = Tensor.Empty([rows.Length, .. x.Shape[1..]], x.DType, Device.Cpu);
        int width = checked((int)x.Shape[1..].Size * x.DType.Size);
        if (y.Size == 0) return y;
        for (int i = 0; i < rows.Length; i++) SafeTensors.Bytes(source, (long)rows[i] * width, width).CopyTo(SafeTensors.Bytes(y, (long)i * width, width));
        GC.KeepAlive(source);
        return y.To(Device.Default);
    }
}
