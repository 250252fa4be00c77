using Neuron.Kernels.Cpu;
using Neuron.Kernels.Operators;

namespace Neuron.Tests.Kernels.Cpu;

/// <summary>Reductions and copies of permuted operands of many shapes against loops that say what is meant.</summary>
public class ReductionTests
{
    public static TheoryData<int[], int[], int[]> Cases => new()
    {
        // lengths in memory order, how the kernel sees the axes, which of these it reduces
        { [7], [0], [0] },
        { [1], [0], [0] },
        { [140_000], [0], [0] },
        { [33, 65], [0, 1], [1] },
        { [33, 65], [0, 1], [0] },
        { [33, 65], [1, 0], [0] },
        { [9000, 17], [0, 1], [0] },
        { [3, 4, 5], [0, 1, 2], [0, 2] },
        { [3, 4, 5], [2, 0, 1], [1] },
        { [5, 3, 129], [0, 1, 2], [0, 2] },
        { [5, 300, 19], [0, 1, 2], [1] },
        { [5, 1, 70], [1, 2, 0], [2] },
        { [3, 70_000], [0, 1], [1] },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Reduction_equals_the_plain_loop(int[] memory, int[] order, int[] reduced)
    {
        foreach (var op in Enum.GetValues<ReduceOperator>())
        {
            if (op == ReduceOperator.Product && memory.Aggregate(1, (a, b) => a * b) > 1000) continue; // leaves the numbers that are exact
            var (x, shape) = Permuted(memory, order);
            using (x)
            {
                int[] result = [.. shape.Select((n, i) => reduced.Contains(i) ? 1 : n)];
                using var y = new HostArray<float>(result);
                long[] strides = [.. order.Select(i => x.Strides[i])];
                Reductions.Reduce(op, new Strided<float>(x.Address, shape, strides), y.View);
                var expected = Expected(op, x, memory, order, shape, reduced, y.Count);
                for (int i = 0; i < expected.Length; i++) Assert.True(expected[i] == y[i], $"{op} {i}: {y[i]}, expected {expected[i]}");
                y.AssertMarginsUntouched();
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Permuted_copy_keeps_every_element(int[] memory, int[] order, int[] reduced)
    {
        _ = reduced;
        var (x, shape) = Permuted(memory, order);
        using (x)
        {
            using var y = new HostArray<float>(shape);
            Elementwise.Copy(new Strided<float>(x.Address, shape, [.. order.Select(i => x.Strides[i])]), y.View);
            for (int i = 0; i < y.Count; i++) Assert.Equal(x[Index(i, shape, order, memory.Length)], y[i]);
            y.AssertMarginsUntouched();
        }
    }

    [Fact]
    public void Sum_of_a_million_floats_is_accurate()
    {
        var random = new Random(3);
        using var x = new HostArray<float>(1 << 20);
        double exact = 0;
        for (int i = 0; i < x.Count; i++)
        {
            x[i] = random.NextSingle();
            exact += x[i];
        }
        using var y = new HostArray<float>(1);
        Reductions.Reduce(ReduceOperator.Sum, x.View, y.View);
        Assert.Equal(exact, y[0], exact * 2e-7); // two roundings of the result; adding one by one would be off by 1e-4
    }

    [Fact]
    public void Position_of_an_extremum_is_the_first_and_NaN_wins()
    {
        using var x = new HostArray<float>(2, 40);
        for (int i = 0; i < 80; i++) x[i] = 1;
        (x[35], x[37], x[75], x[77]) = (5, 5, float.NaN, 9);
        using var y = new HostArray<long>(2, 1);
        Reductions.ArgReduce(true, x.View, y.View, 1);
        Assert.Equal([35, 35], y.ToArray());
    }

    private static (HostArray<float> X, int[] Shape) Permuted(int[] memory, int[] order) =>
        (new HostArray<float>(memory).Fill(4), [.. order.Select(i => memory[i])]);

    private static int Index(int i, int[] shape, int[] order, int rank)
    {
        var at = new int[rank];
        for (int axis = shape.Length - 1; axis >= 0; i /= shape[axis], axis--) at[order[axis]] = i % shape[axis];
        int flat = 0;
        for (int axis = 0; axis < rank; axis++) flat = (flat * shape[Array.IndexOf(order, axis)]) + at[axis];
        return flat;
    }

    private static double[] Expected(ReduceOperator op, HostArray<float> x, int[] memory, int[] order, int[] shape, int[] reduced, int count)
    {
        var y = new double[count];
        Array.Fill(y, op switch { ReduceOperator.Sum => 0, ReduceOperator.Product => 1, ReduceOperator.Max => double.NegativeInfinity, _ => double.PositiveInfinity });
        for (int i = 0; i < x.Count; i++)
        {
            int o = 0;
            for (int axis = 0, rest = i, size = x.Count; axis < shape.Length; axis++)
            {
                size /= shape[axis];
                int at = rest / size;
                rest %= size;
                if (!reduced.Contains(axis)) o = (o * shape[axis]) + at;
            }
            double v = x[Index(i, shape, order, memory.Length)];
            y[o] = op switch { ReduceOperator.Sum => y[o] + v, ReduceOperator.Product => y[o] * v, ReduceOperator.Max => Math.Max(y[o], v), _ => Math.Min(y[o], v) };
        }
        return op == ReduceOperator.Product ? [.. y.Select(v => (double)(float)v)] : y;
    }
}
