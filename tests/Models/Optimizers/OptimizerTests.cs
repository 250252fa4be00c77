using Neuron.Autograd;
using Neuron.Models;

namespace Neuron.Tests.Models;

public class OptimizerTests
{
    public static TheoryData<string> Names => ["Sgd", "Adam", "AdamW", "RmsProp", "Adagrad", "Adadelta", "Adamax", "NAdam", "RAdam", "Lamb", "Adafactor"];

    private static Optimizer Make(string name, Module m) => name switch
    {
        "Sgd" => new Sgd(m.Parameters(), 0.1, momentum: 0.9),
        "Adam" => new Adam(m.Parameters()) { AmsGrad = true },
        "AdamW" => new AdamW(m.Parameters()),
        "RmsProp" => new RmsProp(m.Parameters()) { Momentum = 0.9, Centered = true },
        "Adagrad" => new Adagrad(m.Parameters()),
        "Adadelta" => new Adadelta(m.Parameters()),
        "Adamax" => new Adamax(m.Parameters()),
        "NAdam" => new NAdam(m.Parameters()),
        "RAdam" => new RAdam(m.Parameters()),
        "Lamb" => new Lamb(m.Parameters()),
        _ => new Adafactor(m.Parameters()),
    };

    private static void Steps(Optimizer optimizer, Holder m, int from, int to)
    {
        for (int t = from; t < to; t++)
        {
            m.W.Grad = new Rng((ulong)t).Normal(m.W.Shape);
            m.B.Grad = new Rng((ulong)t + 100).Normal(m.B.Shape);
            optimizer.Step();
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void A_resumed_optimizer_goes_on_to_the_same_bits(string name)
    {
        Holder whole = new([3, 5], [4]), first = new([3, 5], [4]), second = new([3, 5], [4]);
        Steps(Make(name, whole), whole, 0, 9);
        var before = Make(name, first);
        Steps(before, first, 0, 4);
        second.LoadStateDictionary(first.StateDictionary());
        var after = Make(name, second);
        after.LoadStateDictionary(before.StateDictionary());
        Steps(after, second, 4, 9);
        Assert.Equal(whole.W.Value.ToArray<float>(), second.W.Value.ToArray<float>());
        Assert.Equal(whole.B.Value.ToArray<float>(), second.B.Value.ToArray<float>());
    }

    [Theory, MemberData(nameof(Names))]
    public void A_state_from_before_the_first_step_takes_an_optimizer_back_to_its_start(string name)
    {
        Holder fresh = new([3, 5], [4]), used = new([3, 5], [4]);
        var optimizer = Make(name, used);
        var start = optimizer.StateDictionary();
        Steps(optimizer, used, 20, 25);
        optimizer.LoadStateDictionary(start);
        used.LoadStateDictionary(fresh.StateDictionary());
        Steps(optimizer, used, 0, 3);
        Steps(Make(name, fresh), fresh, 0, 3);
        Assert.Equal(fresh.W.Value.ToArray<float>(), used.W.Value.ToArray<float>());
    }

    [Theory, MemberData(nameof(Names))]
    public void A_state_without_one_of_its_tensors_is_refused(string name)
    {
        Holder used = new([3, 5], [4]), other = new([3, 5], [4]);
        var optimizer = Make(name, used);
        Steps(optimizer, used, 0, 2);
        var state = optimizer.StateDictionary();
        string[] tensors = [.. state.Keys.Where(k => k.StartsWith("state.", StringComparison.Ordinal) && !k.EndsWith(".step", StringComparison.Ordinal))];
        Assert.NotEmpty(tensors);
        foreach (string key in tensors)
        {
            var part = state.Where(p => p.Key != key).ToDictionary();
            Assert.Contains($"'{key}' is missing", Assert.Throws<InvalidDataException>(() => Make(name, other).LoadStateDictionary(part)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_state_of_steps_without_momentum_has_no_tensor_of_it()
    {
        Holder used = new([2], [2]), other = new([2], [2]);
        var plain = new Sgd(used.Parameters(), 0.1);
        Steps(plain, used, 0, 2);
        var optimizer = new Sgd(other.Parameters(), 0.1, momentum: 0.9);
        optimizer.LoadStateDictionary(plain.StateDictionary());
        Assert.Equal(0, optimizer.Momentum);
    }

    [Fact]
    public void Momentum_that_comes_later_starts_with_the_direction_itself()
    {
        var m = new Holder([2], [2]);
        var optimizer = new Sgd([m.W], 1) { Dampening = 0.5 };
        optimizer.Step(_ => Tensor.Ones([2]));
        optimizer.Momentum = 0.9;
        float[] before = m.W.Value.ToArray<float>();
        optimizer.Step(_ => Tensor.Ones([2]));
        Assert.Equal([before[0] - 1, before[1] - 1], m.W.Value.ToArray<float>());
    }

    [Fact]
    public void Adafactor_stands_still_where_a_schedule_sets_its_rate_to_zero()
    {
        var m = new Holder([2, 3], [2]);
        var optimizer = new Adafactor([m.W], learningRate: 0.1);
        Schedules.Ramp(10).Apply(optimizer, 0);
        float[] before = m.W.Value.ToArray<float>();
        optimizer.Step(_ => Tensor.Ones([2, 3]));
        Assert.Equal(before, m.W.Value.ToArray<float>());
    }

    [Fact]
    public void An_optimizer_of_two_modules_with_equal_names_is_saved_and_resumed()
    {
        Holder[] Pair() => [new([3, 5], [4]), new([3, 5], [4])];
        Adam Of(Holder[] pair) => new(pair.SelectMany(m => m.Parameters()));
        void Take(Adam optimizer, Holder[] pair, int from, int to)
        {
            for (int t = from; t < to; t++)
            {
                for (int i = 0; i < 2; i++) pair[i].W.Grad = new Rng((ulong)(10 * t + i)).Normal([3, 5]);
                optimizer.Step();
            }
        }

        Holder[] whole = Pair(), resumed = Pair();
        Take(Of(whole), whole, 0, 5);
        Adam first = Of(resumed), second = Of(resumed);
        Take(first, resumed, 0, 2);
        var state = first.StateDictionary();
        Assert.Contains("state.w.step", state.Keys);
        Assert.Contains("state.w#1.exp_avg", state.Keys);
        second.LoadStateDictionary(state);
        Take(second, resumed, 2, 5);
        for (int i = 0; i < 2; i++) Assert.Equal(whole[i].W.Value.ToArray<float>(), resumed[i].W.Value.ToArray<float>());
    }

    [Fact]
    public void State_of_another_optimizer_is_refused_and_nothing_changes()
    {
        Holder a = new([3, 5], [4]), b = new([3, 5], [4]);
        Optimizer adam = new Adam(a.Parameters()), sgd = new Sgd(b.Parameters(), 0.1);
        Steps(adam, a, 0, 2);
        Steps(sgd, b, 0, 1);
        var error = Assert.Throws<InvalidDataException>(() => sgd.LoadStateDictionary(adam.StateDictionary(), "run.safetensors"));
        Assert.Contains("run.safetensors: 'state.w.exp_avg' has no place", error.Message, StringComparison.Ordinal);
        Assert.Equal(0.1, sgd.Groups[0].LearningRate);
        var wrong = adam.StateDictionary().ToDictionary();
        wrong["state.w.exp_avg"] = Tensor.Zeros([5, 3]);
        Assert.Contains("'state.w.exp_avg': expected float32 [3, 5], found float32 [5, 3]", Assert.Throws<InvalidDataException>(() => adam.LoadStateDictionary(wrong)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_late_step_of_NAdam_takes_no_longer_than_an_early_one()
    {
        const int Late = 500_000;
        var m = new Holder([2], [2]);
        var optimizer = new NAdam([m.W]);
        Steps(optimizer, m, 0, 1);
        var state = optimizer.StateDictionary().ToDictionary();
        state["state.w.step"] = Tensor.From([(long)Late], []);
        optimizer.LoadStateDictionary(state);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        Steps(optimizer, m, 0, 1); // multiplies half a million factors
        var once = clock.Elapsed;
        var quickest = TimeSpan.MaxValue; // a step may be interrupted, not each of them
        for (int t = 1; t < 20; t++)
        {
            clock.Restart();
            Steps(optimizer, m, t, t + 1);
            if (clock.Elapsed < quickest) quickest = clock.Elapsed;
        }
        Assert.True(quickest < once / 4, $"a step took {quickest}, one that multiplies {Late} factors {once}");
    }

    [Fact]
    public void Groups_have_rates_of_their_own_and_schedules_scale_each()
    {
        var m = new Holder([2], [2]);
        var optimizer = new Sgd([new ParameterGroup([m.W], learningRate: 1), new ParameterGroup([m.B])], 0.5);
        Schedules.Exponential(0.5).Apply(optimizer, 2);
        Assert.Equal([0.25, 0.125], optimizer.Groups.Select(g => g.LearningRate));
        float[] w = m.W.Value.ToArray<float>(), b = m.B.Value.ToArray<float>();
        optimizer.Step(_ => Tensor.Ones([2])); // a direction that is no gradient
        Assert.Equal([w[0] - 0.25f, w[1] - 0.25f], m.W.Value.ToArray<float>());
        Assert.Equal([b[0] - 0.125f, b[1] - 0.125f], m.B.Value.ToArray<float>());
    }

    [Fact]
    public void Bad_use_is_named()
    {
        var m = new Holder([2], [2]);
        Assert.Contains("w is in two places", Assert.Throws<ArgumentException>(() => new Sgd([m.W, m.W], 0.1)).Message, StringComparison.Ordinal);
        Assert.Contains("no parameters", Assert.Throws<ArgumentException>(() => new Sgd(Array.Empty<Parameter>(), 0.1)).Message, StringComparison.Ordinal);
        var optimizer = new Sgd(m.Parameters(), 0.1);
        Assert.Equal("Sgd: direction of w: expected [2], found [3]", Assert.Throws<ShapeException>(() => optimizer.Step(_ => Tensor.Ones([3]))).Message);
        Assert.Throws<NotSupportedException>(() => Schedules.OneCycle(1, 10).Apply(new Adagrad(m.Parameters()), 0));
    }

    [Fact]
    public void Adafactor_follows_its_paper_in_plain_arithmetic()
    {
        const int M = 3, N = 4;
        var m = new Holder([M, N], [1]);
        m.To(DType.Float64);
        var optimizer = new Adafactor([m.W]);
        double[] w = m.W.Value.ToArray<double>(), row = new double[M], column = new double[N];
        for (int t = 1; t <= 5; t++)
        {
            var g = new Rng((ulong)t).Normal([M, N], dtype: DType.Float64);
            m.W.Grad = g;
            optimizer.Step();
            double[] d = g.ToArray<double>(), u = new double[M * N];
            double decay = 1 - Math.Pow(t, -0.8), rate = Math.Min(1e-2, 1 / Math.Sqrt(t)) * Math.Max(1e-3, Math.Sqrt(w.Average(x => x * x)));
            for (int i = 0; i < M; i++) row[i] = (decay * row[i]) + ((1 - decay) * Enumerable.Range(0, N).Average(j => (d[(i * N) + j] * d[(i * N) + j]) + 1e-30));
            for (int j = 0; j < N; j++) column[j] = (decay * column[j]) + ((1 - decay) * Enumerable.Range(0, M).Average(i => (d[(i * N) + j] * d[(i * N) + j]) + 1e-30));
            for (int i = 0; i < M; i++)
                for (int j = 0; j < N; j++) u[(i * N) + j] = d[(i * N) + j] / Math.Sqrt(row[i] * column[j] / row.Average());
            double clip = Math.Max(1, Math.Sqrt(u.Average(x => x * x)));
            for (int i = 0; i < w.Length; i++) w[i] -= rate * u[i] / clip;
            double[] actual = m.W.Value.ToArray<double>();
            for (int i = 0; i < w.Length; i++) Assert.Equal(w[i], actual[i], 1e-12);
        }
    }

    [Fact]
    public void A_frozen_parameter_stays()
    {
        var m = new Holder([2], [2]);
        var optimizer = new AdamW(m.Parameters(), 0.1, weightDecay: 0.5);
        m.B.RequiresGrad = false;
        float[] b = m.B.Value.ToArray<float>();
        (m.W.Value.Sum() + m.B.Value.Sum()).Backward();
        optimizer.Step();
        Assert.Equal(b, m.B.Value.ToArray<float>());
    }
}
