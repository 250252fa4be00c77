namespace Neuron;

/// <summary>A matrix has not the property that an operation of linear algebra needs, or its iteration did not converge.</summary>
public sealed class LinearAlgebraException : ArithmeticException
{
    /// <summary>With a text; the modules that are running are put before it.</summary>
    public LinearAlgebraException(string message)
        : base(CallPath.Describe(message))
    {
    }

    /// <summary>With a text and a cause.</summary>
    public LinearAlgebraException(string message, Exception inner)
        : base(CallPath.Describe(message), inner)
    {
    }

    /// <summary>Without a text.</summary>
    public LinearAlgebraException()
    {
    }

    internal static LinearAlgebraException Of(string operation, int matrix, Tensor x, string what) =>
        new($"{operation}: {(x.Rank > 2 ? $"matrix {matrix} of the batch {x.Shape}" : $"the matrix {x.Shape}")} {what}.");
}
