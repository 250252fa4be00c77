using System.CommandLine;

namespace Neuron.Experiments.Commands;

/// <summary><c>neuron demo</c>: guidance on drawn images and on copy-paste, in about a minute and without a download.</summary>
internal static class DemoCommand
{
    private static readonly string[] s_experiments = ["guidance/fcn-resnet", "guidance/rnn-copy-paste"];

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var seed = new Option<int>("--seed") { Description = "Seed of weights, data order and noise.", HelpName = "n", DefaultValueFactory = _ => 0 };
        var device = RunCommand.DeviceOption();
        var command = new Command("demo", "Runs two guidance experiments at smoke size, on drawn images and generated sequences.") { device, seed };
        command.SetAction(parsed =>
        {
            foreach (string name in s_experiments)
            {
                terminal.Output.WriteLine($"{name}: {Registry.Find(name).Reproduces}");
                int code = RunCommand.Run(terminal, new(name, Preset.Smoke, parsed.GetRequiredValue(device), parsed.GetRequiredValue(seed), [], new DataLocation(null)));
                if (code != NeuronCommand.Ok) return code;
                terminal.Output.WriteLine();
            }
            terminal.Output.WriteLine("These sizes show that everything runs; 'neuron run NAME --preset small' is sized to show the effects. 'neuron list' lists the experiments.");
            return NeuronCommand.Ok;
        });
        return command;
    }
}
