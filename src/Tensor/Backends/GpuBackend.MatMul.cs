using Neuron.Kernels.Gpu;
using Neuron.Kernels.Language;

namespace Neuron;

internal sealed partial class GpuBackend
{
    /// <summary>Batch axes that one launch takes.</summary>
    private const int BatchAxes = 3;

    public void MatMul(Tensor a, Tensor b, Tensor y)
    {
        switch (y.DType)
        {
            case DType.Float32: Multiply<float, float, Float32Format, NoEpilogue<float>>(a, b, y, default); break;
            case DType.Float64: Multiply<double, double, Float64Format, NoEpilogue<double>>(a, b, y, default); break;
            case DType.Float16: Multiply<Kernels.Language.Half, float, Float16Format, NoEpilogue<float>>(a, b, y, default); break;
            case DType.BFloat16: Multiply<BFloat16, float, BFloat16Format, NoEpilogue<float>>(a, b, y, default); break;
            case DType.Int32: Multiply<int, int, Int32Format, NoEpilogue<int>>(a, b, y, default); break;
            case DType.Int64: Multiply<long, long, Int64Format, NoEpilogue<long>>(a, b, y, default); break;
            default: throw StorageOnly("matmul", y);
        }
    }

    public void Linear(Tensor x, Tensor weight, Tensor? bias, Tensor y)
    {
        switch (y.DType)
        {
            case DType.Float64: Linear<double, double, Float64Format>(x, weight, bias, y); break;
            case DType.Float16: Linear<Kernels.Language.Half, float, Float16Format>(x, weight, bias, y); break;
            case DType.BFloat16: Linear<BFloat16, float, BFloat16Format>(x, weight, bias, y); break;
            default: Linear<float, float, Float32Format>(x, weight, bias, y); break;
        }
    }

    private void Linear<TStored, TSum, TFormat>(Tensor x, Tensor weight, Tensor? bias, Tensor y)
        where TStored : unmanaged
        where TSum : unmanaged
        where TFormat : struct, INumericFormat<TStored, TSum>
    {
        Tensor u = x, v = y;
        if (x.Rank == 1 || x.IsContiguous)
        {
            // the same weight for all rows: one product
            u = x.Rank == 1 ? x.Unsqueeze(0) : x.View([.. Rows(x), x.Shape[^1]], [x.Shape[^1], 1], x.Offset);
            v = y.View([.. Rows(y), y.Shape[^1]], [y.Shape[^1], 1], y.Offset);
        }
        if (bias is null)
        {
            Multiply<TStored, TSum, TFormat, NoEpilogue<TSum>>(u, weight.Mt, v, default);
            return;
        }
        var memory = bias.Memory<TStored>().SubView(bias.Offset);
        Multiply<TStored, TSum, TFormat, ColumnBias<TStored, TSum, TFormat>>(u, weight.Mt, v, new() { Bias = memory, Stride = bias.StrideArray[0] });
        KeepAlive(bias);
    }

    private static int[] Rows(Tensor x) => [checked((int)Shape.Create(x.Shape.Span[..^1]).Size)];

