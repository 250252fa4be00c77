using System.Text.RegularExpressions;
using Neuron.Models;

namespace Neuron.Tests.Models;

public class TextSplitTests
{
    // of letters, digits, blanks, line ends, contractions and marks, all within U+FFFF, where .NET's patterns see what ours do
    private const string Alphabet = "ab'sStTrelLmMvdDé你²½٣ \t\r\n\u00A0\u2003.,!-_()";

    private static readonly Regex s_gpt2 = new(TextSplit.Gpt2Pattern, RegexOptions.CultureInvariant), s_llama3 = new(TextSplit.Llama3Pattern, RegexOptions.CultureInvariant),
        s_clip = new(@"(?i:'s|'t|'re|'ve|'m|'ll|'d)|\p{L}+|\p{N}|[^\s\p{L}\p{N}]+", RegexOptions.CultureInvariant);

    [Fact]
    public void Pieces_are_those_of_the_published_patterns()
    {
        var random = new Random(11);
        for (int i = 0; i < 3_000; i++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(24)).Select(_ => Alphabet[random.Next(Alphabet.Length)]));
            Assert.Equal(s_gpt2.Matches(text).Select(m => m.Value), TextSplit.Gpt2(text));
            Assert.Equal(s_llama3.Matches(text).Select(m => m.Value), TextSplit.Llama3(text));
            Assert.Equal(s_clip.Matches(text).Select(m => m.Value), TextSplit.Clip(text));
        }
    }

    [Fact]
    public void Letters_and_digits_beyond_the_basic_plane_are_what_they_are()
    {
        Assert.Equal(["𝒜𝒷", " 𝟙𝟚", "👋", " x"], TextSplit.Gpt2("𝒜𝒷 𝟙𝟚👋 x"));
        Assert.Equal(["👋𝒜"], TextSplit.Llama3("👋𝒜")); // one character that is no letter in front of letters
        Assert.Equal(["𝟙𝟚𝟛", "𝟜"], TextSplit.Llama3("𝟙𝟚𝟛𝟜"));
        Assert.Equal(["𝟙", "𝟚"], TextSplit.Clip("𝟙𝟚"));
    }
}
