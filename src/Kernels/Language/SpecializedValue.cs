namespace Neuron.Kernels.Language;

/// <summary>A kernel argument that is compiled in: each distinct value is a kernel of its own, made at its first launch.</summary>
/// <typeparam name="T">An unmanaged type.</typeparam>
/// <param name="value">The constant.</param>
public readonly struct SpecializedValue<T>(T value) where T : unmanaged, IEquatable<T>
{
    /// <summary>The constant.</summary>
    public T Value { get; } = value;

    /// <summary>The constant.</summary>
    public static implicit operator T(SpecializedValue<T> value) => value.Value;
}
