using Neuron.Autograd;
using Neuron.Models;

namespace Neuron.Tests.Models;

public class ModuleTests
{
    private sealed class Pair : Layer
    {
        public Pair(Rng rng)
        {
            First = AddChild("first", new Linear(3, 4, rng: rng));
            Rest = AddChildren("rest", [new Linear(4, 4, rng: rng), new Linear(4, 2, bias: false, rng: rng)]);
            Scale = AddBuffer("scale", [1], Init.Ones);
        }

        public Linear First { get; }
        public ModuleList<Linear> Rest { get; }
        public Parameter Scale { get; }

        protected override Tensor Compute(Tensor input) => Rest[1].Forward(Rest[0].Forward(First.Forward(input).Relu())) * Scale.Value;

        public void AddAgain(Module m) => AddChild("again", m);
    }

    [Fact]
    public void State_dictionary_has_dotted_names_in_order()
    {
        var model = new Pair(new Rng(1));
        Assert.Equal(["scale", "first.weight", "first.bias", "rest.0.weight", "rest.0.bias", "rest.1.weight"], model.StateDictionary().Keys);
        Assert.Equal((3 * 4) + 4 + (4 * 4) + 4 + (4 * 2), model.ParameterCount);
        Assert.Equal("rest.1", model.Rest[1].Path);
    }

    [Fact]
    public void Values_depend_on_the_seed_and_not_on_the_order_of_reading()
    {
        Pair a = new(new Rng(1)), b = new(new Rng(1)), c = new(new Rng(2));
        b.Initialize();
        float[] last = a.Rest[1].Weight.Value.ToArray<float>();
        Assert.Equal(b.Rest[1].Weight.Value.ToArray<float>(), last);
        Assert.NotEqual(c.Rest[1].Weight.Value.ToArray<float>(), last);
        Assert.NotEqual(a.Rest[0].Weight.Value.ToArray<float>()[..8], last);
    }

    [Fact]
    public void Values_drawn_anew_are_written_into_the_tensor_that_others_hold()
    {
        var layer = new Linear(3, 4, rng: new Rng(1));
        var held = layer.Weight.Value;
        float[] drawn = held.ToArray<float>();
        layer.Weight.Assign(Tensor.Ones(held.Shape));
        layer.Weight.Reset();
        Assert.Same(held, layer.Weight.Value);
        Assert.Equal(drawn, held.ToArray<float>());
        layer.Bias!.Reset(); // never read before
        Assert.True(layer.Bias.Value.RequiresGrad);
    }

    [Fact]
    public void An_embedding_whose_padding_no_byte_names_takes_bytes()
    {
        var layer = new Embedding(300, 2, paddingIndex: 299, rng: new Rng(1));
        Assert.Equal(layer.Weight.Value[7].ToArray<float>(), layer.Forward(Tensor.From(new byte[] { 7 })).ToArray<float>());
    }

