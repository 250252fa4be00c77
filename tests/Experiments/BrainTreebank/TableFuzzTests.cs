using System.Text;
using Neuron.Experiments.BrainTreebank;
using Neuron.Experiments.Data;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Experiments.BrainTreebank;

/// <summary>2,000 damaged copies of each of the release's tables end in a message or in a table.</summary>
public class TableFuzzTests
{
    [Fact]
    public void Damaged_tables_and_lists_are_refused_or_read()
    {
        Rng rng = new(1);
        SyntheticTranscript transcript = SyntheticTranscript.Draw(PlantedScheme.Contrasts, 40, rng);
        SyntheticClock clock = new(PlantedScheme.Contrasts, transcript.Words, 40, rng);
        byte[] timings = Encoding.UTF8.GetBytes(clock.ToCsv()), features = Encoding.UTF8.GetBytes(transcript.ToCsv());
        byte[] places = "Electrode,L,I,P,DesikanKilliany\nT1a1,60,70,80,ctx-lh-insula\nT1a2*,61,71,81,Unknown\n"u8.ToArray();
        MovieClock sound = Clock(timings);
        using TemporaryFile file = new(".csv");
        using TemporaryFile release = new();
        Directory.CreateDirectory(Path.Combine(release.Path, "electrode_labels", "sub_1"));
        string labels = Path.Combine(release.Path, "electrode_labels", "sub_1", "electrode_labels.json");
        Directory.CreateDirectory(Path.Combine(release.Path, "subject_metadata"));
        string metadata = Path.Combine(release.Path, "subject_metadata", "sub_1_trial000_metadata.json");
        int refused = 0;
        for (int seed = 0; seed < 2000; seed++)
        {
            Try(seed, () => Clock(Mutations.Mutate(timings, seed, 200)).EstimateRateHz());
            Try(seed, () => WordTable.From(DelimitedTable.Parse(Encoding.UTF8.GetString(Mutations.Mutate(features, seed, 900)), ',', "fuzz"), sound).Feature("rms"));
            Try(seed, () =>
            {
                File.WriteAllBytes(file.Path, Mutations.Mutate(places, seed, 40));
                _ = Localization.Read(file.Path);
            });
            Try(seed, () =>
            {
                File.WriteAllBytes(labels, Mutations.Mutate("[\"T1a1\", \"T1a2\", \"DC4\"]"u8, seed, 8));
                _ = new TreebankRelease(release.Path).Labels(new(1, 0));
            });
            Try(seed, () =>
            {
                File.WriteAllBytes(Path.Combine(release.Path, "corrupted_elec.json"), Mutations.Mutate("{\"sub_1\": [\"T1a1\", \"DC4\"], \"sub_2\": []}"u8, seed, 8));
                _ = new TreebankRelease(release.Path).Corrupted(new(1, 0));
            });
            Try(seed, () =>
            {
                File.WriteAllBytes(metadata, Mutations.Mutate("{\"title\": \"Film\", \"filename\": \"film\"}"u8, seed, 8));
                _ = new TreebankRelease(release.Path).Movie(new(1, 0));
            });
        }
        Assert.InRange(refused, 1000, 12000);

        void Try(int seed, Action read)
        {
            try
            {
                read();
            }
            catch (InvalidDataException)
            {
                refused++;
            }
            catch (Exception e)
            {
                Assert.Fail($"seed {seed}: {e}");
            }
        }
    }

    private static MovieClock Clock(byte[] bytes)
    {
        DelimitedTable table = DelimitedTable.Parse(Encoding.UTF8.GetString(bytes), ',', "fuzz");
        return new(table.Numbers("movie_time"), table.Numbers("index"));
    }
}
