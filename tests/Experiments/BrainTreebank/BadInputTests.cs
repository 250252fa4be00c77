using Neuron.Experiments;
using Neuron.Experiments.BrainBert;
using Neuron.Experiments.BrainTreebank;
using Neuron.Experiments.Hdf5;
using Neuron.Experiments.Signal;
using Neuron.Tests.Experiments.BrainBert;
using Neuron.Tests.Experiments.Hdf5;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Experiments.BrainTreebank;

/// <summary>A small release, sound at first; each test damages it in one way and expects that named, the rest still read.</summary>
public sealed class BadInputTests : IDisposable
{
    private const int Samples = 40 * 2048, Electrodes = 5;
    private static readonly TreebankSession s_session = new(1, 0);
    private static readonly string[] s_labels = ["A1", "A2", "A3", "A4", "A5"];

    private readonly TemporaryFile _folder = new();

    public BadInputTests()
    {
        Text("""["A1", "A2", "A3", "A4", "A5"]""", "electrode_labels", "sub_1", "electrode_labels.json");
        Text("""{"sub_1": []}""", "corrupted_elec.json");
        Text("""{"title": "Film", "filename": "film"}""", "subject_metadata", "sub_1_trial000_metadata.json");
        Text("Electrode,L,I,P,DesikanKilliany\n" + string.Concat(s_labels.Select((l, i) => $"{l},{60 + i},70,80,Unknown\n")), "localization", "sub_1", "depth-wm.csv");
        Text("type,movie_time,index\n" + string.Concat(Enumerable.Range(0, 31).Select(i => $"trigger,{i},{4096 + 2048 * i}\n")), "subject_timings", "sub_1_trial000_timings.csv");
        Text(",text,start,end,is_onset\n0,one,1,1.5,1\n1,two,2,2.5,0\n", "transcripts", "film", "features.csv");
        if (Hdf5File.WhyUnavailable is null) Write((_, x) => x);
    }

    public void Dispose() => _folder.Dispose();

    private string Path(params ReadOnlySpan<string> parts) => System.IO.Path.Combine([_folder.Path, .. parts]);

    private string Recording => Path("sub_1_trial000.h5");

