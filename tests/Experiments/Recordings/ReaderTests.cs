using System.Text;
using Neuron.Experiments.Data;
using Neuron.Experiments.Recordings;
using Neuron.Files;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Experiments.Recordings;

/// <summary>The readers on the real files of shared/data, and on 2,000 damaged copies of each.</summary>
public class ReaderTests
{
    private const int Mutants = 2000;

    private static string Neuro(string name) => SharedFolder.Locate($"data/neuro/{name}");

    [ReferenceFact("data/neuro/eeg_test.edf")]
    public void Edf_file_has_the_described_content()
    {
        Recording edf = EdfReader.Read(SharedFolder.Locate("data/neuro/eeg_test.edf"));
        Assert.Equal(139, edf.Channels.Count); // 140 signals, the last being annotations
        Assert.All(edf.Channels, c => Assert.Equal((512.0, 6 * 512), (c.SampleRateHz, c.Samples.Length)));
        Assert.NotEmpty(edf.Events);
        Assert.All(edf.Events, e => Assert.InRange(e.OnsetSeconds, 0, 6));
    }

    [ReferenceFact("data/neuro/eeg_test.bdf")]
    public void Bdf_file_has_the_described_content()
    {
        Recording bdf = EdfReader.Read(SharedFolder.Locate("data/neuro/eeg_test.bdf"));
        Assert.Equal(73, bdf.Channels.Count);
        Assert.All(bdf.Channels, c => Assert.Equal((2048.0, 2048), (c.SampleRateHz, c.Samples.Length)));
        Assert.Equal("uV", bdf.Channels[0].Unit);
    }

    [Fact]
    public void Edf_and_bdf_scale_digital_to_physical_values()
    {
        foreach (bool bdf in (bool[])[false, true])
        {
            string head = (bdf ? "\u00ffBIOSEMI" : "0       ") + new string(' ', 228) + "2       1       " + "1   ";
            string signal = "A1".PadRight(16) + new string(' ', 80) + "uV      " + "-200    200     " + (bdf ? "-8388608838860" + "7 " : "-32768  32767   ") + new string(' ', 80) + "2       " + new string(' ', 32);
            byte[] samples = bdf ? [0, 0, 0x80, 0xff, 0xff, 0x7f, 0, 0, 0, 1, 0, 0] : [0, 0x80, 0xff, 0x7f, 0, 0, 1, 0];
            using MemoryStream stream = new([.. Encoding.Latin1.GetBytes(head + signal), .. samples]);
            RecordingChannel a1 = Assert.Single(EdfReader.Read(stream, "test").Channels);
            double step = 400.0 / (bdf ? 16777215 : 65535);
            Assert.Equal([-200f, 200f, (float)(step / 2), (float)(step * 1.5)], a1.Samples);
            Assert.Equal(2, a1.SampleRateHz);
        }
    }

