using Neuron.Autograd;
using Neuron.Primitives;

namespace Neuron.Tests.Autograd;

/// <summary>Outputs that are computed again in the backward pass, and gradients changed in place: the bits are those of a pass that does neither.</summary>
public class RecomputedTests
{
    public static TheoryData<string> Networks => [.. s_networks.Keys];

    // tensors of 256 KiB and more are not kept
    private static readonly Dictionary<string, Func<Tensor, Tensor, Tensor>> s_networks = new()
    {
        ["gelu"] = (x, w) => x.Linear(w).Gelu().Linear(w),
        ["dropout of gelu"] = (x, w) => x.Linear(w).Gelu().Dropout(0.3, new Rng(9)).Linear(w),
        ["layer norm read twice"] = (x, w) =>
        {
            var y = x.Linear(w).LayerNorm();
            return y.Linear(w) + y.Linear(w).Linear(w) + y;
        },
        ["gate"] = (x, w) => (x.Linear(w).Silu() * x).MatMul(w),
        ["copy of a permuted tanh"] = (x, w) => x.Linear(w).Tanh().Reshape(16, 32, 128).Permute(1, 0, 2).Reshape(512, 128).Linear(w),
        ["slices"] = (x, w) =>
        {
            var y = x.Linear(w);
            return (y.Slice(1, 0, 64) * y.Slice(1, 64, 128)) + y.Slice(1, 32, 96);
        },
        ["embedding"] = (x, w) => w.Embedding(new Rng(4).Integers([512], 0, 128)).Linear(w) * x,
        ["embedding of a few, some of them equal"] = (x, w) => w.Embedding(new Rng(4).Integers([100], 0, 128)).Linear(w).Sum(0) * x,
        ["convolution"] = (x, w) =>
        {
            var kernel = w.Reshape(128, 128, 1, 1);
            var y = Norm(x.Reshape(32, 128, 4, 4).Conv2d(kernel)).Relu();
            return Norm(y.Conv2d(kernel)).Relu().Conv2d(kernel) + y;
        },
    };

    private static Tensor Norm(Tensor x) => Dispatcher.RunMany(new BatchNorm(1e-5, Training: true, false, false), x)[0];

    private static (Tensor X, Tensor W) Leaves() =>
        (new Rng(1).Normal([512, 128]).WithGrad(), (new Rng(2).Normal([128, 128]) * 0.1).Detach().WithGrad());

    [Theory, MemberData(nameof(Networks))]
    public void Gradients_are_those_of_a_pass_that_keeps_all(string network)
    {
        float[][] Gradients()
        {
            var (x, w) = Leaves();
            s_networks[network](x, w).Square().Mean().Backward();
            return [x.Grad!.ToArray<float>(), w.Grad!.ToArray<float>()];
        }

        var again = Gradients();
        float[][] kept;
        using (Dispatcher.ListenHere(new Listener())) kept = Gradients(); // what runs is kept by someone
        Assert.Equal(kept[0], again[0]);
        Assert.Equal(kept[1], again[1]);
    }

    [Fact]
    public void Gradients_of_gradients_see_the_graph_through_what_was_computed_again()
    {
        float[] Second()
        {
            var (x, w) = Leaves();
            var dw = x.Linear(w).Gelu().Linear(w).Square().Mean().GradOf([w], createGraph: true)[0];
            dw.Square().Sum().Backward();
            return x.Grad!.ToArray<float>();
        }

        var again = Second();
        using (Dispatcher.ListenHere(new Listener())) Assert.Equal(Second(), again);
    }

    [Fact]
    public void A_branch_reads_what_it_needs_after_another_released_the_trunk()
    {
        var (x, w) = Leaves();
        var trunk = x.Linear(w).Gelu();
        Tensor a = trunk.Linear(w).Sum(), b = trunk.Linear(w).Square().Sum();
        var expected = b.GradOf([trunk], retainGraph: true)[0].ToArray<float>();
        a.Backward();
        Assert.Equal(expected, b.GradOf([trunk])[0].ToArray<float>());
    }

    [Fact]
    public void A_tensor_that_was_changed_before_it_is_read_is_kept_as_it_was_read()
    {
        var (x, w) = Leaves();
        var y = x.Linear(w).Gelu();
        using (NoGrad.Enter()) y.Detach().CopyFrom(y.ZerosLike());
        var v = w.Detach().Clone().WithGrad();
        y.Linear(v).Sum().GradOf([v])[0].ToArray<float>().ToList().ForEach(g => Assert.Equal(0, g));
    }

