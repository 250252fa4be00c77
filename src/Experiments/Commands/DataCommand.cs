using System.CommandLine;

namespace Neuron.Experiments.Commands;

/// <summary><c>neuron data</c>: data sets and their generators.</summary>
internal static class DataCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal) => new("data", "Lists, makes and checks data sets.");
}
