using System.Text;
using Neuron.Models;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Models;

public class TorchFileTests
{
    private static readonly double[] s_base = [.. Enumerable.Range(0, 24).Select(i => i / 8.0)];

    public static TheoryData<string> Samples => ["archive", "archive, protocol 4", "legacy", "legacy, protocol 5"];

    private static byte[] Bytes(string sample) => sample switch
    {
        "archive" => TorchSamples.Archive,
        "archive, protocol 4" => TorchSamples.ArchiveProtocol4,
        "legacy" => TorchSamples.Legacy,
        _ => TorchSamples.LegacyProtocol5,
    };

    private static IReadOnlyDictionary<string, Tensor> Read(byte[] bytes, string? part = null) => TorchFile.Read(new MemoryStream(bytes), "x.pt", part);

    private static InvalidDataException Refused(byte[] bytes, string? part = null) => Assert.Throws<InvalidDataException>(() => Read(bytes, part));

    [Theory, MemberData(nameof(Samples))]
    public void Every_type_and_view_is_read(string sample)
    {
        var whole = Read(Bytes(sample));
        Assert.Equal([2.0], whole["list.0"].To(DType.Float64).ToArray<double>().Distinct().Select(v => 2 * v)); // ones in a list
        var read = Read(Bytes(sample), "model");
        Assert.Equal(16, read.Count);
        Assert.Equal(17, whole.Count);
        Check("f32", DType.Float32, [4, 6], s_base);
        Check("transposed", DType.Float32, [6, 4], [.. from c in Enumerable.Range(0, 6) from r in Enumerable.Range(0, 4) select s_base[6 * r + c]]);
        Check("window", DType.Float32, [2, 3], [8 / 8.0, 9 / 8.0, 10 / 8.0, 14 / 8.0, 15 / 8.0, 16 / 8.0]);
        Check("expanded", DType.Float32, [3, 6], [.. Enumerable.Repeat(s_base[..6], 3).SelectMany(v => v)]);
        Check("parameter", DType.Float32, [2, 6], s_base[..12]);
        Check("f64", DType.Float64, [2], [0.1, -2.5]);
        Check("f16", DType.Float16, [3], [0.5, -1.25, 65504]);
        Check("bf16", DType.BFloat16, [3], [0.5, -1.25, 226 * Math.Pow(2, 120)]); // 3e38 to eight bits
        Check("i64", DType.Int64, [2], [1, -(double)(1L << 40)]);
        Check("i32", DType.Int32, [2, 1], [7, -7]);
        Check("i16", DType.Int32, [2], [-300, 300]);
        Check("i8", DType.Int32, [2], [-128, 127]);
        Check("u8", DType.UInt8, [2], [0, 255]);
        Check("bool", DType.Bool, [3], [1, 0, 1]);
        Check("scalar", DType.Float32, [], [2.5]);
        Check("empty", DType.Float32, [0, 3], []);

        void Check(string name, DType dtype, Shape shape, double[] values)
        {
            Assert.Equal((dtype, shape), (read[name].DType, read[name].Shape));
            Assert.Equal(values, read[name].To(DType.Float64).ToArray<double>());
            Assert.Equal(values, whole[$"model.{name}"].To(DType.Float64).ToArray<double>());
        }
    }

    // Σ x and Σ x·cos(i), i from 1, of each tensor as torch.load gives it (PyTorch 1.13)
    private static readonly Dictionary<string, (double Sum, double Weighted)> s_mnist = new()
    {
        ["conv1.weight"] = (-0.282617210876, 1.90876255963),
        ["conv1.bias"] = (-0.00962773151696, -0.238154165855),
        ["conv2.weight"] = (-8.68947540963, 0.968587646974),
        ["conv2.bias"] = (-0.0576850121142, -0.170279098157),
        ["conv3.weight"] = (-55.3261142782, -2.74459803927),
        ["conv3.bias"] = (0.316900555277, 0.254289739052),
        ["norm1.weight"] = (23.7840746045, -1.87452970015),
        ["norm1.bias"] = (0.924257455161, -0.311813485744),
        ["norm1.running_mean"] = (1.21123886024, 0.146084898274),
        ["norm1.running_var"] = (0.463356399935, 0.107517527583),
        ["norm1.num_batches_tracked"] = (3752, 2027.21425162),
        ["fc1.weight"] = (-510.434496282, 11.2740867756),
        ["fc1.bias"] = (-0.18353470508, -0.0552720737102),
        ["fc2.weight"] = (14.2151576004, 3.3981933672),
        ["fc2.bias"] = (0.43715109292, 0.30922430271),
        ["norm2.weight"] = (34.6805953979, -4.56832649769),
        ["norm2.bias"] = (-0.902627792209, 0.111424142504),
        ["norm2.running_mean"] = (59.7534208298, -3.94286313648),
        ["norm2.running_var"] = (708.124740601, -133.271471525),
        ["norm2.num_batches_tracked"] = (3752, 2027.21425162),
    };

