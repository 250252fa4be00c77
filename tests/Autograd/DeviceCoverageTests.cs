using Neuron.Autograd;
using Neuron.Kernels.Operators;
using Neuron.Primitives;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Autograd;

/// <summary>Every primitive on a device, by kernels of that device alone.</summary>
public class DeviceCoverageTests
{
    /// <summary>Primitives that no device runs yet. An entry that is not needed any more fails the test, as does a missing one.</summary>
    private static readonly string[] s_missing = [nameof(ElementwiseChain)]; // captured steps chain on the CPU alone

    private static readonly Device s_device = Device.Parse(DeviceFactAttribute.Name);

    [DeviceFact]
    public void Every_primitive_runs_on_a_device_without_the_cpu()
    {
        var ran = new Ran();
        var refusals = new SortedSet<string>(StringComparer.Ordinal);
        long readBack = Transfers.BytesToHost;
        using (Dispatcher.ListenHere(ran))
        {
            foreach (var rule in Rules.All)
            {
                // operators of one primitive share its kernels' launch code: a few examples stand for all
                foreach (var check in rule.Checks.Take(3)) Try(refusals, () => WithGradient(check));
            }
            foreach (var example in Others()) Try(refusals, example);
        }
        Assert.True(Transfers.BytesToHost == readBack, $"{Transfers.BytesToHost - readBack} bytes were read back: a primitive leaned on the CPU.");
        string[] missing = [.. typeof(Primitive).Assembly.GetTypes()
            .Where(t => t.IsSubclassOf(typeof(Primitive)) && !t.IsSubclassOf(typeof(ViewPrimitive)) && !t.IsAbstract && t != typeof(Transfer) && !ran.Types.Contains(t))
            .Select(t => t.Name).Order(StringComparer.Ordinal)];
        Assert.True(missing.SequenceEqual(s_missing.Order(StringComparer.Ordinal)), $"not run: {string.Join(", ", missing)}\n{string.Join("\n", refusals)}");
    }

    private static void WithGradient(Func<Rng, (Primitive Op, Tensor[] X)> check)
    {
        var (op, x) = check(new Rng(7));
        Tensor[] leaves = [.. x.Select(t => Leaf(t.To(s_device)))];
        Tensor[] y = op.Outputs == 1 ? [Dispatcher.Run(op, leaves)] : Dispatcher.RunMany(op, leaves);
        foreach (var output in y.Where(t => t.RequiresGrad)) output.Sum().Backward(retainGraph: true);
    }

    private static Tensor Leaf(Tensor x)
    {
        var leaf = x.Detach();
        if (x.DType.IsFloatingPoint) leaf.RequiresGrad = true;
        return leaf;
    }

    /// <summary>Primitives without a gradient rule.</summary>
    private static IEnumerable<Action> Others()
    {
        Tensor Normal(params int[] shape) => new Rng(5).Normal(Shape.Create(shape), device: s_device);
        yield return () => Normal(3, 4).Lt(Normal(4));
        yield return () => Dispatcher.RunMany(Accumulate.Instance, Normal(3, 4), Normal(3, 4));
        yield return () => Dispatcher.RunMany(new AccumulateIndices(0), Normal(3, 4), Tensor.From(new long[] { 2, 0, 2, 1 }).To(s_device), Normal(4, 4));
        yield return () => Dispatcher.RunMany(new UnaryGradientInPlace(UnaryOperator.Tanh, 0, 0), Normal(3, 4), Normal(3, 4));
        yield return () => Normal(3, 4).ArgMax(1);
        yield return () => Normal(3, 4).CumMax(1);
        yield return () => Tensor.Ones([3], device: s_device);
        yield return () => Tensor.Arange(5, s_device);
        yield return () => Normal(3, 4).CopyFrom(Normal(4));
        yield return () => Dispatcher.RunMany(new GeneralEigenvalues(), Normal(4, 4));
        yield return () => Dispatcher.RunMany(new OptimizerStep(new OptimizerRule.Sgd(0.1, 0, 0, 0, false, true, false)), Normal(4), Normal(4));
    }

    private static void Try(SortedSet<string> refusals, Action example)
    {
        try
        {
            example();
        }
        catch (NotSupportedException refusal)
        {
            refusals.Add(refusal.Message);
        }
    }

    private sealed class Ran : IPrimitiveListener
    {
        public HashSet<Type> Types { get; } = [];

        public void OnRun(Primitive primitive, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y)
        {
            if ((y.Length > 0 ? y[0] : x[0]).Device == s_device) Types.Add(primitive.GetType());
        }
    }
}
