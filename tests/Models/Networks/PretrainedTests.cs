using System.IO.Compression;
using System.Reflection;
using System.Text.Json;
using Neuron.Autograd;
using Neuron.Models;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Models;

public class PretrainedTests
{
    private static JsonElement Expected(string file) => JsonDocument.Parse(File.ReadAllBytes(SharedFolder.Locate($"reference/{file}.json"))).RootElement;

    private static int[] Ids(JsonElement list) => [.. list.EnumerateArray().Select(v => v.GetInt32())];

    [ReferenceTheory("data/checkpoints/stories260K.bin"), ReferenceCases("pretrained", "stories260K")]
    public void Stories_are_continued_as_published(string name)
    {
        using var _ = NoGrad.Enter();
        var c = ReferenceFile.Open("pretrained")[name];
        var llama = LlamaFile.Read(SharedFolder.Locate("data/checkpoints/stories260K.bin"));
        llama.Eval();

        var ids = ModuleReference.Load(c, "in.ids", DType.Float32).Unsqueeze(0);
        var (logits, taps) = Taps.Collect(llama, ids, TapSet.Blocks);
        c.Check("out.logits", logits.ToArray<float>().AsSpan());
        c.Check("out.hidden", Tensor.Stack([.. taps.Select(t => t.Value.Select(1, -1).Squeeze(0))]).ToArray<float>().AsSpan());

        long[] greedy = c.Int64("out.greedy_ids");
        var text = Tensor.From(greedy, [1, greedy.Length]);
        var all = llama.Forward(text.Slice(1, 0, 200));
        Assert.Equal(greedy[1..], all.ArgMax().ToArray<long>()); // each greedy token is the best one after those before it
        c.Compare("out.mean_nll", [all.Slice(1, 0, 199).Squeeze(0).CrossEntropy(text.Slice(1, 1, 200).Squeeze(0)).Item()], c.Rtol, c.Atol);

        var tokens = new List<long> { ScoreTokenizer.Begin };
        while (tokens.Count < 40) tokens.Add(llama.Forward(Tensor.From(tokens.ToArray(), [1, tokens.Count])).Select(1, -1).ArgMax().Item<long>());
        Assert.Equal(greedy[..40], tokens);
        var tokenizer = ScoreTokenizer.Read(SharedFolder.Locate("data/checkpoints/tok512.bin"));
        var expected = Expected("pretrained").GetProperty("stories260K");
        Assert.Equal(expected.GetProperty("greedy_text").GetString(), tokenizer.Decode(Ids(expected.GetProperty("greedy_ids"))));
    }

    [ReferenceFact("data/checkpoints/tok512.bin")]
    public void Tokens_of_texts_follow_the_reference()
    {
        var tokenizer = ScoreTokenizer.Read(SharedFolder.Locate("data/checkpoints/tok512.bin"));
        var cases = Expected("tokenizers").GetProperty("tok512").EnumerateArray().ToArray();
        Assert.NotEmpty(cases);
        foreach (var c in cases)
        {
            string text = c.GetProperty("text").GetString()!;
            Assert.True(Ids(c.GetProperty("ids")).SequenceEqual(tokenizer.Encode(text)), $"\"{text}\": [{string.Join(", ", tokenizer.Encode(text))}]");
            if (text.Length > 0) Assert.Equal($" {text}", tokenizer.Decode(tokenizer.Encode(text)));
        }
    }