    private void Multiply<TStored, TSum, TFormat, TEpilogue>(Tensor a, Tensor b, Tensor y, TEpilogue epilogue)
        where TStored : unmanaged
        where TSum : unmanaged
        where TFormat : struct, INumericFormat<TStored, TSum>
        where TEpilogue : unmanaged, IEpilogue<TSum>
    {
        if (y.Size == 0) return;
        int m = y.Shape[^2], n = y.Shape[^1], k = a.Shape[^1];
        var batch = y.Shape[..^2];
        bool onTensorCores = TensorCoreMatMul.Wants<TStored>(accelerator.Limits, m, n, k, GpuPrecision.AllowTf32);
        Tensor left = onTensorCores ? ForTensorCores<TStored>(a) : Forward(a), right = onTensorCores ? ForTensorCores<TStored>(b.Mt).Mt : Forward(b);
        Tensor u = left.Expand([.. batch, m, k]), v = right.Expand([.. batch, k, n]);
        var axes = MergedBatch(batch, u.StrideArray, v.StrideArray);
        while (axes.Count < BatchAxes) axes.Insert(0, (1, 0, 0));
        var inner = axes[^BatchAxes..];
        var shape = new MatMulShape(m, n, k, inner[0].Length, inner[1].Length, inner[2].Length);
        long products = (long)shape.First * shape.Second * shape.Third, outer = axes.SkipLast(BatchAxes).Aggregate(1L, (count, axis) => count * axis.Length);
        for (long i = 0; i < outer; i++)
        {
            long rest = i, offsetA = u.Offset, offsetB = v.Offset;
            for (int axis = axes.Count - BatchAxes - 1; axis >= 0; axis--)
            {
                offsetA += rest % axes[axis].Length * axes[axis].A;
                offsetB += rest % axes[axis].Length * axes[axis].B;
                rest /= axes[axis].Length;
            }
            var ofA = new MatrixOperand<TStored>(From<TStored>(u, offsetA), u.StrideArray[^2], u.StrideArray[^1], inner[0].A, inner[1].A, inner[2].A);
            var ofB = new MatrixOperand<TStored>(From<TStored>(v, offsetB), v.StrideArray[^2], v.StrideArray[^1], inner[0].B, inner[1].B, inner[2].B);
            var target = y.DenseView<TStored>().SubView(i * products * m * n, products * m * n);
            MatMul<TStored, TSum, TFormat>.Run(Stream, shape, ofA, ofB, target, epilogue, allowTf32: GpuPrecision.AllowTf32);
        }
        KeepAlive(u, v);
    }

    /// <summary>The tensor [.., outer, k], or a copy with k last if tensor cores cannot read it as it lies.</summary>
    private Tensor ForTensorCores<T>(Tensor x) where T : unmanaged
    {
        var strides = x.StrideArray;
        bool aligned = x.Offset % TensorCoreMatMul.Chunk<T>() == 0 && Array.TrueForAll(strides[..^2], stride => stride >= 0 && stride % TensorCoreMatMul.Chunk<T>() == 0);
        if (aligned && strides[^1] == 1 && TensorCoreMatMul.IsStride<T>(strides[^2])) return x;
        if (aligned && strides[^2] == 1 && TensorCoreMatMul.IsStride<T>(strides[^1]) && TensorCoreMatMul.CanLieAcross<T>(x.Shape[^2])) return x;
        var dense = Scratch(x.Shape, x.DType);
        Copy(x, dense);
        return dense;
    }

    /// <summary>The tensor, or a copy if it runs backwards through memory: kernels go forward from a view's start.</summary>
    private Tensor Forward(Tensor x)
    {
        if (!Array.Exists(x.StrideArray, stride => stride < 0)) return x;
        var dense = Scratch(x.Shape, x.DType);
        Copy(x, dense);
        return dense;
    }

    private static ArrayView<T> From<T>(Tensor x, long offset) where T : unmanaged => x.Size == 0 ? default : x.Memory<T>().SubView(offset);

    /// <summary>Batch axes, neighbours merged where both operands run through them evenly.</summary>
    private static List<(int Length, long A, long B)> MergedBatch(Shape batch, long[] a, long[] b)
    {
        var axes = new List<(int Length, long A, long B)>();
        for (int i = 0; i < batch.Rank; i++)
        {
            if (batch[i] == 1) continue;
            if (axes.Count > 0 && axes[^1] is var (length, outerA, outerB) && outerA == a[i] * batch[i] && outerB == b[i] * batch[i])
                axes[^1] = (checked(length * batch[i]), a[i], b[i]);
            else
                axes.Add((batch[i], a[i], b[i]));
        }
        return axes;
    }
}
