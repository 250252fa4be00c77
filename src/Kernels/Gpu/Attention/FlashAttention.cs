using System.Numerics;
using System.Runtime.CompilerServices;
using Neuron.Kernels.Runtime;

namespace Neuron.Kernels.Gpu.Attention;

/// <summary>Launches <see cref="AttentionKernels"/>, on CPU devices <see cref="AttentionRowKernels"/>. Outputs and gradients lie without gaps.</summary>
internal static class FlashAttention
{
    /// <summary>
    /// y [batch, heads, queries, value width] and the log-sum-exp of each row of scores; <c>tensorCores</c>: products of float32 may be
    /// rounded to tf32 on the way.
    /// </summary>
    public static void Forward<T>(AcceleratorStream stream, in AttentionShape<T> shape, in AttentionInputs<T> inputs, ArrayView<T> y, ArrayView<T> logSums, Index3D group = default, bool tensorCores = false)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (logSums.Length == 0) return;
        if (group == default && stream.Accelerator.Limits.IsCpu)
        {
            Load(stream, default, AttentionRowKernels.Forward<T>).LaunchOver(stream, Items(logSums.Length), shape, inputs, y, logSums);
            return;
        }
        if (group == default) group = GroupOf<T>(stream.Accelerator.Limits, shape.Queries);
        int blocks = Blocks(shape.ValueWidth, group);
        bool wide = IsWide(shape, inputs, y, y);
        Delegate method = tensorCores && FitsTensorCores<T>(group) ? AttentionKernels.Forward<T, TensorLayout> : AttentionKernels.Forward<T, FmaLayout>;
        Load(stream, group, method).Launch(
            stream, Config(shape.Batch * shape.Heads, shape.Queries, shape.ValueWidth, blocks, group), shape, inputs, y, logSums,
            new SpecializedValue<int>(blocks), new SpecializedValue<bool>(wide), new SpecializedValue<bool>(shape.Drops));
    }

    /// <summary>dq, dk and dv from dy, y and the log-sums.</summary>
    public static void Backward<T>(
        AcceleratorStream stream, in AttentionShape<T> shape, in AttentionInputs<T> inputs, ArrayView<T> dy, ArrayView<T> y, ArrayView<T> logSums, ArrayView<T> dq, ArrayView<T> dk, ArrayView<T> dv,
        Index3D group = default, bool tensorCores = false)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        long rows = logSums.Length, keys = (long)shape.Batch * shape.KeyHeads * shape.Keys;
        using var delta = stream.Accelerator.Allocate1D<T>(Math.Max(rows, 1));
        if (rows > 0)
        {
            var launch = RowLaunch.Of(stream.Accelerator, rows, shape.ValueWidth, strided: false, group);
            launch.Load(stream, AttentionKernels.Delta<T>).Launch(stream, launch.Config, dy, y, delta.View, rows, shape.ValueWidth);
        }
        if (group == default && stream.Accelerator.Limits.IsCpu)
        {
            if (rows > 0) Load(stream, default, AttentionRowKernels.QueryGradient<T>).LaunchOver(stream, Items(rows), shape, inputs, dy, logSums, delta.View, dq);
            if (keys > 0) Load(stream, default, AttentionRowKernels.KeyGradient<T>).LaunchOver(stream, Items(keys), shape, inputs, dy, logSums, delta.View, dk, dv);
            return;
        }
        if (group == default) group = GroupOf<T>(stream.Accelerator.Limits, Math.Max(shape.Queries, shape.Keys));
        var drops = new SpecializedValue<bool>(shape.Drops);
        var wide = new SpecializedValue<bool>(IsWide(shape, inputs, dy, dv) && StridedView<T>.IsAligned(dq) && StridedView<T>.IsAligned(dk));
        bool tensor = tensorCores && FitsTensorCores<T>(group);
        int width = Math.Max(shape.Width, shape.ValueWidth), blocks = Blocks(shape.Width, group);
        if (rows > 0)
        {
            Delegate ofQueries = tensor ? AttentionKernels.QueryGradient<T, TensorLayout> : AttentionKernels.QueryGradient<T, FmaLayout>;
            Load(stream, group, ofQueries).Launch(
                stream, Config(shape.Batch * shape.Heads, shape.Queries, shape.Width, blocks, group), shape, inputs, dy, logSums, delta.View, dq, new SpecializedValue<int>(blocks), wide, drops);
        }
        if (keys == 0) return;
        blocks = Blocks(width, group);
        Delegate ofKeys = tensor ? AttentionKernels.KeyGradient<T, TensorLayout> : AttentionKernels.KeyGradient<T, FmaLayout>;
        Load(stream, group, ofKeys).Launch(
            stream, Config(shape.Batch * shape.KeyHeads, shape.Keys, width, blocks, group), shape, inputs, dy, logSums, delta.View, dk, dv, new SpecializedValue<int>(blocks), wide, drops);
    }

    /// <summary>
    /// Tiles of 64, 8 × 4 scores a work-item, for long sequences of float32; 32, 4 × 4 scores, for short ones, and where tiles of 64 would
    /// not fit the shared memory, as those of float64.
    /// </summary>
    private static Index3D GroupOf<T>(DeviceLimits limits, int length) =>
        length > 32 && limits.StaticSharedBytes >= 10000 * Unsafe.SizeOf<T>() && limits.MaxGroupSize >= 128 ? new Index3D(16, 8, 1) : new Index3D(8, 8, 1);

    /// <summary>Whether <see cref="TensorLayout"/> takes the group and the numbers.</summary>
    private static bool FitsTensorCores<T>(Index3D group) => typeof(T) == typeof(float) && group.Y == 8 && group.X % 4 == 0;

    /// <summary>Whether rows are multiples of four elements long and apart, so that they move by vectors.</summary>
    private static bool IsWide<T>(in AttentionShape<T> a, in AttentionInputs<T> x, ArrayView<T> y, ArrayView<T> result)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        long strides = a.QBatch | a.QHead | a.QPosition | a.KBatch | a.KHead | a.KPosition | a.VBatch | a.VHead | a.VPosition;
        return ((strides | (uint)a.Width | (uint)a.ValueWidth) & 3) == 0 && StridedView<T>.IsAligned(x.Q) && StridedView<T>.IsAligned(x.K) && StridedView<T>.IsAligned(x.V)
            && StridedView<T>.IsAligned(y) && StridedView<T>.IsAligned(result);
    }

    /// <summary>Tiles of columns of the result that a group holds in registers.</summary>
    private static int Blocks(int width, Index3D group) => width > 4 * group.X ? 2 : 1;

    private static KernelConfig Config(int heads, int length, int width, int blocks, Index3D group)
    {
        int tile = 4 * group.X;
        return new(new Index3D(checked(heads * ((length + tile - 1) / tile)), 1, (width + (blocks * tile) - 1) / (blocks * tile)), group);
    }

    private static Index1D Items(long count) => new(checked((int)count));

    private static Kernel Load(AcceleratorStream stream, Index3D group, Delegate method) => stream.Accelerator.LoadKernel(method.Method, group);
}