    // the safetensors beside it holds the same network after more training: names, types and shapes agree, values do not
    [ReferenceFact("data/checkpoints")]
    public void A_real_checkpoint_is_what_PyTorch_reads()
    {
        var torch = TorchFile.Read(SharedFolder.Locate("data/checkpoints/burn-mnist.pt"));
        var safe = SafeTensors.Read(SharedFolder.Locate("data/checkpoints/burn-mnist.safetensors"));
        Assert.Equal(safe.Keys.Order(StringComparer.Ordinal), torch.Keys.Order(StringComparer.Ordinal));
        foreach (var (name, x) in torch)
        {
            Assert.Equal((name, safe[name].Shape, safe[name].DType), (name, x.Shape, x.DType));
            double[] values = x.To(DType.Float64).ToArray<double>();
            double scale = values.Sum(Math.Abs); // twelve digits are printed
            Assert.Equal(s_mnist[name].Sum, values.Sum(), 1e-11 * scale);
            Assert.Equal(s_mnist[name].Weighted, values.Select((v, i) => v * Math.Cos(i + 1)).Sum(), 1e-11 * scale);
        }
    }

    [Fact]
    public void Other_objects_are_refused_by_name_and_left_alone_beside_the_named_part()
    {
        Assert.Contains("an object of fractions.Fraction, which is neither a tensor nor a plain container", Refused(TorchSamples.Foreign).Message, StringComparison.Ordinal);
        Assert.Equal([1, 1], Read(TorchSamples.Foreign, "model")["w"].ToArray<float>());
        Assert.Contains("'' is an object of fractions.Fraction", Refused(TorchSamples.Foreign, "cfg").Message, StringComparison.Ordinal);
        Assert.Contains("no part 'weights'; there are 'model', 'cfg'", Refused(TorchSamples.Foreign, "weights").Message, StringComparison.Ordinal);
        Assert.Contains("an object of posix.system", Refused(TorchSamples.Evil).Message, StringComparison.Ordinal);
        Assert.Contains("an object of posix.system", Refused(TorchSamples.Evil, "e").Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, string> Bad => new()
    {
        { "", "0 bytes; expected a file written by torch.save" },
        { "hello world", "neither an archive nor the older format" },
        { "\u0080\u0002K\u0001.", "neither an archive nor the older format" },
        { "PK\u0003\u0004 and no more", "the archive is damaged" },
    };

    [Theory, MemberData(nameof(Bad))]
    public void Other_files_are_named(string text, string expected)
    {
        string message = Refused(Encoding.Latin1.GetBytes(text)).Message;
        Assert.StartsWith("x.pt: ", message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    public static TheoryData<string, string> BadPickles => new()
    {
        { "\u0080\u0006N.", "has protocol 6" },
        { "N", "ends before its STOP opcode" },
        { ".", "takes from an empty stack" },
        { "(t(", "ends before" },
        { "N0.", "takes from an empty stack" },
        { "h\u0007.", "recalls entry 7" },
        { "Nt.", "closes what was not opened" },
        { "X\u00ff\u00ff\u00ff\u007f.", "claims 2147483647 bytes where 1 are left" },
        { "ccopyreg\n_reconstructor\n.", "an object of copyreg._reconstructor" },
        { "ctorch\nFloatStorage\n)R.", "a call of torch.FloatStorage" },
        { "ccollections\nOrderedDict\nK\u0001\u0085R.", "arguments of OrderedDict" },
        { "K\u0001K\u0002a.", "appends to a Int64" },
        { "K\u0001}b.", "sets the state of a Int64" },
        { "(imodule\nname\n.", "opcode 0x69" },
    };

    [Theory, MemberData(nameof(BadPickles))]
    public void Damaged_pickles_are_refused(string text, string expected)
    {
        PickleReader reader = new(new MemoryStream(Encoding.Latin1.GetBytes(text)), "x.pt", new PickleGlobals("x.pt", keepForeign: false), _ => null);
        Assert.Contains(expected, Assert.Throws<InvalidDataException>(reader.Read).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Plain_values_of_every_protocol_are_read()
    {
        object? Value(string text) => new PickleReader(new MemoryStream(Encoding.Latin1.GetBytes(text)), "x", new PickleGlobals("x", keepForeign: false), _ => null).Read();
        Assert.Equal(-3L, Value("I-3\n."));
        Assert.Equal(true, Value("I01\n."));
        Assert.Equal(12L, Value("L12L\n."));
        Assert.Equal(-1L, Value("J\u00ff\u00ff\u00ff\u00ff."));
        Assert.Equal(-32768L, Value("\u008a\u0002\u0000\u0080."));
        Assert.Equal(0.5, Value("F0.5\n."));
        Assert.Equal(-2.0, Value("G\u00c0\0\0\0\0\0\0\0."));
        Assert.Equal("a b", Value("Va b\n."));
        Assert.Equal("é", Value("\u008c\u0002\u00c3\u00a9."));
        Assert.Equal([1L, null, false], Assert.IsType<object?[]>(Value("K\u0001N\u0089\u0087.")));
        Assert.Equal([1L, 1L], Assert.IsType<List<object?>>(Value("](K\u00012e.")));
        PickleDictionary dictionary = Assert.IsType<PickleDictionary>(Value("}q\u0000(U\u0001aK\u0001U\u0001aK\u0002u."));
        Assert.Equal([new("a", 2L)], dictionary.Entries);
    }

    [Fact]
    public void Views_beyond_their_storage_and_endless_containers_are_refused()
    {
        StoredElements elements = new("0", "F32", 4);
        string Error(object? root) => Assert.Throws<InvalidDataException>(() => TorchFile.Tensors(root, _ => Tensor.Zeros([4]), "x")).Message;
        Assert.Contains("reaches element 4 of 4 stored ones", Error(new StoredTensor(elements, 1, [2, 2], [2, 1])), StringComparison.Ordinal);
        Assert.Contains("offset -1", Error(new StoredTensor(elements, -1, [1], [1])), StringComparison.Ordinal);
        Assert.Contains("repeats 4 stored elements too often", Error(new StoredTensor(elements, 0, [1 << 20, 1 << 20], [0, 0])), StringComparison.Ordinal);
        Assert.Contains("2 sizes and 1 strides", Error(new StoredTensor(elements, 0, [1, 1], [1])), StringComparison.Ordinal);
        Assert.Contains("strides [9223372036854775807, 9223372036854775807]", Error(new StoredTensor(elements, 0, [3, 3], [long.MaxValue, long.MaxValue])), StringComparison.Ordinal);
        List<object?> loop = [];
        loop.Add(loop);
        Assert.Contains("nested deeper than 64", Error(loop), StringComparison.Ordinal);
        object? wide = 1L;
        for (int i = 0; i < 40; i++) wide = (object?[])[wide, wide];
        Assert.Contains("more than 1048576 entries", Error(wide), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Samples))]
    public void A_thousand_damaged_files_are_read_or_refused(string sample)
    {
        byte[] good = Bytes(sample);
        int refused = 0;
        for (int seed = 0; seed < 1_000; seed++)
        {
            byte[] bad = Mutations.Mutate(good, seed, 2048);
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                Read(bad, seed % 2 == 0 ? null : "model");
            }
            catch (InvalidDataException)
            {
                refused++;
            }
            catch (Exception e)
            {
                Assert.Fail($"seed {seed}: {e}");
            }
            Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 4_000_000, $"seed {seed}: allocated too much");
        }
        Assert.InRange(refused, 300, 1_000);
    }
}
