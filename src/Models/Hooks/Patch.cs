namespace Neuron.Models;

/// <summary>Hooks that replace an output, or a part of it: ablation and patching from another run.</summary>
/// <example><c>using var _ = model.OnOutput("layers.0.self_attn.heads", Patch.Head(3, clean));</c></example>
public static class Patch
{
    /// <summary>The whole output becomes <paramref name="value"/>, which broadcasts to it.</summary>
    public static ActivationHook With(Tensor value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return a => value.To(a.Value.DType).Expand(a.Value.Shape);
    }

    /// <summary>The whole output becomes 0.</summary>
    public static ActivationHook Zero { get; } = a => a.Value.ZerosLike();

    /// <summary>The part at some indices of one axis becomes that of <paramref name="source"/>, an output of the same shape from another run.</summary>
    /// <exception cref="ShapeException">An index lies outside the axis; thrown when the hook runs.</exception>
    public static ActivationHook At(int axis, ReadOnlySpan<int> indices, Tensor source)
    {
        ArgumentNullException.ThrowIfNull(source);
        int[] chosen = indices.ToArray();
        return a =>
        {
            int at = a.Value.Shape.Axis(axis, "Patch.At"), n = a.Value.Shape[at];
            var mask = new bool[n];
            foreach (int i in chosen)
                mask[i >= -n && i < n ? (i + n) % n : throw new ShapeException($"Patch.At: index {i} on axis {axis} of {a.Value.Shape}; expected {-n} to {n - 1}.")] = true;
            var shape = new int[a.Value.Rank];
            Array.Fill(shape, 1);
            shape[at] = n;
            return Tensor.Where(Tensor.From(mask, Shape.Create(shape)).To(a.Value.Device), source.To(a.Value.DType), a.Value);
        };
    }

    /// <summary>One head of a multi-head attention: for the points "heads" [B, H, T, D] and "weights" [B, H, T, S].</summary>
    public static ActivationHook Head(int head, Tensor source) => At(1, [head], source);

    /// <summary>Some positions of a sequence [B, T, …].</summary>
    public static ActivationHook Positions(ReadOnlySpan<int> positions, Tensor source) => At(1, positions, source);
}
