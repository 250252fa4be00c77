using System.CommandLine;
using System.Globalization;
using Neuron.Experiments.BrainTreebank;
using Neuron.Experiments.Data;
using Spectre.Console;

namespace Neuron.Experiments.Commands;

/// <summary><c>neuron data</c>: data sets and their generators.</summary>
internal static class DataCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal) => new("data", "Lists, makes and checks data sets.")
    {
        CreateList(terminal),
        new Command("make", "Makes a data set.") { CreateGlyphs(terminal), CreateTreebank(terminal) },
        CreateCheck(terminal),
    };

    private static Command CreateList(Terminal terminal)
    {
        var command = new Command("list", "Says what each data set is, where to get it and which files go where.");
        command.SetAction(_ =>
        {
            var table = Terminal.NewTable("Data set", "What", "Files", "Where to get it");
            foreach (DataSetInfo set in (DataSetInfo[])[.. DataCatalog.All, DataCatalog.Recordings])
                table.AddRow(Markup.Escape(set.Name), Markup.Escape(set.What), Markup.Escape(string.Join("\n", set.Files)), Markup.Escape(set.Source));
            terminal.Tables.Write(table);
            terminal.Output.WriteLine("Put the files, packed (.gz) or not, into DIR or DIR/<data set>, and give DIR by --data or NEURON_DATA.");
            return NeuronCommand.Ok;
        });
        return command;
    }

    private static Command CreateGlyphs(Terminal terminal)
    {
        var output = new Option<string>("--out") { Description = "Folder for the four files.", Required = true, HelpName = "dir" };
        Option<int> Number(string name, string description, int value) => new(name) { Description = description, DefaultValueFactory = _ => value, HelpName = "n" };
        var train = Number("--train", "Training images.", 6000);
        var test = Number("--test", "Test images.", 1000);
        var side = Number("--side", "Pixels of an edge, 8 to 256.", 28);
        var clutter = Number("--clutter", "Stray strokes an image.", 4);
        var seed = Number("--seed", "Seed.", 0);
        var command = new Command("glyphs", "Draws labelled images of ten glyphs among clutter, in MNIST's format.") { output, train, test, side, clutter, seed };
        command.SetAction(parsed =>
        {
            int Value(Option<int> option, int least, int most) => parsed.GetRequiredValue(option) is var v && v >= least && v <= most ? v
                : throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"{option.Name} {v}: expected {least} to {most}."));
            string folder = Path.GetFullPath(parsed.GetRequiredValue(output));
            Glyphs.WriteFiles(folder, Value(train, 1, 1_000_000), Value(test, 1, 1_000_000), Value(side, 8, 256), Value(clutter, 0, 100), (ulong)Value(seed, 0, int.MaxValue));
            terminal.Output.WriteLine($"{parsed.GetRequiredValue(train)} training and {parsed.GetRequiredValue(test)} test images in {folder}");
            return NeuronCommand.Ok;
        });
        return command;
    }

    private static Command CreateTreebank(Terminal terminal)
    {
        var output = new Option<string>("--out") { Description = "Folder for the release.", Required = true, HelpName = "dir" };
        var subjects = new Option<int>("--subjects") { Description = "Subjects, 1 to 20; the first has two trials.", DefaultValueFactory = _ => 3, HelpName = "n" };
        var minutes = new Option<double>("--minutes") { Description = "Minutes of film a trial, 1 to 240.", DefaultValueFactory = _ => 20, HelpName = "n" };
        var seed = new Option<int>("--seed") { Description = "Seed.", DefaultValueFactory = _ => 0, HelpName = "n" };
        var scheme = new Option<PlantedScheme>("--scheme") { Description = "What responds: areas by position, or contrasts of fixed size dealt out to the contacts.", DefaultValueFactory = _ => PlantedScheme.Areas, HelpName = "areas|contrasts" };
        var snr = new Option<double>("--snr") { Description = "Strength of the areas' responses, 0 to 10.", DefaultValueFactory = _ => AreaResponses.DefaultSnr, HelpName = "x" };
        var command = new Command("braintreebank", "Writes synthetic recordings in the Brain Treebank's layout, with planted responses (ground_truth.json).") { output, subjects, minutes, seed, scheme, snr };
        command.SetAction(parsed =>
        {
            (int count, double length, int number) = (parsed.GetRequiredValue(subjects), parsed.GetRequiredValue(minutes), parsed.GetRequiredValue(seed));
            if (count is < 1 or > 20 || !(length is >= 1 and <= 240) || number < 0)
                throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"--subjects {count} --minutes {length} --seed {number}: expected 1 to 20 subjects, 1 to 240 minutes and a seed of 0 or more."));
            double strength = parsed.GetRequiredValue(snr);
            if (!(strength is >= 0 and <= 10)) throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"--snr {strength}: expected 0 to 10."));
            string folder = Path.GetFullPath(parsed.GetRequiredValue(output));
            Directory.CreateDirectory(folder);
            new SyntheticRelease(folder, count, length, (ulong)number, parsed.GetRequiredValue(scheme), strength).Write(terminal.Error.WriteLine);
            terminal.Output.WriteLine($"{count + 1} sessions in {folder}");
            return NeuronCommand.Ok;
        });
        return command;
    }

    private static Command CreateCheck(Terminal terminal)
    {
        var folder = new Argument<string>("DIR") { Description = "Folder with data sets." };
        var command = new Command("check", "Reads every data set found in a folder and says what is in it.") { folder };
        command.SetAction(parsed => DataCheck.Run(terminal, DataLocation.From(parsed.GetRequiredValue(folder))));
        return command;
    }
}
