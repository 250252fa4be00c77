using System.Numerics;

namespace Neuron.Kernels.Gpu;

/// <summary>A sum that remembers what rounding took from it (Kahan, 1965), so that its error does not grow with the number of terms.</summary>
internal struct RunningSum<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private T _excess;

    /// <summary>The sum so far.</summary>
    public T Value { get; private set; }

    /// <summary>Adds one term.</summary>
    public void Add(T term)
    {
        T missing = term - _excess, next = Value + missing;
        _excess = T.IsFinite(next) ? next - Value - missing : T.Zero; // ∞ − ∞ would make a NaN of an infinite sum
        Value = next;
    }

    /// <summary>Multiplies all terms so far.</summary>
    public void Scale(T factor)
    {
        Value *= factor;
        _excess *= factor;
    }
}