    [Fact]
    public void An_attention_gives_its_dtype_also_with_a_mask_of_another_and_weights()
    {
        var layer = new MultiHeadAttention(4, 2, rng: new Rng(1));
        Tensor x = new Rng(2).Normal([1, 3, 4]), mask = new Rng(3).Normal([3, 3], dtype: DType.Float64);
        var y = layer.Forward(new AttentionInput(x, Mask: mask, NeedsWeights: true));
        Assert.Equal((DType.Float32, DType.Float32), (y.Y.DType, y.Weights!.DType));
        Assert.Equal(layer.Forward(new AttentionInput(x, Mask: mask)).Y.ToArray<float>(), y.Y.ToArray<float>(), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void Threads_that_read_a_value_first_get_one_tensor()
    {
        for (ulong round = 0; round < 20; round++)
        {
            var layer = new Linear(40, 40, rng: new Rng(round));
            using var start = new Barrier(4);
            var seen = new Tensor[4];
            Thread[] threads = [.. Enumerable.Range(0, 4).Select(i => new Thread(() =>
            {
                start.SignalAndWait();
                seen[i] = layer.Weight.Value;
            }))];
            foreach (var thread in threads) thread.Start();
            foreach (var thread in threads) thread.Join();
            Assert.All(seen, t => Assert.Same(layer.Weight.Value, t));
        }
    }

    [Fact]
    public void A_network_too_large_for_memory_is_counted_without_it()
    {
        var wide = new Sequential(new Linear(150_528, 1_000_000), new Linear(1_000_000, 1_000_000));
        Assert.Equal((150_528L * 1_000_000) + 1_000_000 + (1_000_000L * 1_000_000) + 1_000_000, wide.ParameterCount);
        Assert.DoesNotContain(wide.Parameters(), p => p.IsInitialized);
    }

    [Fact]
    public void Loading_copies_all_or_nothing_and_names_what_does_not_fit()
    {
        Pair a = new(new Rng(1)), b = new(new Rng(2));
        var state = a.StateDictionary().ToDictionary();
        b.LoadStateDictionary(state);
        Assert.Equal(a.First.Weight.Value.ToArray<float>(), b.First.Weight.Value.ToArray<float>());

        state.Remove("first.bias");
        state["first.bais"] = Tensor.Zeros([4]);
        state["rest.1.weight"] = Tensor.Zeros([2, 5]);
        var c = new Pair(new Rng(3));
        float[] before = c.First.Weight.Value.ToArray<float>();
        var error = Assert.Throws<InvalidDataException>(() => c.LoadStateDictionary(state, source: "w.safetensors"));
        Assert.Equal(
            "w.safetensors does not fit Pair: 'rest.1.weight': expected shape [2, 4], found [2, 5]; 'first.bias' [4] is missing (is it 'first.bais'?); 'first.bais' [4] has no place (is it 'first.bias'?).",
            error.Message);
        Assert.Equal(before, c.First.Weight.Value.ToArray<float>());

        state["rest.1.weight"] = Tensor.Zeros([2, 4]);
        var (missing, unexpected) = c.LoadStateDictionary(state, strict: false);
        Assert.Equal(["first.bias"], missing);
        Assert.Equal(["first.bais"], unexpected);
    }

    [Fact]
    public void An_error_inside_begins_with_the_path()
    {
        var model = new Sequential(new Linear(3, 4), new Linear(5, 2));
        var error = Assert.Throws<ShapeException>(() => model.Forward(Tensor.Zeros([7, 3])));
        Assert.Equal("1: linear: expected [.., 5], found [7, 4]", error.Message);
        Assert.Equal("Linear: linear: expected [.., 5], found [2]", Assert.Throws<ShapeException>(() => new Linear(5, 2).Forward(Tensor.Zeros([2]))).Message);
        Assert.Equal("", CallPath.Current);
    }

    [Fact]
    public void A_module_has_one_place_and_names_are_unique()
    {
        var model = new Pair(new Rng(1));
        Assert.Contains("'first' of Pair already", Assert.Throws<ArgumentException>(() => model.AddAgain(model.First)).Message, StringComparison.Ordinal);
        Assert.Contains("hold itself", Assert.Throws<ArgumentException>(() => model.AddAgain(model)).Message, StringComparison.Ordinal);
        Assert.Contains("Did you mean 'first'?", Assert.Throws<ArgumentException>(() => model.Find("frist")).Message, StringComparison.Ordinal);
        Assert.Same(model.Rest[0], model.Find("rest.0"));
    }

    [Fact]
    public void Text_shows_the_tree()
    {
        Assert.Equal(
            "Sequential()  26 parameters\n  0: Linear(3 → 4)  16 parameters\n  1: Linear(4 → 2)  10 parameters",
            new Sequential(new Linear(3, 4), new Linear(4, 2)).ToString());
    }

    [Fact]
    public void Conversion_keeps_values_and_gradients_flow()
    {
        var model = new Linear(3, 2, rng: new Rng(5));
        float[] before = model.Weight.Value.ToArray<float>();
        model.To(DType.Float64);
        Assert.Equal(Array.ConvertAll(before, x => (double)x), model.Weight.Value.ToArray<double>());
        model.Forward(Tensor.Ones([4, 3], DType.Float64)).Sum().Backward();
        Assert.Equal([4.0, 4, 4, 4, 4, 4], model.Weight.Grad!.ToArray<double>());
        model.ZeroGrad();
        Assert.Null(model.Weight.Grad);
        model.RequireGrad(false);
        Assert.False(model.Forward(Tensor.Ones([4, 3], DType.Float64)).RequiresGrad);
    }

    [Fact]
    public void Training_mode_reaches_all_modules()
    {
        var model = new Pair(new Rng(1));
        model.Eval();
        Assert.All(model.Modules(), m => Assert.False(m.IsTraining));
        model.Train();
        Assert.All(model.Modules(), m => Assert.True(m.IsTraining));
    }
}
