using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Neuron.Kernels.Language;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Tensors;

public class CastTests
{
    [ReferenceTheory, ReferenceCases("casts", "f32_to_*")]
    public void Rounding_to_sixteen_bits_is_exact(string name)
    {
        var c = ReferenceFile.Open("casts")[name];
        var x = Tensor.From(c.Single("in.x"));
        var narrow = x.To(name == "f32_to_f16" ? DType.Float16 : DType.BFloat16);
        short[] bits = name == "f32_to_f16"
            ? MemoryMarshal.Cast<System.Half, short>(narrow.ToArray<System.Half>()).ToArray()
            : MemoryMarshal.Cast<BFloat16, short>(narrow.ToArray<BFloat16>()).ToArray();
        var (expected, back) = (c.Int64("out.bits"), narrow.To(DType.Float32).ToArray<float>());
        var stored = c.Single("out.back");
        for (int i = 0; i < bits.Length; i++)
        {
            if (!float.IsNaN(stored[i])) Assert.Equal((short)expected[i], bits[i]);
            Assert.Equal(stored[i], back[i]);
        }
    }

    [ReferenceTheory, ReferenceCases("casts", "f64_to_int")]
    public void Double_truncates_to_integers_and_rounds_to_float(string name)
    {
        var c = ReferenceFile.Open("casts")[name];
        var x = Tensor.From(c.Double("in.x"));
        Assert.Equal(c.Int64("out.i64"), x.To(DType.Int64).ToArray<long>());
        Assert.Equal(c.Single("out.f32"), x.To(DType.Float32).ToArray<float>());
    }

    [Theory]
    [InlineData(DType.Bool)]
    [InlineData(DType.UInt8)]
    [InlineData(DType.Int32)]
    [InlineData(DType.Int64)]
    [InlineData(DType.Float16)]
    [InlineData(DType.BFloat16)]
    [InlineData(DType.Float32)]
    [InlineData(DType.Float64)]
    public void Small_integers_pass_through_every_pair_of_types(DType from)
    {
        // a transposed view of a length that is no multiple of a vector
        var x = Tensor.Arange(0, 70 * 37, dtype: DType.Float64).Remainder(Tensor.Scalar(from == DType.Bool ? 2 : 200, DType.Float64)).Reshape(70, 37);
        double[] expected = x.Mt.ToArray<double>();
        var source = x.To(from).Mt;
        foreach (var to in Enum.GetValues<DType>())
        {
            double[] actual = source.To(to).To(DType.Float64).ToArray<double>();
            Assert.Equal(to == DType.Bool ? [.. expected.Select(v => v != 0 ? 1.0 : 0)] : expected, actual);
        }
    }

    [Fact]
    public void Sixteen_bits_are_rounded_once()
    {
        // just above and just below the middle of two numbers of eight bits
        double[] x = [1 + Math.Pow(2, -8) + Math.Pow(2, -30), 1 + Math.Pow(2, -8) - Math.Pow(2, -30), -1 - Math.Pow(2, -8) - Math.Pow(2, -30), double.MaxValue, double.NegativeInfinity, 1e-60];
        Assert.Equal([1 + Math.Pow(2, -7), 1, -1 - Math.Pow(2, -7), double.PositiveInfinity, double.NegativeInfinity, 0], Tensor.From(x).To(DType.BFloat16).To(DType.Float64).ToArray<double>());
        Assert.True(double.IsNaN(Tensor.From([double.NaN]).To(DType.BFloat16).Item()));
        long[] n = [(257L << 31) + 1, (257L << 31) - 1, -(257L << 31) - 1, 257L << 31, long.MinValue, 7];
        Assert.Equal([258L << 31, 256L << 31, -(258L << 31), 256L << 31, long.MinValue, 7], Tensor.From(n).To(DType.BFloat16).To(DType.Int64).ToArray<long>());
    }

    [Fact]
    public void Tensor_span_shares_the_memory()
    {
        var x = Tensor.Arange(0, 12, dtype: DType.Float32, device: Device.Cpu).Reshape(3, 4);
        var column = x.Slice(1, 1, 3).AsTensorSpan<float>();
        Assert.Equal(9f, column[2, 0]);
        column[2, 0] = -1;
        Assert.Equal(-1f, x.ToArray<float>()[9]);
        Assert.Equal(-1f + 10 + 5 + 6 + 1 + 2, Tensor.From<float>(column).Sum().Item());
        GC.KeepAlive(x);
    }

    [Fact]
    public void Tensor_span_of_another_type_is_refused()
    {
        var e = Assert.Throws<ShapeException>(() => Tensor.Zeros([2]).AsTensorSpan<double>());
        Assert.Contains("float32", e.Message, StringComparison.Ordinal);
    }
}
