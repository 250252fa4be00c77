using Neuron.Autograd;
using Neuron.Kernels.Runtime;
using Neuron.Models;

namespace Neuron.Experiments.Devices;

/// <summary>The rows of <c>neuron kernel bench</c>: sizes that fill a GPU, smaller ones for a CPU behind OpenCL.</summary>
internal static class BenchCases
{
    public static IEnumerable<BenchCase> For(DeviceLimits limits)
    {
        bool small = limits.IsCpu;
        int n = small ? 1 << 20 : 1 << 26, rows = small ? 1 << 10 : 1 << 16, columns = n / rows;
        yield return Map("copy", n, 2, x => x.Clone());
        yield return Pair("add", n, (a, b) => a + b);
        yield return Map("exp", n, 2, x => x.Exp());
        yield return Map("gelu", n, 2, x => x.Gelu());
        yield return Map("sum", n, 1, x => x.Sum());
        yield return Rows("row sums", rows, columns, 1, x => x.Sum(1));
        yield return Rows("column sums", rows, columns, 1, x => x.Sum(0));
        yield return Rows("transpose", rows, columns, 2, x => x.Mt.Clone());
        yield return Rows("softmax", rows, columns, 2, x => x.Softmax(1));
        yield return Rows("layer norm", rows, columns, 2, x => x.LayerNorm());
        foreach (int size in small ? (int[])[256, 512] : [1024, 4096, 8192])
        {
            yield return Product("NN", size, (a, b) => a.MatMul(b));
            yield return Product("NT", size, (a, b) => a.MatMul(b.Mt));
            yield return Product("TN", size, (a, b) => a.Mt.MatMul(b));
        }
        foreach (int size in small ? (int[])[] : [4096, 8192])
        {
            foreach (var type in (DType[])[DType.BFloat16, DType.Float16])
            {
                yield return NarrowProduct("NN", size, type, (a, b) => a.MatMul(b));
                yield return NarrowProduct("NT", size, type, (a, b) => a.MatMul(b.Mt));
                yield return NarrowProduct("TN", size, type, (a, b) => a.Mt.MatMul(b));
            }
            yield return RoundedProduct("NN", size, (a, b) => a.MatMul(b));
            yield return RoundedProduct("NT", size, (a, b) => a.MatMul(b.Mt));
        }
        int length = small ? 128 : 2048, heads = small ? 2 : 16, batch = small ? 1 : 4;
        foreach (int depth in (int[])[64, 128])
        {
            double operations = 4.0 * batch * heads * length * length * depth, bytes = 16.0 * batch * heads * length * depth;
            yield return new($"attention {batch}x{heads}x{length}x{depth}", operations, bytes, device =>
            {
                Tensor q = Normal(device, batch, heads, length, depth), k = Normal(device, batch, heads, length, depth), v = Normal(device, batch, heads, length, depth);
                return () => Tensor.ScaledDotProductAttention(q, k, v).Dispose();
            });
        }
        int channels = small ? 16 : 128, side = small ? 16 : 56, images = small ? 2 : 32;
        yield return new($"convolution 3x3 {images}x{channels}x{side}x{side}", 18.0 * images * channels * channels * side * side, 8.0 * images * channels * side * side, device =>
        {
            Tensor x = Normal(device, images, channels, side, side), w = Normal(device, channels, channels, 3, 3);
            return () => x.Conv2d(w, padding: 1).Dispose();
        });
        yield return new("Adam step", 0, 28.0 * n, device =>
        {
            var model = new Models.Linear(columns, rows, bias: false, rng: new Rng(1));
            model.To(device);
            var optimizer = new Adam(model.Parameters(), 1e-3);
            model.Weight.Value.Sum().Backward();
            return optimizer.Step;
        });
    }

    private static BenchCase Map(string name, int n, int passes, Func<Tensor, Tensor> work) =>
        new($"{name} {n >> 20} Mi", 0, 4.0 * passes * n, device =>
        {
            var x = Normal(device, n);
            return () => work(x).Dispose();
        });

    private static BenchCase Pair(string name, int n, Func<Tensor, Tensor, Tensor> work) =>
        new($"{name} {n >> 20} Mi", n, 12.0 * n, device =>
        {
            Tensor a = Normal(device, n), b = Normal(device, n);
            return () => work(a, b).Dispose();
        });

    private static BenchCase Rows(string name, int rows, int columns, int passes, Func<Tensor, Tensor> work) =>
        new($"{name} {rows}x{columns}", 0, 4.0 * passes * rows * columns, device =>
        {
            var x = Normal(device, rows, columns);
            return () => work(x).Dispose();
        });

    private static BenchCase Product(string form, int size, Func<Tensor, Tensor, Tensor> work) =>
        new($"matmul {form} {size}", 2.0 * size * size * size, 12.0 * size * size, device =>
        {
            Tensor a = Normal(device, size, size), b = Normal(device, size, size);
            return () => work(a, b).Dispose();
        });

    private static BenchCase NarrowProduct(string form, int size, DType type, Func<Tensor, Tensor, Tensor> work) =>
        new($"matmul {form} {size} {type}", 2.0 * size * size * size, 6.0 * size * size, device =>
        {
            Tensor a = Normal(device, size, size).To(type), b = Normal(device, size, size).To(type);
            return () => work(a, b).Dispose();
        }) { OnTensorCores = true };

    /// <summary>A product of float32 that may go to tensor cores, rounded to tf32.</summary>
    private static BenchCase RoundedProduct(string form, int size, Func<Tensor, Tensor, Tensor> work) =>
        Product(form, size, (a, b) => WithTf32(true, () => work(a, b))) with { Name = $"matmul {form} {size} tf32", OnTensorCores = true };

    /// <summary>What the work gives where rounding to tf32 is allowed, or is not.</summary>
    internal static Tensor WithTf32(bool allowed, Func<Tensor> work)
    {
        bool before = GpuPrecision.AllowTf32;
        GpuPrecision.AllowTf32 = allowed;
        try
        {
            return work();
        }
        finally
        {
            GpuPrecision.AllowTf32 = before;
        }
    }

    private static Tensor Normal(Device device, params int[] shape) => new Rng(1).Normal(Shape.Create(shape), device: Device.Cpu).To(device);
}