    [Fact]
    public void A_decimal_comma_is_read_as_one_in_edf_and_refused_in_BrainVision()
    {
        string head = "0       " + new string(' ', 228) + "1       0,5     1   ";
        string signal = "A1".PadRight(16) + new string(' ', 80) + "uV      -3276,8 3276,7  -32768  32767   " + new string(' ', 80) + "2       " + new string(' ', 32);
        using MemoryStream stream = new([.. Encoding.Latin1.GetBytes(head + signal), 0, 0x80, 10, 0]);
        RecordingChannel a1 = Assert.Single(EdfReader.Read(stream, "test").Channels);
        Assert.Equal([-3276.8f, 1f], a1.Samples, (a, b) => Math.Abs(a - b) < 1e-3);
        Assert.Equal(4, a1.SampleRateHz);

        string header = "Brain Vision\n[Common Infos]\nDataFormat=BINARY\nDataOrientation=MULTIPLEXED\nNumberOfChannels=1\nSamplingInterval=1000,5\n[Binary Infos]\nBinaryFormat=INT_16\n[Channel Infos]\nCh1=A,,1,V\n";
        Assert.Contains("SamplingInterval = 1000,5; expected a number", Assert.Throws<InvalidDataException>(() => BrainVisionReader.Parse(header, [0, 0], null, "test")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("EDF+C", "+0", "+9", null)]
    [InlineData("EDF+D", "+0.25", "+1.25", null)]
    [InlineData("EDF+D", "+0", "+1.2", null)] // less than half a sample late
    [InlineData("EDF+D", "+0", "+9", "EDF+D with a gap: record 1 begins at 9 s, that before at 0 s, and a record lasts 1 s")]
    [InlineData("EDF+D", "", "", "EDF+D without the times of its records")]
    public void A_recording_with_gaps_is_refused(string kind, string first, string second, string? refusal)
    {
        string head = "0       " + new string(' ', 184) + kind.PadRight(44) + "2       1       2   ";
        string[] fields = // label, transducer, unit, physical and digital range, filter, samples, reserved: each of both signals
        [
            "A1".PadRight(16) + "EDF Annotations ", new string(' ', 160), "uV      " + new string(' ', 8), "-32768  -1      ", "32767   1       ", "-32768  -32768  ", "32767   32767   ",
            new string(' ', 160), "2       8       ", new string(' ', 64),
        ];
        static byte[] Record(byte sample, string onset) => [sample, 0, sample, 0, .. Encoding.Latin1.GetBytes(onset.Length > 0 ? $"{onset}\x14\x14" : "").Concat(new byte[16]).Take(16)];
        using MemoryStream stream = new([.. Encoding.Latin1.GetBytes(head + string.Concat(fields)), .. Record(1, first), .. Record(2, second)]);
        if (refusal is null) Assert.Equal([1f, 1, 2, 2], Assert.Single(EdfReader.Read(stream, "test").Channels).Samples);
        else Assert.Contains(refusal, Assert.Throws<NotSupportedException>(() => EdfReader.Read(stream, "test")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("EDF+C", "+0.5\x14\x14", 1)]
    [InlineData("EDF+D", "+0.5\x14\x14", 1)]
    [InlineData("EDF+C", "+0.5\x14\x14x\x14", 1)] // a text of the record's own time
    [InlineData("", "+0.5\x14x\x14", 1.5)] // no time of the record: an event like the other one
    public void Events_count_from_the_first_sample_in_edf(string kind, string first, double onset)
    {
        string head = "0       " + new string(' ', 184) + kind.PadRight(44) + "1       1       2   ";
        string[] fields =
        [
            "A1".PadRight(16) + "EDF Annotations ", new string(' ', 160), "uV      " + new string(' ', 8), "-32768  -1      ", "32767   1       ", "-32768  -32768  ", "32767   32767   ",
            new string(' ', 160), "2       12      ", new string(' ', 64),
        ];
        byte[] record = [1, 0, 2, 0, .. Encoding.Latin1.GetBytes($"{first}\0+1.5\x14go\x14\0").Concat(new byte[24]).Take(24)];
        using MemoryStream stream = new([.. Encoding.Latin1.GetBytes(head + string.Concat(fields)), .. record]);
        Assert.Equal(onset, Assert.Single(EdfReader.Read(stream, "test").Events, e => e.Text == "go").OnsetSeconds);
    }

    [ReferenceFact("data/neuro/test.vhdr")]
    public void BrainVision_file_has_the_described_content()
    {
        Recording eeg = BrainVisionReader.Read(SharedFolder.Locate("data/neuro/test.vhdr"));
        Assert.Equal(32, eeg.Channels.Count);
        Assert.All(eeg.Channels, c => Assert.Equal((1000.0, 7900), (c.SampleRateHz, c.Samples.Length)));
        Assert.Equal(["FP1", "FP2", "F3"], eeg.Channels.Take(3).Select(c => c.Name));
        Assert.Equal("µV", eeg.Channels[1].Unit); // left empty in the file
        byte[] raw = File.ReadAllBytes(SharedFolder.Locate("data/neuro/test.eeg"));
        Assert.Equal(BitConverter.ToInt16(raw, 2 * (32 * 7899 + 3)) * 0.5f, eeg.Channels[3].Samples[7899]);
        Assert.Equal(new RecordingEvent(0.486, 0, "Stimulus/S253"), eeg.Events[1]);
    }

    [ReferenceTheory("data/ud-english-ewt")]
    [InlineData("dev", 2001, 25147, 359, 4)]
    [InlineData("test", 2077, 25094, 354, 2)]
    public void Conllu_file_has_the_published_counts(string part, int sentences, int words, int multiword, int empty)
    {
        IReadOnlyList<ConlluSentence> read = ConlluReader.Read(SharedFolder.Locate($"data/ud-english-ewt/en_ewt-ud-{part}.conllu.gz"));
        Assert.Equal((sentences, words, multiword, empty), (read.Count, read.Sum(s => s.Words.Count), read.Sum(s => s.MultiwordTokens), read.Sum(s => s.EmptyNodes)));
        Assert.Equal(17, read.SelectMany(s => s.Words).Select(w => w.Upos).Distinct().Count(u => u != "_"));
    }

    [Fact]
    public void BrainVision_texts_have_their_commas_back_and_a_byte_order_mark_is_no_text()
    {
        string header = "Brain Vision\n[Common Infos]\nDataFormat=BINARY\nDataOrientation=MULTIPLEXED\nNumberOfChannels=1\nSamplingInterval=1000\n[Binary Infos]\nBinaryFormat=INT_16\n[Channel Infos]\nCh1=A\\1B,,1,V\n";
        Recording read = BrainVisionReader.Parse(header, [0, 0], "Brain Vision\n[Marker Infos]\nMk1=Stimulus,left\\1 right,1,0,0\n", "test");
        Assert.Equal("A,B", Assert.Single(read.Channels).Name);
        Assert.Equal("Stimulus/left, right", Assert.Single(read.Events).Text);
        Assert.Equal("w", Assert.Single(Assert.Single(ConlluReader.Parse("\ufeff1\tw\tw\tNOUN\t_\t_\t0\troot\t_\t_\n\n", "t")).Words).Form);
    }

    [Fact]
    public void Conllu_sentences_that_are_no_trees_are_named()
    {
        static string Line(int id, int head) => $"{id}\tw\tw\tNOUN\t_\t_\t{head}\tdep\t_\t_\n";
        Assert.Contains("line 4: the heads of word 1 run in a circle", Error(Line(1, 2) + Line(2, 1) + Line(3, 0) + "\n"), StringComparison.Ordinal);
        Assert.Contains("0 roots", Error(Line(1, 2) + Line(2, 1) + "\n"), StringComparison.Ordinal);
        Assert.Contains("hangs on 9", Error(Line(1, 9) + Line(2, 0)), StringComparison.Ordinal);
        Assert.Contains("line 1: 2 fields", Error("1\tx\n"), StringComparison.Ordinal);

        static string Error(string text) => Assert.Throws<InvalidDataException>(() => ConlluReader.Parse(text, "t")).Message;
    }

    [ReferenceFact("data/neuro")]
    public void Numpy_recordings_and_the_table_beside_them_have_the_described_content()
    {
        Tensor whole = Npy.Read(Neuro("m1_ecog_89s_1000hz.npy")), first = Npy.Read(Neuro("m1_ecog_10s_1000hz.npy")), band = Npy.Read(Neuro("m1_ecog_10s_1000hz_beta13-30.npy"));
        Assert.Equal((DType.Float64, 88889, 10000, 10000), (whole.DType, (int)whole.Size, (int)first.Size, (int)band.Size));
        Assert.Equal(whole.Slice(0, 0, 10000).ToArray<double>(), first.ToArray<double>());
        Assert.Equal(232, band.ToArray<double>().Count(double.IsNaN));
        Tensor volts = Npy.Read(Neuro("sample_ecog_ieeg.volts.npy"));
        Assert.Equal(DType.Float32, volts.DType);
        Assert.Equal([394, 113], volts.Shape);
        Assert.All(volts.ToArray<float>(), v => Assert.InRange(v, -0.1, 0.1));
        DelimitedTable contacts = DelimitedTable.Read(Neuro("sample_ecog_ieeg.channels.tsv"));
        Assert.Equal((320, 74), (contacts.Text("kind").Count(k => k == "902"), contacts.Text("kind").Count(k => k == "802")));
        foreach (string axis in (string[])["x_m", "y_m", "z_m"]) Assert.All(contacts.Numbers(axis), v => Assert.InRange(v, -0.12, 0.12));
    }

    [ReferenceFact("data/neuro/bids")]
    public void Every_table_of_the_bids_folders_is_read()
    {
        string[] tables = Directory.GetFiles(Neuro("bids"), "*.tsv", SearchOption.AllDirectories);
        Assert.Equal(22, tables.Length);
        foreach (string path in tables)
        {
            DelimitedTable table = DelimitedTable.Read(path);
            Assert.NotEmpty(table.Rows);
            if (!path.EndsWith("_events.tsv", StringComparison.Ordinal)) continue;
            double[] onsets = table.Numbers("onset");
            Assert.Equal(onsets.Order(), onsets);
            Assert.True(onsets.Length is 420 or 60 or 30, path);
        }
    }

    [ReferenceFact("data/neuro/braintreebank")]
    public void The_first_words_of_the_real_table_are_read()
    {
        DelimitedTable words = DelimitedTable.Read(Neuro("braintreebank/subject1_trial0_words_df.first60.csv"));
        Assert.Equal(60, words.Rows.Count);
        Assert.Equal((519389, 519662, 117.49), (words.Numbers("est_idx")[0], words.Numbers("est_end_idx")[0], words.Numbers("start")[0]));
        Assert.Equal("What'd", words.Text("full_word")[0]);
    }

    [ReferenceTheory("data/neuro/bids")]
    [InlineData("ieeg_visual/sub-01/ses-01/ieeg/sub-01_ses-01", 118)]
    [InlineData("ieeg_motorMiller2007/sub-bp/ses-01/ieeg/sub-bp_ses-01_space-ACPC", 47)]
    public void Bids_electrode_table_has_the_described_contacts(string stem, int contacts)
    {
        DelimitedTable table = DelimitedTable.Read(SharedFolder.Locate($"data/neuro/bids/{stem}_electrodes.tsv"));
        Assert.Equal(contacts, table.Rows.Count);
        foreach (string axis in (string[])["x", "y", "z"]) Assert.All(table.Numbers(axis).Where(v => !double.IsNaN(v)), v => Assert.InRange(v, -120, 120)); // millimetres; n/a where unknown
    }

    [ReferenceFact("data/neuro")]
    public void Damaged_edf_is_refused_or_read()
    {
        // a short file of the same kind: headers of three signals and two records
        byte[] edf = File.ReadAllBytes(SharedFolder.Locate("data/neuro/eeg_test.bdf"))[..(256 * 74 + 4096)];
        Fuzz(edf, 256 * 74, bytes => EdfReader.Read(new MemoryStream(bytes), "fuzz"));
    }

    [ReferenceFact("data/neuro/test.vhdr")]
    public void Damaged_BrainVision_header_is_refused_or_read()
    {
        byte[] header = File.ReadAllBytes(SharedFolder.Locate("data/neuro/test.vhdr")), data = new byte[2 * 32 * 10];
        string markers = File.ReadAllText(SharedFolder.Locate("data/neuro/test.vmrk"));
        Fuzz(header, 1500, bytes => BrainVisionReader.Parse(Encoding.UTF8.GetString(bytes), data, markers, "fuzz"));
        Fuzz(Encoding.UTF8.GetBytes(markers), 800, bytes => BrainVisionReader.Parse(Encoding.UTF8.GetString(header), data, Encoding.UTF8.GetString(bytes), "fuzz"));
    }

    [Fact]
    public void Damaged_conllu_is_refused_or_read()
    {
        byte[] text = Encoding.UTF8.GetBytes("# text = a b\n1-2\tab\t_\t_\t_\t_\t_\t_\t_\t_\n1\ta\ta\tDET\t_\t_\t2\tdet\t_\t_\n2\tb\tb\tNOUN\t_\tNumber=Sing\t0\troot\t_\t_\n\n1\tc\tc\tVERB\t_\t_\t0\troot\t_\t_\n\n");
        Fuzz(text, 200, bytes => ConlluReader.Parse(Encoding.UTF8.GetString(bytes), "fuzz"));
    }

    private static void Fuzz(byte[] original, int headBytes, Action<byte[]> read)
    {
        int refused = 0;
        for (int seed = 0; seed < Mutants; seed++)
        {
            byte[] damaged = Mutations.Mutate(original, seed, headBytes);
            try
            {
                read(damaged);
            }
            catch (Exception e) when (e is InvalidDataException or NotSupportedException)
            {
                refused++;
            }
            catch (Exception e)
            {
                Assert.Fail($"seed {seed}: {e}");
            }
        }
        Assert.InRange(refused, 1, Mutants);
    }
}
