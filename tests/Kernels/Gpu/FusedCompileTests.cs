using System.Numerics;
using Neuron.Kernels.Compiler;
using Neuron.Kernels.Cpu.Optimizers;
using Neuron.Kernels.Gpu;
using Neuron.Kernels.Gpu.Attention;
using Neuron.Kernels.Gpu.Normalization;
using Neuron.Kernels.Gpu.Optimizers;
using Neuron.Kernels.Gpu.Recurrent;
using Neuron.Kernels.Operators;
using Neuron.Kernels.Runtime.Blueprint;
using Neuron.Tests.Kernels.Compiler;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Kernels.Gpu;

/// <summary>Softmax, norm, attention, recurrence and optimiser kernels through clang for NVIDIA and AMD GPUs.</summary>
public sealed class FusedCompileTests
{
    private static readonly Index3D s_row = new(256, 1, 1), s_warps = new(32, 8, 1), s_square = new(16, 16, 1), s_attention = new(16, 8, 1);

    private static (string Name, Delegate Kernel, Index3D Group, int[] Specialised)[] All =>
    [
        ("softmax", SoftmaxKernels.Forward<float>, s_row, [0, 0]), ("softmax of columns", SoftmaxKernels.Forward<float>, new Index3D(1, 256, 1), [1, 1]),
        ("softmax gradient", SoftmaxKernels.Backward<float>, s_row, [0, 0]), ("cross-entropy", CrossEntropyKernels.Forward<float>, s_row, []),
        ("cross-entropy gradient", CrossEntropyKernels.Backward<float>, s_row, []), ("layer norm", RowNormKernels.Forward<float>, s_row, [0]),
        ("layer norm gradient", RowNormKernels.Backward<float>, s_row, [0]), ("layer norm weights", RowNormKernels.WeightParts<float>, default, []),
        ("softmax in registers", SoftmaxKernels.Forward<float>, s_warps, [0, 0, 32]), ("log-softmax in registers", SoftmaxKernels.Forward<float>, s_row, [0, 1, 8]),
        ("softmax gradient in registers", SoftmaxKernels.Backward<float>, s_warps, [0, 0, 32]), ("layer norm in registers", RowNormKernels.Forward<float>, s_warps, [0, 32]),
        ("layer norm gradient in registers", RowNormKernels.Backward<float>, s_warps, [0, 32]), ("transpose", TransposeKernels.Tiles<int>, s_warps, []),
        ("sums of rows", ReductionKernels.Grouped<float, Add<float>>, s_warps, [1]), ("sums of columns", ReductionKernels.Columns<float, Add<float>>, s_warps, [1]),
        ("group norm", GroupNormKernels.Forward<float>, s_row, []), ("group norm gradient", GroupNormKernels.Backward<float>, s_row, []),
        ("batch statistics", BatchNormKernels.StatisticsParts<float>, s_row, []), ("batch norm gradient", BatchNormKernels.GradientParts<float>, s_row, []),
        ("adam", OptimizerKernels.Step<float, AdamUpdate<float>>, s_row, []), ("lamb", OptimizerKernels.LambMoments<float>, s_row, []),
        ("lstm", RecurrentKernels.Forward<float>, s_warps, [4, 1]), ("lstm gradient", RecurrentKernels.Backward<float>, s_warps, [1]),
        ("gru by single loads", RecurrentKernels.Forward<float>, s_warps, [3, 0]), ("rnn", RecurrentKernels.Forward<float>, new Index3D(32, 2, 4), [1, 1]),
        ("attention", AttentionKernels.Forward<float, FmaLayout>, s_attention, [2, 1, 0]), ("attention with dropout", AttentionKernels.Forward<float, FmaLayout>, s_attention, [1, 0, 1]),
        ("attention dq", AttentionKernels.QueryGradient<float, FmaLayout>, s_attention, [2, 1, 0]), ("attention dk, dv", AttentionKernels.KeyGradient<float, FmaLayout>, s_attention, [2, 1, 0]),
    ];

    [ToolTheory("clang-19|clang"), InlineData("sm_80"), InlineData("sm_90")]
    public void Kernels_compile_for_nvidia_and_keep_arrays_in_registers(string processor)
    {
        foreach (var (name, kernel, group, specialised) in All.Append(("tf32 attention", AttentionKernels.Forward<float, TensorLayout>, s_attention, [2, 1, 0])))
        {
            string ptx = Clang.Ptx(name, KernelSource.Of(kernel, group, new CudaDialect(80, forClang: true), specialised), processor);
            Assert.False(ptx.Contains(".local", StringComparison.Ordinal), $"{name} uses local memory on {processor}");
            if (name.StartsWith("attention", StringComparison.Ordinal)) Assert.Contains("ld.shared.v4", ptx);
        }
    }

    /// <summary>NVIDIA's assembler refuses a kernel whose arrays take more than 48 KiB, whatever the GPU has.</summary>
    [ToolFact("clang-19|clang")]
    public void Attention_over_long_sequences_declares_no_more_shared_memory_than_nvidia_allows()
    {
        using var paper = new BlueprintAccelerator(BlueprintAccelerator.Gpu(tensorCores: false));
        Attend<float>(paper);
        Attend<double>(paper);
        int[] declared = [.. paper.Records.Select(record => AssemblyReport.OfPtx(Clang.Ptx(record.Name, record.Print(new CudaDialect(80, forClang: true)).Source, "sm_80")).SharedBytes)];
        Assert.Equal(8, declared.Length); // forward, delta and two gradients of each type
        Assert.All(declared, bytes => Assert.InRange(bytes, 0, 48 << 10));
        Assert.Equal(6, declared.Count(bytes => bytes > 0)); // the rows of delta lie within warps, which share nothing
    }

    private static void Attend<T>(BlueprintAccelerator paper) where T : unmanaged, IFloatingPointIeee754<T>
    {
        const int Length = 64, Width = 8;
        using var memory = paper.Allocate1D<T>(Length * Width);
        using var sums = paper.Allocate1D<T>(Length);
        var x = memory.View;
        var shape = new AttentionShape<T>
        {
            QPosition = Width, KPosition = Width, VPosition = Width, Batch = 1, Heads = 1, KeyHeads = 1, Queries = Length, Keys = Length, Width = Width, ValueWidth = Width,
        };
        var inputs = new AttentionInputs<T> { Q = x, K = x, V = x };
        FlashAttention.Forward(paper.DefaultStream, shape, inputs, x, sums.View);
        FlashAttention.Backward(paper.DefaultStream, shape, inputs, x, x, sums.View, x, x, x);
    }

    [ToolTheory("clang-19|clang"), InlineData("gfx90a"), InlineData("gfx942")]
    public void Kernels_compile_for_amd_without_spills(string processor)
    {
        foreach (var (name, kernel, group, specialised) in All)
        {
            string assembly = Clang.AmdGcn(name, KernelSource.Of(kernel, group, new OpenClDialect(forClang: true), specialised), processor);
            Assert.Contains(".vgpr_spill_count: 0", assembly);
            Assert.True(assembly.Contains(".private_segment_fixed_size: 0", StringComparison.Ordinal), $"{name} uses scratch memory on {processor}");
        }
    }
}
