using Neuron.Autograd;
using Neuron.Kernels.Cpu;
using Neuron.Kernels.Cpu.Recurrent;
using Neuron.Primitives;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Autograd;

public class RecurrentTests
{
    private static readonly string[] s_directions = ["", "_reverse"];

    // the projected LSTM is the module's business: its state's width is not the cell's
    [ReferenceTheory]
    [ReferenceCases("rnn", "rnn_*", "gru_*", "lstm_1*", "lstm_2*", "lstm_b*", "lstm_pa*", "lstm_z*", "lstm_n*", "lstm_l*T40*")]
    public void Layers_match_reference(string name) => TensorReference.Check("rnn", name, r =>
    {
        bool batchFirst = r.Case.Args.TryGetProperty("batch_first", out var first) && first.GetBoolean();
        var x = batchFirst ? r["x"].Transpose(0, 1) : r["x"];
        var lengths = r.Find("lengths");
        List<Tensor> hn = [], cn = [];
        for (int layer = 0; r.Find($"param.weight_ih_l{layer}") is not null; layer++)
        {
            var outputs = new List<Tensor>();
            foreach (string direction in s_directions)
            {
                string suffix = $"_l{layer}{direction}";
                if (r.Find($"param.weight_ih{suffix}") is not { } wi) continue;
                Tensor wh = r[$"param.weight_hh{suffix}"];
                Tensor? bi = r.Find($"param.bias_ih{suffix}"), bh = r.Find($"param.bias_hh{suffix}");
                Tensor? h0 = r.Find("h0")?.Select(0, hn.Count), c0 = r.Find("c0")?.Select(0, hn.Count);
                bool reverse = direction.Length > 0;
                if (name.StartsWith("lstm", StringComparison.Ordinal))
                {
                    var (y, h, c) = Tensor.Lstm(x, h0, c0, wi, wh, bi, bh, lengths, reverse);
                    outputs.Add(y);
                    hn.Add(h);
                    cn.Add(c);
                    continue;
                }
                var (output, state) = name.StartsWith("gru", StringComparison.Ordinal) ? Tensor.Gru(x, h0, wi, wh, bi, bh, lengths, reverse)
                    : Tensor.Rnn(x, h0, wi, wh, bi, bh, name == "rnn_relu", lengths, reverse);
                outputs.Add(output);
                hn.Add(state);
            }
            x = outputs.Count == 1 ? outputs[0] : Tensor.Concat(outputs.ToArray(), 2);
        }
        Dictionary<string, Tensor> results = new() { ["y"] = batchFirst ? x.Transpose(0, 1) : x, ["hn"] = Tensor.Stack(hn.ToArray()) };
        if (cn.Count > 0) results["cn"] = Tensor.Stack(cn.ToArray());
        return results;
    });

    [ReferenceTheory]
    [ReferenceCases("rnn", "*cell")]
    public void Cells_match_reference(string name) => TensorReference.Check("rnn", name, r =>
    {
        Tensor x = r["x"].Unsqueeze(0), wi = r["param.weight_ih"], wh = r["param.weight_hh"], bi = r["param.bias_ih"], bh = r["param.bias_hh"];
        if (name == "lstmcell")
        {
            var (_, h, c) = Tensor.Lstm(x, r["h"], r["c"], wi, wh, bi, bh);
            return new() { ["h"] = h, ["c"] = c };
        }
        return new() { ["h"] = (name == "grucell" ? Tensor.Gru(x, r["h"], wi, wh, bi, bh) : Tensor.Rnn(x, r["h"], wi, wh, bi, bh)).H };
    });

