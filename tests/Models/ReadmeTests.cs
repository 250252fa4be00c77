using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Neuron.Autograd;
using Neuron.Models;

namespace Neuron.Tests.Models;

/// <summary>The README's example is the code below, and prints what the README says.</summary>
public partial class ReadmeTests
{
    [Fact]
    public void Example_is_this_code_and_prints_what_it_says()
    {
        string here = ThisFile();
        string readme = File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "README.md"));
        var match = Example().Match(readme);
        Assert.True(match.Success, "README.md has no C# block followed by its output.");
        string source = Squeezed(File.ReadAllText(here));
        foreach (string line in match.Groups[1].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            Assert.Contains(Squeezed(line), source, StringComparison.Ordinal);

        var output = new StringWriter();
        Run(output);
        Assert.Equal(match.Groups[2].Value.Trim(), output.ToString().Trim());
    }

    private static void Run(TextWriter Console)
    {
        var rng = new Rng(0);
        var x = rng.Normal([256, 3]);
        var y = x.MatMul(Tensor.From([2f, -1f, 0.5f])) + 4.25; // to be found again
        var model = new Linear(3, 1, rng: rng);
        var optimizer = new Adam(model.Parameters(), learningRate: 0.1);
        for (int step = 0; step < 300; step++)
        {
            optimizer.ZeroGrad();
            (model.Forward(x).Squeeze(-1) - y).Square().Mean().Backward();
            optimizer.Step();
        }
        Console.WriteLine(model.Weight.Value);
        Console.WriteLine(model.Bias!.Value);
    }

    private static string Squeezed(string text) => Space().Replace(text, "");

    private static string ThisFile([CallerFilePath] string path = "") => path;

    [GeneratedRegex("```csharp\n(.*?)```\n```\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
