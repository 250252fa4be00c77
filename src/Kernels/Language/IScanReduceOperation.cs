namespace Neuron.Kernels.Language;

/// <summary>An associative operation with an identity, for <see cref="GroupExtensions"/> and <see cref="WarpExtensions"/>.</summary>
public interface IScanReduceOperation<T> where T : unmanaged
{
    /// <summary>What leaves every value as it is.</summary>
    T Identity { get; }

    /// <summary>The combination of two values.</summary>
    T Apply(T first, T second);
}