    private void Text(string content, params ReadOnlySpan<string> parts)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path(parts))!);
        File.WriteAllText(Path(parts), content);
    }

    // null leaves the dataset out
    private void Write(Func<int, float[], float[]?> change)
    {
        using Hdf5File file = Hdf5File.Create(Recording);
        file.CreateGroup("data");
        for (int i = 0; i < Electrodes; i++)
            if (change(i, new Rng((ulong)i).Normal([Samples]).ToArray<float>()) is { } x)
                file.WriteDataset<float>($"data/electrode_{i}", [x.Length], x, new Hdf5Storage { Chunk = [Math.Min(4096, x.Length)], GzipLevel = 1 });
    }

    private SessionReport Check() => Assert.Single(TreebankCheck.Run(new TreebankRelease(_folder.Path)));

    private void Reported(bool usable, params ReadOnlySpan<string> expected)
    {
        SessionReport report = Check();
        Assert.True(report.Usable == usable, report.Text);
        foreach (string text in expected) Assert.Contains(text, report.Text, StringComparison.Ordinal);
    }

    [Hdf5Fact]
    public void A_sound_release_has_nothing_to_report() =>
        Assert.Equal("0.7 min, 5 electrodes, 5 clean (5 sound), 3 Laplacian, 2 words (0 incomplete, 0 unaligned)", Check().Text);

    [Hdf5Fact]
    public void A_missing_a_short_a_constant_and_a_broken_electrode_are_left_out_and_named()
    {
        Write((i, x) => i switch
        {
            0 => null,
            1 => x[..1000],
            2 => [.. Enumerable.Repeat(3f, Samples)],
            3 => [.. x.Select((v, n) => n is >= 5000 and < 6000 ? float.NaN : v)],
            _ => x,
        });
        Reported(true, "5 electrodes, 5 clean (1 sound)", "left out: electrode_0 (A1): its dataset is missing", "left out: electrode_1 (A2): it has shape [1000], the others [81920]",
            "left out: electrode_2 (A3): all 81920 samples are 3", "left out: electrode_3 (A4): 1000 of 81920 samples are no finite numbers, between 5000 and 5999");
        TreebankRelease release = new(_folder.Path);
        ElectrodeSelection electrodes = release.Electrodes(s_session);
        using TreebankRecording recording = new(release.Recording(s_session), electrodes.Labels);
        Assert.Equal(["A3", "A4", "A5"], recording.Usable(electrodes.Clean).Select(e => e.Name));
        Assert.Equal(["A5"], recording.Screen(electrodes.Clean).Select(e => e.Name));
        // never zeros in its place
        Assert.Contains("electrode_0 (A1): its dataset is missing", Assert.Throws<InvalidDataException>(() => recording.Read([electrodes.Clean[0]], 0, 10)).Message, StringComparison.Ordinal);
        Assert.Equal(new Rng(4).Normal([Samples]).ToArray<float>()[..10], recording.Read([electrodes.Clean[4]], 0, 10));
    }

    [Hdf5Fact]
    public void A_channel_whose_neighbour_is_damaged_is_left_out_and_named_and_the_rest_is_read()
    {
        Write((i, x) => i switch
        {
            0 => null,
            4 => [.. x.Select((v, n) => n is >= 5000 and < 6000 ? float.NaN : v)],
            _ => x,
        });
        TreebankRelease release = new(_folder.Path);
        List<string> said = [];
        using (ChannelReader reader = new(release, s_session, ChannelReference.Laplacian, LabelRule.Neuroprobe, said.Add))
        {
            Assert.Equal(["A3", "A4"], reader.Channels.Select(c => c.Electrode.Name));
            Assert.Equal(["A3"], reader.Screen(reader.Channels).Select(c => c.Electrode.Name));
            Assert.Equal(Samples, reader.Read(reader.Channels[0])!.Length);
            Assert.Null(reader.Read(reader.Channels[1]));
        }
        string missing = "electrode_0 (A1): its dataset is missing", broken = "electrode_4 (A5): 1000 of 81920 samples are no finite numbers, between 5000 and 5999";
        Assert.Equal([$"sub_1_trial000 A2 is left out: {missing}", $"sub_1_trial000 A4 is left out: {broken}"], said);
        said.Clear();
        using (ChannelReader reader = new(release, s_session, ChannelReference.None, LabelRule.Neuroprobe, said.Add))
            Assert.Equal(["A2", "A3", "A4"], reader.Screen(reader.Channels).Select(c => c.Electrode.Name));
        Assert.Equal([$"sub_1_trial000 A1 is left out: {missing}", $"sub_1_trial000 A5 is left out: {broken}"], said);
    }

    [Hdf5Fact]
    public void Damaged_chunks_leave_their_electrode_out()
    {
        byte[] bytes = File.ReadAllBytes(Recording);
        // the first compressed chunks follow each other: overwrite the middle of the file, which only data reach
        bytes.AsSpan(bytes.Length / 2, 3000).Fill(0x55);
        File.WriteAllBytes(Recording, bytes);
        SessionReport report = Check();
        Assert.True(report.Usable, report.Text);
        Assert.Contains("5 clean (4 sound)", report.Text, StringComparison.Ordinal);
        Assert.Contains("left out: electrode_2 (A3)", report.Text, StringComparison.Ordinal);
        Assert.Contains("cannot be read", report.Text, StringComparison.Ordinal);
    }

    [Hdf5Fact]
    public void Truncated_and_foreign_recordings_are_named()
    {
        byte[] bytes = File.ReadAllBytes(Recording);
        File.WriteAllBytes(Recording, bytes[..(bytes.Length / 3)]);
        Reported(false, Recording, "not an HDF5 file, or damaged");
        File.WriteAllText(Recording, "PK\u0003\u0004");
        Reported(false, Recording, "not an HDF5 file, or damaged");
        using (Hdf5File file = Hdf5File.Create(Recording)) file.CreateGroup("other");
        Reported(false, Recording, "group data could not be opened");
    }

    [Hdf5Fact]
    public void Labels_beyond_the_datasets_are_named()
    {
        Text("""["A1", "A2", "A3", "A4", "A5", "A6", "A7"]""", "electrode_labels", "sub_1", "electrode_labels.json");
        Reported(false, "7 labels, but no dataset electrode_5 (A6), electrode_6 (A7)");
        Text("""["A1", "A2", "A3"]""", "electrode_labels", "sub_1", "electrode_labels.json");
        Reported(true, "3 electrodes, 3 clean (3 sound)"); // datasets without a label are ignored, as in sub_1
        Text("""{"A1": 0}""", "electrode_labels", "sub_1", "electrode_labels.json");
        Reported(false, "electrode_labels.json: expected a list of labels");
    }

    [Hdf5Fact]
    public void Triggers_out_of_order_or_outside_the_recording_are_named()
    {
        string timings = Path("subject_timings", "sub_1_trial000_timings.csv"), sound = File.ReadAllText(timings);
        File.WriteAllText(timings, sound.Replace("trigger,10,24576\n", "trigger,10,99\n", StringComparison.Ordinal));
        Reported(false, "timings.csv, row 11: index 99 after 22528; the triggers are out of order");
        File.WriteAllText(timings, sound.Replace("trigger,10,", "trigger,2,", StringComparison.Ordinal));
        Reported(true, "timings.csv, row 11: movie time 2 s after 9 s");
        File.WriteAllText(timings, sound + "end,45,96256\n");
        Reported(true, "the last trigger, at sample 96256, lies behind the recording's end at 81920");
        File.WriteAllText(timings, sound.Replace("movie_time", "time", StringComparison.Ordinal));
        Reported(false, "timings.csv: no column 'movie_time'");
        File.WriteAllText(timings, "type,movie_time,index\n" + string.Concat(Enumerable.Range(0, 31).Select(i => $"trigger,{i},{2048 + 1024 * i}\n")));
        Reported(true, "the file runs at 1024.00 Hz, not 2048: windows given in seconds last 2.00 times as long");
    }

    [Hdf5Fact]
    public void Words_after_the_last_trigger_and_outside_the_recording_are_counted_and_tables_without_columns_named()
    {
        string header = ",text,start,end,is_onset\n";
        Text(header + "0,one,1,1.5,1\n1,late,30.5,31,0\n2,later,35,36,0\n", "transcripts", "film", "features.csv");
        Reported(true, "1 words (0 incomplete, 2 unaligned)");
        Text(header + "0,one,1,1.5,1\n1,two,29.5,39.5,0\n", "transcripts", "film", "features.csv");
        Reported(true, "1 words lie outside the recording, the first in row 2 ('two', sample 64512 of 81920)");
        Text(",text,start,is_onset\n0,one,1,1\n", "transcripts", "film", "features.csv");
        Reported(false, "features.csv: no column 'end'");
        Text(header + "0,one,x,1.5,1\n", "transcripts", "film", "features.csv");
        Reported(false, "features.csv", "'x'");
        Text(header + "0,one,1,1.5,1\n1,two,x,2.5,0\n2,three,4,3.5,0\n3,four,5,5.5,1\n", "transcripts", "film", "features.csv");
        Reported(true, "2 words (0 incomplete, 0 unaligned)", "features.csv: 2 rows left out, the first: row 2: 'x' to '2.5' are no two times");
        Text("Electrode,L,I\nA1,1,2\n", "localization", "sub_1", "depth-wm.csv");
        Text(header + "0,one,1,1.5,1\n", "transcripts", "film", "features.csv");
        Reported(false, "depth-wm.csv: no column");
        File.Delete(Path("subject_metadata", "sub_1_trial000_metadata.json"));
        Reported(false, "sub_1_trial000_metadata.json: missing from the release");
    }

    [Hdf5Fact]
    public void Pretraining_needs_no_sound_words_and_places()
    {
        Text("nonsense", "localization", "sub_1", "depth-wm.csv");
        File.Delete(Path("transcripts", "film", "features.csv"));
        Text("type\n", "subject_timings", "sub_1_trial000_timings.csv");
        Reported(false, "timings.csv: no column");
        using TemporaryFolder folder = new();
        BrainBertRunTests.Notes notes = new();
        using RunContext run = new(new(folder.Root), new("brainbert/pretrain", Preset.Smoke, 0, "cpu", []), new(_folder.Path), notes, default);
        using ImageStore images = Pretrain.OpenImages(Pretrain.At(Preset.Smoke), run, new(_folder.Path), (_, _) => { });
        Assert.Equal(4 * 20, images.Count); // 40 s in windows of 2 s
        string said = Assert.Single(notes.Said);
        Assert.Contains("5 electrodes, 5 clean (5 sound), 3 Laplacian; not needed here, and wrong: ", said, StringComparison.Ordinal);
        Assert.Contains("depth-wm.csv: no column 'Electrode'", said, StringComparison.Ordinal);
    }

    [Hdf5Theory, InlineData("brain-bert", 5), InlineData("neuroprobe", 4)]
    public void Contacts_are_those_of_the_configured_rule(string labels, int contacts)
    {
        Assert.Equal(LabelRule.BrainBert, Pretrain.At(Preset.Paper).Labels);
        Text("""["A1", "*A2", "A3", "A4", "A5"]""", "electrode_labels", "sub_1", "electrode_labels.json");
        Text("""{"sub_1": ["*A2"]}""", "corrupted_elec.json");
        using TemporaryFolder folder = new();
        using RunContext run = new(new(folder.Root), new("brainbert/pretrain", Preset.Smoke, 0, "cpu", []), new(_folder.Path), new BrainBertRunTests.Notes(), default);
        using ImageStore images = Pretrain.OpenImages(ConfigJson.Apply(Pretrain.At(Preset.Smoke), [new("labels", labels), new("pretrainElectrodes", "0")]), run, new(_folder.Path), (_, _) => { });
        Assert.Equal(contacts, images.Channels.Count);
    }

    [Hdf5Fact]
    public void An_electrode_with_a_damaged_header_is_left_out_and_named()
    {
        // the symbol table of group data: after 8 bytes of its own, 40 a dataset, name and header's address first
        byte[] bytes = File.ReadAllBytes(Recording);
        int table = bytes.AsSpan().IndexOf((byte[])[.. "SNOD"u8, 1, 0, Electrodes]);
        long header = BitConverter.ToInt64(bytes, table + 8 + 2 * 40 + 8);
        bytes.AsSpan((int)header, 16).Fill(0xEE);
        File.WriteAllBytes(Recording, bytes);
        Reported(true, "5 clean (4 sound)", "left out: electrode_2 (A3): ", "dataset data/electrode_2 could not be opened");
        using Hdf5File file = Hdf5File.Open(Recording);
        Assert.Equal(["electrode_2"], file.List("data").Where(e => e.Kind == Hdf5EntryKind.Unreadable).Select(e => e.Name));
        Assert.Contains("data/electrode_2 could not be opened", Assert.Throws<Hdf5Exception>(file.ListDatasets).Message, StringComparison.Ordinal);
    }

    [Hdf5Fact]
    public void Streamed_power_equals_that_of_the_whole_and_holds_two_blocks()
    {
        TreebankRelease release = new(_folder.Path);
        ElectrodeSelection electrodes = release.Electrodes(s_session);
        using TreebankRecording recording = new(release.Recording(s_session), electrodes.Labels);
        float[] power = StreamedPower.HighGammaBins(recording, electrodes.Clean, bin: 205, binsPerBlock: 7);
        int bins = Samples / 205;
        Assert.Equal(Electrodes * bins, power.Length);
        for (int e = 0; e < Electrodes; e++)
        {
            double[] x = [.. recording.Read([electrodes.Clean[e]], 0, Samples).Select(v => (double)v)];
            double[] y = HighGamma.Filter(2048).Filter(FilterDesign.NotchCascade(2048, 30, 60, 120, 180, 240, 300, 360).Filter(x));
            double[] expected = [.. Enumerable.Range(0, bins).Select(b => y.AsSpan(b * 205, 205).ToArray().Average(v => v * v))];
            Closeness.Check($"electrode {e}", expected, [.. power.AsSpan(e * bins, bins).ToArray().Select(v => (double)v)], 1e-5, 1e-9); // float32 samples
        }
        // blocks are read ahead one by one, and none is kept
        List<WeakReference> blocks = [];
        foreach ((_, float[] x) in recording.Stream(electrodes.Clean, 4096))
        {
            blocks.Add(new(x));
            if (blocks.Count % 5 != 0) continue;
            GC.Collect();
            Assert.InRange(blocks.Count(b => b.IsAlive), 1, 2);
        }
        Assert.Equal(20, blocks.Count);
    }
}