    [ReferenceTheory("data/checkpoints/burn-mnist.safetensors"), ReferenceCases("pretrained", "burn_mnist")]
    public void Digits_are_classified_as_published(string name)
    {
        using var _ = NoGrad.Enter();
        var c = ReferenceFile.Open("pretrained")[name];
        var net = new MnistNetwork();
        net.LoadStateDictionary(SafeTensors.Read(SharedFolder.Locate("data/checkpoints/burn-mnist.safetensors")));
        net.Eval();
        byte[] images = Unpack("t10k-images-idx3-ubyte.gz")[16..], labels = Unpack("t10k-labels-idx1-ubyte.gz")[8..];
        int right = 0;
        double loss = 0;
        for (int from = 0; from < 10_000; from += 500)
        {
            var x = (Tensor.From(images.AsSpan(from * 784, 500 * 784).ToArray(), [500, 1, 28, 28]).To(DType.Float32) / 255 - 0.1307) / 0.3081;
            var y = net.Forward(x);
            if (from == 0) c.Check("out.logp", y.Slice(0, 0, 64).ToArray<float>().AsSpan());
            long[] best = y.ArgMax().ToArray<long>();
            for (int i = 0; i < 500; i++)
            {
                Assert.Equal(c["out.pred"].Data.Span[from + i], best[i]);
                if (best[i] == labels[from + i]) right++;
            }
            var truth = Tensor.From(labels.AsSpan(from, 500).ToArray()).To(DType.Int64);
            loss -= y.Gather(1, truth.Unsqueeze(1)).Sum().Item();
        }
        var expected = Expected("pretrained").GetProperty("burn_mnist");
        Assert.Equal(expected.GetProperty("correct_of_10000").GetInt32(), right);
        Assert.Equal(expected.GetProperty("mean_nll").GetDouble(), loss / 10_000, 1e-5);
    }

    [ReferenceFact]
    public void Every_case_is_named() => ReferenceFile.Open("pretrained").AssertEveryCaseIsNamed(Assembly.GetExecutingAssembly());

    [ReferenceFact("data/checkpoints/stories260K.bin")]
    public void Damaged_files_are_read_or_refused()
    {
        byte[] llama = File.ReadAllBytes(SharedFolder.Locate("data/checkpoints/stories260K.bin")), tokens = File.ReadAllBytes(SharedFolder.Locate("data/checkpoints/tok512.bin"));
        for (int seed = 0; seed < 2_000; seed++)
        {
            // of a network only the header can be wrong, so edits go there and to the end
            byte[] head = Mutations.Mutate(llama.AsSpan(0, 64), seed, headBytes: 28), whole = [.. head, .. llama[Math.Min(64, llama.Length)..]];
            Refused(() => LlamaFile.Read(new MemoryStream(seed % 50 == 0 ? whole : head), "damaged"), seed);
            Refused(() => ScoreTokenizer.Read(Mutations.Mutate(tokens, seed), "damaged"), seed);
        }

        static void Refused(Action read, int seed)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                read();
            }
            catch (Exception e) when (e is InvalidDataException or NotSupportedException)
            {
                Assert.NotEqual("", e.Message);
            }
            catch (Exception e)
            {
                Assert.Fail($"seed {seed}: {e}");
            }
            Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 20_000_000, $"seed {seed}: allocated too much");
        }
    }

    private static byte[] Unpack(string name)
    {
        using var file = new GZipStream(File.OpenRead(SharedFolder.Locate($"data/mnist/{name}")), CompressionMode.Decompress);
        using var memory = new MemoryStream();
        file.CopyTo(memory);
        return memory.ToArray();
    }

    /// <summary>The network that the checkpoint is of.</summary>
    private sealed class MnistNetwork : Layer
    {
        private readonly Conv2d _conv1, _conv2, _conv3;
        private readonly BatchNorm _norm1, _norm2;
        private readonly Linear _fc1, _fc2;

        public MnistNetwork()
        {
            _conv1 = AddChild("conv1", new Conv2d(1, 8, 3));
            _conv2 = AddChild("conv2", new Conv2d(8, 16, 3));
            _conv3 = AddChild("conv3", new Conv2d(16, 24, 3));
            _norm1 = AddChild("norm1", new BatchNorm(24));
            _fc1 = AddChild("fc1", new Linear(24 * 22 * 22, 32));
            _fc2 = AddChild("fc2", new Linear(32, 10));
            _norm2 = AddChild("norm2", new BatchNorm(10));
        }

        protected override Tensor Compute(Tensor input)
        {
            var x = _conv3.Forward(_conv2.Forward(_conv1.Forward(input).Relu()).Relu()).Relu();
            return _norm2.Forward(_fc2.Forward(_fc1.Forward(_norm1.Forward(x).Flatten(1)).Relu())).LogSoftmax();
        }
    }
}
