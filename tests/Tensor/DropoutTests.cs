using Neuron.Kernels.Cpu;
using Neuron.Kernels.Operators;

namespace Neuron.Tests.Tensors;

public class DropoutTests
{
    private const double Whole = 4294967296;

    [Theory, InlineData(DType.Float32), InlineData(DType.Float64)]
    public void Kept_elements_are_those_of_the_definition(DType dtype)
    {
        const int count = 1_000_003;
        var x = new Rng(1).Normal([count], 0, 1, dtype);
        var values = x.To(DType.Float64).ToArray<double>();
        var rng = new Rng(4) { Counter = 77 };
        double tolerance = dtype == DType.Float32 ? 1.3e-7 : 3e-16; // the scale and the product are rounded
        foreach (double p in (double[])[0.1, 1e-5, 1 - 1e-5])
        {
            ulong counter = rng.Counter;
            uint threshold = (uint)Math.Round(p * Whole);
            var y = x.Dropout(p, rng).To(DType.Float64).ToArray<double>();
            Assert.Equal((ulong)(count + 7) / 8, rng.Counter - counter);
            int ties = 0;
            for (int i = 0; i < count; i++)
            {
                uint upper = Half(4, counter, 0, i), number = (upper << 16) | Half(4, counter, 1, i);
                if (upper == threshold >> 16) ties++;
                double expected = number < threshold ? 0 : values[i] / (1 - p);
                Assert.True(Math.Abs(expected - y[i]) <= tolerance * Math.Abs(expected), $"p {p}, element {i}: expected {expected}, got {y[i]}.");
            }
            Assert.InRange(ties, 1, 40); // of 15 expected
        }
    }

    /// <summary>An element is dropped from the probability on that its own number gives, and not before: of ties all 32 bits decide.</summary>
    [Theory, InlineData(0), InlineData(7), InlineData(12), InlineData(39)]
    public void A_tie_is_decided_by_all_bits(int index)
    {
        double number = DropoutMask.Number(6, 0, index);
        Assert.Equal((Half(6, 0, 0, index) * 65536.0) + Half(6, 0, 1, index), number);
        foreach (var dtype in (DType[])[DType.Float32, DType.Float64])
        {
            var x = Tensor.Ones([41], dtype);
            Assert.NotEqual(0, x.Dropout(number / Whole, new Rng(6))[index].Item());
            Assert.Equal(0, x.Dropout((number + 1) / Whole, new Rng(6))[index].Item());
        }
    }

    /// <summary>16 bits alone would drop 0 or 256 of these elements at 1e-5, and not 168.</summary>
    [Theory, InlineData(0.1), InlineData(0.5), InlineData(1e-5), InlineData(1 - 1e-5)]
    public void The_share_dropped_is_the_probability(double p)
    {
        const int count = 1 << 24;
        long dropped = Mask(count, p).Count(v => v == 0);
        Assert.InRange(dropped, (count * p) - (4 * Deviation(count, p)), (count * p) + (4 * Deviation(count, p)));
    }

    [Theory, InlineData(0.5), InlineData(0.1)]
    public void Elements_are_dropped_independently(double p)
    {
        const int count = 1 << 21;
        double[] kept = [.. Mask(count + 32, p).Select(v => v == 0 ? p - 1 : p)];
        foreach (int lag in (int[])[1, 2, 3, 4, 7, 8, 15, 16, 32])
        {
            double sum = 0;
            for (int i = 0; i < count; i++) sum += kept[i] * kept[i + lag];
            Assert.InRange(sum / (count * p * (1 - p)), -4 / Math.Sqrt(count), 4 / Math.Sqrt(count));
        }
    }

    [Fact]
    public void The_mask_does_not_depend_on_the_threads()
    {
        int before = WorkerPool.Threads;
        try
        {
            WorkerPool.Threads = 1;
            var one = Mask(200_003, 0.3);
            WorkerPool.Threads = 3;
            Assert.Equal(one, Mask(200_003, 0.3));
            foreach (int length in (int[])[1, 7, 8, 9, 17, 513]) Assert.Equal(one[..length], Mask(length, 0.3));
        }
        finally
        {
            WorkerPool.Threads = before;
        }
    }

    [Fact]
    public void Dropout_of_everything_is_zero_and_of_nothing_is_the_input()
    {
        var x = Tensor.Ones([50]);
        Assert.All(x.Dropout(1).ToArray<float>(), v => Assert.Equal(0, v));
        Assert.Same(x, x.Dropout(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => x.Dropout(1.5));
    }

    private static float[] Mask(int count, double p) => Tensor.Ones([count]).Dropout(p, new Rng(8)).ToArray<float>();

    private static double Deviation(double count, double p) => Math.Sqrt(count * p * (1 - p));

    /// <summary>Half word i of the stream from a block on, or of what refines it.</summary>
    private static uint Half(ulong seed, ulong counter, ulong upper, int i)
    {
        var (x, y, z, w) = Philox.Block(seed, counter + ((ulong)i / 8), upper);
        uint word = (i % 8) switch { < 2 => x, < 4 => y, < 6 => z, _ => w };
        return i % 2 == 0 ? word & 0xFFFF : word >> 16;
    }
}