    // units around the vector width of float32 and the panels' widths, batches around the tiles of four rows
    public static TheoryData<string, int, int, bool> Sizes
    {
        get
        {
            var data = new TheoryData<string, int, int, bool>();
            foreach (var kind in Enum.GetNames<RecurrentKind>())
                foreach (var (batch, units) in new[] { (1, 1), (4, 15), (5, 16), (3, 17), (9, 70) }) data.Add(kind, batch, units, batch % 2 == 1);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Float32_agrees_with_the_composition_in_float64(string name, int batch, int units, bool reverse)
    {
        var op = new Recurrence(Enum.Parse<RecurrentKind>(name), reverse, HasBias: true, HasLengths: false);
        var rng = new Rng(6);
        const int steps = 5;
        int width = op.Gates * units;
        Shape[] shapes = op.HasCell ? [[steps, batch, width], [width, units], [batch, units], [batch, units], [width]] : [[steps, batch, width], [width, units], [batch, units], [width]];
        Tensor[] x = [.. shapes.Select((s, i) => rng.Normal(s, deviation: i == 1 ? 1 / Math.Sqrt(units) : 1).WithGrad())];
        Tensor[] wide = [.. x.Select(t => t.To(DType.Float64).Detach().WithGrad())];
        Tensor[] expected = op.Compose(wide), actual = Dispatcher.RunMany(op, x)[..expected.Length];
        for (int i = 0; i < expected.Length; i++) Near($"output {i}", expected[i], actual[i], 1e-5, 2e-6);
        var dys = actual.Select(y => rng.Normal(y.Shape)).ToArray();
        var found = Sum(actual.Zip(dys, (y, dy) => y * dy)).GradOf(x);
        var wanted = Sum(expected.Zip(dys, (y, dy) => y * dy.To(DType.Float64))).GradOf(wide);
        for (int i = 0; i < x.Length; i++) Near($"gradient {i}", wanted[i], found[i], 2e-5, 1e-5);
    }

    [Fact]
    public void Layer_gives_the_same_bits_for_any_thread_count()
    {
        int before = WorkerPool.Threads;
        try
        {
            var results = new List<float[]>();
            foreach (int threads in new[] { 1, 2, 3 })
            {
                WorkerPool.Threads = threads;
                var rng = new Rng(4);
                Tensor x = rng.Normal([12, 13, 40]).WithGrad(), wi = rng.Normal([4 * 48, 40], deviation: 0.1).WithGrad(), wh = rng.Normal([4 * 48, 48], deviation: 0.1).WithGrad(), b = rng.Normal([4 * 48]).WithGrad();
                var y = Tensor.Lstm(x, null, null, wi, wh, b, b).Y;
                results.Add([.. y.ToArray<float>(), .. y.Square().Sum().GradOf([x, wi, wh, b]).SelectMany(t => t.ToArray<float>())]);
            }
            Assert.Equal(results[0], results[1]);
            Assert.Equal(results[0], results[2]);
        }
        finally
        {
            WorkerPool.Threads = before;
        }
    }

    [Fact]
    public void Wrong_shapes_and_lengths_are_named()
    {
        Tensor x = Tensor.Zeros([3, 2, 4]), wi = Tensor.Zeros([8, 4]), wh = Tensor.Zeros([8, 2]);
        Assert.Contains("h0", Assert.Throws<ShapeException>(() => Tensor.Lstm(x, Tensor.Zeros([2, 3]), null, wi, wh)).Message);
        Assert.Contains("lstm: lengths[1] = 4; expected 0 to 3.", Assert.Throws<ArgumentOutOfRangeException>(() => Tensor.Lstm(x, null, null, wi, wh, lengths: Tensor.From([3L, 4L])).Y.ToArray<float>()).Message);
        Assert.Throws<ShapeException>(() => Tensor.Gru(x, null, wi, wh));
        Assert.Throws<ShapeException>(() => Tensor.Rnn(x.Select(0, 0), null, wi, wh));
    }

    private static Tensor Sum(IEnumerable<Tensor> terms) => terms.Select(t => t.Sum()).Aggregate((a, b) => a + b);

    private static void Near(string what, Tensor expected, Tensor actual, double rtol, double atol) =>
        Closeness.Check(what, actual.Shape.ToArray(), expected.ToArray<double>(), actual.To(DType.Float64).ToArray<double>(), rtol, atol);
}
