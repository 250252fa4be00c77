namespace Neuron;

/// <summary>A primitive made a NaN or an infinity out of finite numbers; see <see cref="AnomalyMode"/>.</summary>
public sealed class AnomalyException : ArithmeticException
{
    /// <summary>With a text.</summary>
    public AnomalyException(string message)
        : base(message)
    {
    }

    /// <summary>With a text and a cause.</summary>
    public AnomalyException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>Without a text.</summary>
    public AnomalyException()
    {
    }
}
