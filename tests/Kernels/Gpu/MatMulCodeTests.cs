using System.Text.RegularExpressions;
using Neuron.Kernels.Compiler;
using Neuron.Kernels.Gpu;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Kernels.Gpu;

/// <summary>What clang makes of the tile kernel for GPUs: sums stay in registers, and four elements move at once.</summary>
public sealed class MatMulCodeTests
{
    [ToolTheory("clang-19|clang")]
    [InlineData("sm_80"), InlineData("sm_90")]
    public void Ptx_keeps_sums_in_registers_and_moves_vectors(string processor)
    {
        Check<Tile128x128, WideAlongK, WideAcrossK>(8);
        Check<Tile128x128x16, WideAcrossK, WideAlongK>(16);
        Check<Tile64x64, WideAlongK, WideAlongK>(16);

        void Check<TTile, TLeft, TRight>(int terms)
            where TTile : struct, IMatMulTile
            where TLeft : struct, IPanelLayout
            where TRight : struct, IPanelLayout
        {
            string ptx = Clang.Ptx("Tiled", Source<TTile, TLeft, TRight>(new CudaDialect(forClang: true)), processor);
            Assert.DoesNotContain(".local", ptx);
            Assert.DoesNotContain(".extern .func", ptx);
            int sums = 16 * TTile.RowBlocks * TTile.ColumnBlocks;
            Assert.Equal(sums * terms, Regex.Count(ptx, @"fma\.rn\.f32"));
            Assert.Equal((TTile.RowBlocks + TTile.ColumnBlocks) * terms, Regex.Count(ptx, @"ld\.shared\.v4\.f32"));
            Assert.Equal(sums / 4, Regex.Count(ptx, @"st\.global\.v4\.f32"));
            Assert.True(Regex.Count(ptx, @"ld\.global(\.nc)?\.v4\.f32") >= 4 && Regex.Count(ptx, @"ld\.global(\.nc)?\.f32") == 0, "operands are loaded by vectors alone");
        }
    }

    [ToolTheory("clang-19|clang")]
    [InlineData("gfx90a"), InlineData("gfx942")]
    public void Amd_code_keeps_sums_in_registers_and_moves_vectors(string processor)
    {
        string assembly = Clang.AmdGcn("Tiled", Source<Tile128x128, WideAlongK, WideAcrossK>(new OpenClDialect(forClang: true)), processor);
        Assert.Contains(".vgpr_spill_count: 0", assembly);
        Assert.Contains(".sgpr_spill_count: 0", assembly);
        Assert.Contains(".private_segment_fixed_size: 0", assembly);
        Assert.Equal(32, Regex.Count(assembly, "ds_read_b128"));
        Assert.True(Regex.Count(assembly, "global_load_dwordx4") >= 4 && !Regex.IsMatch(assembly, @"global_load_dword\s"));
    }

    private static string Source<TTile, TLeft, TRight>(Dialect dialect)
        where TTile : struct, IMatMulTile
        where TLeft : struct, IPanelLayout
        where TRight : struct, IPanelLayout =>
        KernelSource.Of(
            MatMulKernels.Tiled<float, Float32Format, float, TTile, MatrixPanel<float, float, Float32Format, TLeft>, MatrixPanel<float, float, Float32Format, TRight>, DenseResult<float, float, Float32Format, NoEpilogue<float>, Yes>>,
            new Index3D(MatMulKernels.Items<TTile>(), 1, 1), dialect);
}
