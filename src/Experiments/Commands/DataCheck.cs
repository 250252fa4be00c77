using Neuron.Experiments.BrainTreebank;
using Neuron.Experiments.Data;
using Neuron.Experiments.Guidance;
using Spectre.Console;

namespace Neuron.Experiments.Commands;

/// <summary>Reads the data sets of a folder as an experiment would, and says what it found.</summary>
internal static class DataCheck
{
    /// <summary>Prints one line a data set.</summary>
    /// <returns>0 if every data set that is there can be read and there is at least one; else 1.</returns>
    public static int Run(Terminal terminal, DataLocation data)
    {
        var table = Terminal.NewTable("Data set", "State", "Content");
        int sound = 0, broken = 0;
        foreach (DataSetInfo set in DataCatalog.All)
        {
            string state, content;
            try
            {
                content = Describe(set.Name, data);
                state = "ok";
                sound++;
            }
            catch (FileNotFoundException e)
            {
                (state, content) = ("absent", e.Message[(set.Name.Length + 2)..].Split(" in ")[0]);
            }
            catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
            {
                (state, content) = ("broken", e.Message);
                broken++;
            }
            table.AddRow(Markup.Escape(set.Name), state, Markup.Escape(content));
        }
        foreach (SessionReport session in data.Root is { } root && TreebankRelease.In(root) is { } release ? TreebankCheck.Run(release) : [])
        {
            table.AddRow(Markup.Escape($"braintreebank {session.Session}"), session.Usable ? "ok" : "broken", Markup.Escape(session.Text));
            if (session.Usable) sound++;
            else broken++;
        }
        terminal.Tables.Write(table);
        if (sound + broken == 0) terminal.Error.WriteLine($"neuron: no data set in {data.Root}. 'neuron data list' says which files go where.");
        return broken == 0 && sound > 0 ? NeuronCommand.Ok : NeuronCommand.Failed;
    }

    private static string Describe(string set, DataLocation data)
    {
        if (DataCatalog.BelongsToAnother(set, data)) throw new FileNotFoundException($"{set}: this is the folder of {Path.GetFileName(data.Root)}");
        if (DataCatalog.ImageSets.Contains(set))
        {
            var (train, test) = DataCatalog.LoadImages(set, data);
            return $"{train.Count} training and {test.Count} test images, {train.Channels}x{train.Height}x{train.Width}, {train.Classes.Count} classes";
        }
        if (set == "tokenizers") return $"{LanguageData.Gpt2(data).Count} sub-word units";
        string file = set is "tinyshakespeare" ? data.Require(set, "input.txt") : data.Require(set, "train.txt", "valid.txt");
        string text = TextCorpus.ReadText(file);
        return $"{Path.GetFileName(file)}: {text.Length} characters, {TextCorpus.WordLevel(set, text).Tokens.Length} words";
    }
}
