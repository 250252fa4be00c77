using Neuron.Models;

namespace Neuron.Tests.Models;

public class HookTests
{
    private static Sequential Net() => new(new Linear(3, 4, rng: new Rng(1)), new Linear(4, 4, rng: new Rng(2)), new Linear(4, 2, rng: new Rng(3)));

    [Fact]
    public void Taps_are_in_forward_order_without_the_logits()
    {
        var net = Net();
        var x = new Rng(4).Normal([5, 3]);
        var (y, taps) = Taps.Collect(net, x);
        Assert.Equal(["0", "1"], taps.Select(t => t.Name));
        Assert.Equal(net.Forward(x).ToArray<float>(), y.ToArray<float>());
        Assert.Equal(net[0].Forward(x).ToArray<float>(), taps[0].Value.ToArray<float>());
        Assert.All(net.Modules(), m => Assert.Empty(m.Hooks));
    }

    [Fact]
    public void A_replaced_output_is_what_the_rest_computes_with()
    {
        var net = Net();
        var x = new Rng(4).Normal([5, 3]);
        using (net.OnOutput("1", Patch.Zero))
            Assert.Equal(net[2].Forward(Tensor.Zeros([5, 4])).ToArray<float>(), net.Forward(x).ToArray<float>());
        Assert.Equal(net[2].Forward(net[1].Forward(net[0].Forward(x))).ToArray<float>(), net.Forward(x).ToArray<float>());
    }

    [Fact]
    public void Hooks_run_in_order_and_see_what_earlier_ones_left()
    {
        var layer = new Linear(2, 2);
        using var first = layer.OnOutput(Patch.With(Tensor.Scalar(3)));
        double seen = 0;
        using var second = layer.OnOutput(a =>
        {
            seen = a.Value.Max().Item();
            return a.Value * 2;
        });
        Assert.Equal([6f, 6, 6, 6], layer.Forward(Tensor.Ones([2, 2])).ToArray<float>());
        Assert.Equal(3, seen);
    }

    [Fact]
    public void One_position_is_patched_from_another_run()
    {
        var layer = new Linear(2, 3, rng: new Rng(1));
        Tensor clean = new Rng(2).Normal([1, 4, 2]), corrupt = new Rng(3).Normal([1, 4, 2]);
        var other = layer.Forward(clean);
        var plain = layer.Forward(corrupt);
        using var _ = layer.OnOutput(Patch.Positions([2, -4], other));
        var patched = layer.Forward(corrupt);
        for (int t = 0; t < 4; t++)
            Assert.Equal((t is 0 or 2 ? other : plain).Select(1, t).ToArray<float>(), patched.Select(1, t).ToArray<float>());
    }

    [Fact]
    public void A_replacement_of_another_shape_is_refused()
    {
        var layer = new Linear(2, 3);
        using var _ = layer.OnOutput(_ => Tensor.Zeros([1]));
        Assert.Equal("Linear: a hook's replacement: expected [4, 3], found [1]", Assert.Throws<ShapeException>(() => layer.Forward(Tensor.Zeros([4, 2]))).Message);
        using var outside = new Linear(2, 3).OnOutput(Patch.With(Tensor.Scalar(0)));
    }

    // what bypasses Forward bypasses every hook: only Module<,> and containers may derive from Module directly
    [Fact]
    public void Every_module_type_computes_through_Forward_alone()
    {
        var types = typeof(Module).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Module))).ToArray();
        Assert.NotEmpty(types);
        foreach (var type in types.Where(t => !t.IsAbstract))
        {
            if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ModuleList<>)) continue;
            Assert.True(IsComputing(type), $"{type}: does not derive from Module<,>");
            foreach (var method in type.GetMethods(System.Reflection.BindingFlags.DeclaredOnly | System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.Public))
                Assert.False(method.Name == "Forward" && method.IsVirtual, $"{type}.Forward can be overridden");
        }

        static bool IsComputing(Type? t) => t is not null && ((t.IsGenericType && t.GetGenericTypeDefinition() == typeof(Module<,>)) || IsComputing(t.BaseType));
    }
}