    [Fact]
    public void A_branch_reads_a_view_after_another_released_the_trunk()
    {
        float[] Branch()
        {
            var (x, w) = Leaves();
            var v = new Rng(3).Normal([512, 4]).WithGrad();
            var trunk = x.Linear(w).Gelu();
            var view = trunk.Reshape(128, 512);
            Tensor a = trunk.Linear(w).Sum() + view.Sum(), b = view.MatMul(v).Sum();
            a.Backward();
            return b.GradOf([view])[0].ToArray<float>();
        }

        var again = Branch();
        using (Dispatcher.ListenHere(new Listener())) Assert.Equal(Branch(), again);
    }

    [Fact]
    public void A_graph_made_by_a_backward_pass_keeps_what_was_computed_again()
    {
        float[] Second()
        {
            var w = (new Rng(2).Normal([128, 128, 1, 1]) * 0.1).Detach().WithGrad();
            var y = new Rng(1).Normal([32, 128, 4, 4]).WithGrad().Conv2d(w).Relu();
            var v = w.Detach().WithGrad();
            var z = y.Conv2d(v);
            var dy = z.OnesLike().WithGrad();
            var dv = z.GradOf([v], dy, createGraph: true)[0]; // keeps y
            z.Sum().Backward(); // lets go of it
            return dv.Square().Sum().GradOf([dy])[0].ToArray<float>();
        }

        var again = Second();
        using (Dispatcher.ListenHere(new Listener())) Assert.Equal(Second(), again);
    }

    [Fact]
    public void A_chain_that_is_read_at_every_link_runs_again_once_at_most()
    {
        var (x, w) = Leaves();
        Tensor y = x, sum = Tensor.Zeros([512, 128]);
        for (int i = 0; i < 12; i++)
        {
            y = y.Tanh();
            sum += y.MatMul(w);
        }
        Assert.InRange(Backward(sum).Count(name => name == "tanh"), 0, 12);
    }

    [Fact]
    public void A_view_shares_what_was_computed_again_with_the_rule_of_what_it_views()
    {
        var (x, w) = Leaves();
        var y = x.Linear(w).LayerNorm().Relu();
        Assert.Single(Backward(y.Linear(w).Sum() + y.Reshape(128, 512).MatMul(w.Reshape(512, 32)).Sum()), "relu");
    }

    [Fact]
    public void Nothing_is_computed_again_for_a_sum_of_which_one_part_can_not_be()
    {
        var (x, w) = Leaves();
        var part = x.Linear(w).Gelu();
        var y = (part + x).Linear(w);
        Assert.DoesNotContain("gelu", Backward(part)); // y's node has not asked for it
        Assert.True(y.RequiresGrad);
    }

    [Fact]
    public void Expensive_functions_are_not_computed_again()
    {
        var (x, w) = Leaves();
        Assert.DoesNotContain("loggamma", Backward(x.Linear(w).LogGamma().Linear(w)));
        Assert.Single(Backward(x.Linear(w).Abs().Pow(x.Detach()).Linear(w)), "power"); // its derivative has one
    }

    [Fact]
    public void Threads_may_build_on_one_tensor_at_the_same_time()
    {
        Tensor x = Leaves().X, w = new Rng(2).Normal([128, 4]).WithGrad(), v = new Rng(3).Normal([128, 4]).WithGrad();
        float[] expected = x.Detach().Gelu().Mt.MatMul(Tensor.Ones([512, 4])).ToArray<float>();
        for (int i = 0; i < 200; i++)
        {
            var trunk = x.Gelu();
            using var start = new Barrier(2);
            Tensor Branch(Tensor by)
            {
                start.SignalAndWait();
                return trunk.MatMul(by).Sum();
            }

            Tensor? b = null;
            var other = new Thread(() => b = Branch(v));
            other.Start();
            var a = Branch(w);
            other.Join();
            a.Backward();
            Assert.Equal(expected, b!.GradOf([v])[0].ToArray<float>());
        }
    }

    private static List<string> Backward(Tensor y)
    {
        Names.Seen = [];
        y.Sum().Backward();
        var names = Names.Seen;
        Names.Seen = null;
        return names;
    }

    /// <summary>Sees what runs on a thread; unlike one that listens there only, it does not keep it.</summary>
    private sealed class Names : IPrimitiveListener
    {
        [ThreadStatic]
        private static List<string>? t_seen;

        static Names() => Dispatcher.Listen(new Names());

        public static List<string>? Seen
        {
            get => t_seen;
            set => t_seen = value;
        }

        public void OnRun(Primitive primitive, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) => t_seen?.Add(primitive.Name);
    }

    private sealed class Listener : IPrimitiveListener
    {
        public void OnRun(Primitive primitive, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y)
        {
            // that it listens is enough
        }
    }
}
