namespace Neuron.Models;

/// <summary>Turns a text into token numbers and back.</summary>
public interface ITokenizer
{
    /// <summary>Number of tokens: numbers are 0 to <see cref="Count"/> − 1.</summary>
    int Count { get; }

    /// <summary>The tokens of a text, nothing added in front or behind.</summary>
    int[] Encode(string text);

    /// <summary>The text of tokens; bytes that are no UTF-8 become U+FFFD.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is no token.</exception>
    string Decode(ReadOnlySpan<int> tokens);
}
