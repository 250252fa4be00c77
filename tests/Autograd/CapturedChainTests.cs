using Neuron.Autograd;

namespace Neuron.Tests.Autograd;

/// <summary>Chains of element-wise primitives in captured steps: one pass, the bits of the primitives one by one.</summary>
[Trait("Category", "Cpu")]
public class CapturedChainTests
{
    public static TheoryData<int, int, DType> Sizes => new()
    {
        { 1, 1, DType.Float32 }, { 3, 7, DType.Float32 }, { 5, 64, DType.Float64 }, { 37, 129, DType.Float32 }, { 300, 257, DType.Float32 }, { 64, 1024, DType.Float64 },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void A_chain_gives_the_bits_of_its_primitives(int rows, int columns, DType dtype)
    {
        Tensor a = Numbers(1, dtype, rows, columns), b = Numbers(2, dtype, rows, columns), bias = Numbers(3, dtype, columns), column = Numbers(4, dtype, rows, 1), one = Numbers(5, dtype);
        Same(1, [a, b, bias, column, one], () => [((((a + bias) * column) - b.Tanh()).Relu() * one) + (a * 0.5)]);
    }

    [Fact]
    public void Values_that_others_read_are_written()
    {
        Tensor a = Numbers(1, DType.Float32, 40, 30), b = Numbers(2, DType.Float32, 40, 30);
        Same(3, [a, b], () =>
        {
            var sum = a + b;
            var product = sum * a;
            var row = (product - sum).Softmax(-1); // ends the chain, which it reads
            return [sum, (row * sum) + product];
        });
    }

    [Fact]
    public void Views_of_a_value_in_another_order_begin_a_new_chain()
    {
        Tensor a = Numbers(1, DType.Float32, 24, 24);
        Same(2, [a], () =>
        {
            var x = a.Exp() + a;
            return [(x + x.Mt).Sqrt() * a.Mt];
        });
        Same(2, [a], () => // a value's first column, broadcast
        {
            var x = (a * 2) - 1;
            return [(x * x.Slice(1, 0, 1)) + a];
        });
    }

    [Fact]
    public void Values_of_another_shape_but_the_same_order_join_the_chain()
    {
        Tensor a = Numbers(1, DType.Float32, 6, 8), bias = Numbers(2, DType.Float32, 12);
        Same(1, [a, bias], () => [(((a * a).Reshape(4, 12) + bias) * a.Reshape(4, 12)).Reshape(48) + 1]);
    }

    [Fact]
    public void Longer_than_a_chain_may_be_it_goes_on_in_the_next()
    {
        Tensor a = Numbers(1, DType.Float32, 100);
        Same(5, [a], () =>
        {
            var x = a;
            for (int i = 0; i < 200; i++) x = (x * 1.01) + 0.001;
            return [x];
        }, atMost: 20);
    }

    [Fact]
    public void Forward_and_gradients_are_one_pass()
    {
        Tensor x = Numbers(1, DType.Float32, 50, 60).WithGrad(), y = Numbers(2, DType.Float32, 50, 60).WithGrad(), weights = Numbers(3, DType.Float32, 50, 60);
        Same(1, [x, y, weights], () =>
        {
            var z = (((x + y) * 0.5) - x).Gelu() * y;
            return [z, .. z.GradOf([x, y], weights)];
        });
    }

    private static Tensor Numbers(ulong seed, DType dtype, params int[] shape) => new Rng(seed).Uniform([.. shape], dtype: dtype) + 0.1;

    // replayed on new numbers, so that what the recording itself computed cannot pass for it
    private static void Same(int entries, Tensor[] inputs, Func<Tensor[]> step, int? atMost = null)
    {
        var captured = CapturedStep.Record(step);
        Assert.InRange(captured.Count, entries, atMost ?? entries);
        using (NoGrad.Enter())
            foreach (var input in inputs) input.CopyFrom((input * 0.75) + 0.125);
        captured.Replay();
        var expected = step();
        for (int i = 0; i < expected.Length; i++)
        {
            if (expected[i].DType == DType.Float32) Assert.Equal(expected[i].ToArray<float>(), captured.Results[i].ToArray<float>());
            else Assert.Equal(expected[i].ToArray<double>(), captured.Results[i].ToArray<double>());
        }
    }
}
