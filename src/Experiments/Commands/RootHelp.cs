using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Neuron.Experiments.Commands;

/// <summary>The first page of help: what there is and what it is for; a command's own page is the library's.</summary>
internal sealed class RootHelp(HelpAction perCommand) : SynchronousCommandLineAction
{
    private const string Page = """
        Tensors, autograd and GPU kernels in C#, and the experiments built on them.
          neuron demo                      guidance on glyph images and copy-paste, about a minute
          neuron run NAME [--preset smoke|small|paper] [--device auto] [--seed 0] [--set key=value ...]
                          [--data DIR] [--out DIR] [--resume]
          neuron list [PAPER]              experiments, the table or figure each reproduces, time on this machine
          neuron report [PAPER]            published and measured numbers side by side, from finished runs
          neuron devices                   devices, memory, measured peak GFLOP/s and GB/s
          neuron check [PRIMITIVE]         gradient checks, one line each
          neuron data list|make|check      data sets: where to get them, generators, whether the files are sound
          neuron kernel list|show|check|bench|table|pack   the GPU kernels: source, assembly, correctness, speed
        Environment: NEURON_DEVICE, NEURON_DATA, NEURON_THREADS, NO_COLOR, NEURON_DEBUG=1 (where an error came from)
        Exit codes: 0 ok, 1 failed, 2 wrong usage. 'neuron COMMAND --help' says more.
        """;

    /// <inheritdoc/>
    public override bool ClearsParseErrors => perCommand.ClearsParseErrors;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        if (parseResult.CommandResult.Command is not RootCommand) return perCommand.Invoke(parseResult);
        parseResult.InvocationConfiguration.Output.WriteLine(Page);
        return NeuronCommand.Ok;
    }
}
