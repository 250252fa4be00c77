using Neuron.Kernels.Cpu;
using Neuron.Kernels.Operators;

namespace Neuron.Tests.Tensors;

public class RandomTests
{
    /// <summary>The known answers that the authors of Philox publish with their code (philox4x32, 10 rounds).</summary>
    [Fact]
    public void Philox_gives_its_published_answers()
    {
        Assert.Equal((0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u), Philox.Block(0, 0));
        Assert.Equal((0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu), Philox.Block(ulong.MaxValue, ulong.MaxValue, ulong.MaxValue));
        Assert.Equal((0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u), Philox.Block(0x299f31d0_a4093822, 0x85a308d3_243f6a88, 0x03707344_13198a2e));
    }

    [Theory]
    [InlineData(7)]
    [InlineData((5L << 32) + 1)]
    [InlineData(uint.MaxValue - 23L)] // the last before a carry
    [InlineData(uint.MaxValue - 3L)] // carries into the counter's upper half
    public unsafe void Words_by_the_vector_are_the_words_by_the_block(ulong counter)
    {
        uint* words = stackalloc uint[96];
        ulong seed = 0x0123456789abcdef;
        PhiloxWords.Fill(seed, counter, words, 96);
        for (int i = 0; i < 96; i++) Assert.Equal(Philox.Word(seed, counter, i), words[i]);
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

    [Fact]
    public void Uniform_numbers_stay_below_their_upper_bound()
    {
        // of [16777216, 16777218) float32 holds the first number alone, and rounds every other one up to the bound
        Assert.Equal(1 << 24, new Rng(1).Uniform([1000], 1 << 24, (1 << 24) + 2).Max().Item());
        Assert.Equal(MathF.BitDecrement(3000), new Rng(1).Uniform([1_000_000], 2999.99, 3000).Max().Item());
        Assert.Equal(1 - Math.Pow(2, -53), new Rng(1).Uniform([1000], 1 - Math.Pow(2, -52), 1, DType.Float64).Max().Item());
    }

    [Theory, InlineData(DType.Float32), InlineData(DType.Float64)]
    public void Numbers_depend_on_their_place_alone(DType dtype)
    {
        int before = WorkerPool.Threads;
        try
        {
            WorkerPool.Threads = 1;
            var (u, n) = (All(x => x.Uniform([70_001], 0, 1, dtype)), All(x => x.Normal([70_001], 0, 1, dtype)));
            WorkerPool.Threads = 3;
            Assert.Equal(u, All(x => x.Uniform([70_001], 0, 1, dtype)));
            Assert.Equal(n, All(x => x.Normal([70_001], 0, 1, dtype)));
            foreach (int length in (int[])[1, 15, 16, 17, 33, 257])
            {
                Assert.Equal(u[..length], All(x => x.Uniform([length], 0, 1, dtype)));
                Assert.Equal(n[..length], All(x => x.Normal([length], 0, 1, dtype)));
            }
        }
        finally
        {
            WorkerPool.Threads = before;
        }
    }

    [Fact]
    public void Uniform_is_the_word_and_normal_is_the_transform_of_Box_and_Muller()
    {
        var u = All(x => x.Uniform([40]));
        var n = All(x => x.Normal([40]));
        for (int i = 0; i < 40; i += 2)
        {
            Assert.Equal((Philox.Word(9, 0, i) >> 8) / 16777216.0, u[i]);
            double radius = Math.Sqrt(-2 * Math.Log(1 - u[i])), angle = 2 * Math.PI * u[i + 1];
            Assert.Equal(radius * Math.Cos(angle), n[i], 4e-6); // float32: angles up to 2π carry 4e-7
            Assert.Equal(radius * Math.Sin(angle), n[i + 1], 4e-6);
        }
    }

    private static double[] All(Func<Rng, Tensor> draw) => draw(new Rng(9)).To(DType.Float64).ToArray<double>();

    [Fact]
    public void Integers_lie_between_bounds_that_float64_does_not_hold()
    {
        long low = (1L << 53) + 1;
        Assert.All(new Rng(1).Integers([32], low, low + 2).ToArray<long>(), n => Assert.InRange(n, low, low + 1));
        Assert.Equal(2, new Rng(1).Integers([32], low, low + 2).Unique().Values.Size);
        Assert.Equal(0, new Rng(1).Integers([], low, low + 2).Rank);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Rng(1).Integers([32], long.MinValue, long.MaxValue));
    }
}
