namespace Neuron.Models;

/// <summary>Masks for attention: true = may not attend.</summary>
public static class AttentionMask
{
    /// <summary>[L, S]: a query does not attend to later keys; the last query is aligned with the last key.</summary>
    public static Tensor Causal(int length, int? source = null, Device? device = null)
    {
        int keys = source ?? length;
        return Tensor.Arange(keys, device).Unsqueeze(0).Gt(Tensor.Arange(length, device).Unsqueeze(1) + (keys - length));
    }

    /// <summary>[B, S]: the steps from each sample's length on.</summary>
    public static Tensor Padding(Tensor lengths, int source)
    {
        ArgumentNullException.ThrowIfNull(lengths);
        return Tensor.Arange(source, lengths.Device).Unsqueeze(0).Ge(lengths.Unsqueeze(1));
    }
}
