using Neuron.Kernels.Cpu;

namespace Neuron.Tests.Tensors;

public class RandomTests
{
    /// <summary>The known answers that the authors of Philox publish with their code (philox4x32, 10 rounds).</summary>
    [Fact]
    public void Philox_gives_its_published_answer_for_zero()
    {
        Assert.Equal((0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u), Philox.Block(0, 0));
    }

    [Fact]
    public unsafe void Words_by_the_vector_are_the_words_by_the_block()
    {
        uint* words = stackalloc uint[96];
        ulong seed = 0x0123456789abcdef, counter = uint.MaxValue - 3; // carries into the counter's upper half
        PhiloxWords.Fill(seed, counter, words, 96);
        for (int i = 0; i < 96; i++) Assert.Equal(Philox.Word(seed, counter, i), words[i]);
    }

    [Theory, InlineData(DType.Float32), InlineData(DType.Float64)]
    public void Dropout_keeps_the_expected_share_and_scales_it(DType dtype)
    {
        var y = Tensor.Ones([100_003], dtype).Dropout(0.3, new Rng(4)).To(DType.Float64).ToArray<double>();
        double kept = y.Count(v => v != 0) / 100_003.0;
        Assert.InRange(kept, 0.7 - 0.006, 0.7 + 0.006); // four standard deviations of a binomial share
        Assert.All(y, v => Assert.True(v == 0 || Math.Abs(v - (1 / 0.7)) < 1e-6));
    }

    [Fact]
    public void Dropout_of_everything_is_zero_and_of_nothing_is_the_input()
    {
        var x = Tensor.Ones([50]);
        Assert.All(x.Dropout(1).ToArray<float>(), v => Assert.Equal(0, v));
        Assert.Same(x, x.Dropout(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => x.Dropout(1.5));
    }

    [Fact]
    public void Uniform_and_normal_numbers_have_their_moments()
    {
        var u = new Rng(1).Uniform([200_000], -1, 3, DType.Float64);
        Assert.Equal(1, u.Mean().Item(), 0.02);
        Assert.Equal(16 / 12.0, (u - 1).Square().Mean().Item(), 0.02);
        var n = new Rng(2).Normal([200_001], 2, 3).To(DType.Float64);
        Assert.Equal(2, n.Mean().Item(), 0.04);
        Assert.Equal(9, (n - 2).Square().Mean().Item(), 0.15);
    }
}
