using System.Globalization;
using System.Text.RegularExpressions;

namespace Neuron.Kernels.Compiler;

/// <summary>What the assembly of a kernel shows of it.</summary>
/// <param name="Registers">AMD: vector registers that a work-item occupies. PTX: 32-bit virtual registers live at once are not known, so null.</param>
/// <param name="ScalarRegisters">AMD: scalar registers; null for PTX.</param>
/// <param name="Spills">AMD: vector registers spilled (scalar ones spill into lanes of vector registers, not into memory); PTX: 0, its registers are virtual.</param>
/// <param name="LocalBytes">Bytes a work-item keeps in memory: scratch on AMD, the local depot in PTX. Arrays that found no registers.</param>
/// <param name="SharedBytes">Bytes of shared memory that the kernel declares.</param>
/// <param name="VectorAccesses">Loads and stores of 8 bytes and more.</param>
/// <param name="WideAccesses">Those of 16 bytes.</param>
/// <param name="MultiplyAdds">Fused multiply-add instructions.</param>
/// <param name="MatrixInstructions">Matrix instructions: mma.sync.</param>
/// <param name="OpenCalls">Functions that are called and defined nowhere.</param>
internal sealed partial record AssemblyReport(int? Registers, int? ScalarRegisters, int Spills, int LocalBytes, int SharedBytes, int VectorAccesses, int WideAccesses, int MultiplyAdds, int MatrixInstructions, int OpenCalls)
{
    /// <summary>Reads PTX.</summary>
    public static AssemblyReport OfPtx(string ptx) => new(
        null, null, 0,
        LocalDepot().Matches(ptx).Sum(match => Number(match.Groups[1].Value)),
        SharedArray().Matches(ptx).Sum(match => Number(match.Groups[1].Value)),
        PtxVector().Count(ptx), PtxWide().Count(ptx), PtxFma().Count(ptx), PtxMma().Count(ptx), PtxExtern().Count(ptx));

    /// <summary>Reads AMD assembly.</summary>
    public static AssemblyReport OfAmdGcn(string assembly)
    {
        int Value(string key) => Regex.Match(assembly, $@"^\s+\.{key}:\s+(\d+)", RegexOptions.Multiline) is { Success: true } match ? Number(match.Groups[1].Value) : 0;
        return new(Value("vgpr_count"), Value("sgpr_count"), Value("vgpr_spill_count"), Value("private_segment_fixed_size"), Value("group_segment_fixed_size"),
            AmdVector().Count(assembly), AmdWide().Count(assembly), AmdFma().Count(assembly), AmdMfma().Count(assembly), AmdCall().Count(assembly));
    }

    private static int Number(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\.local[^;]*__local_depot\d+\[(\d+)\]")]
    private static partial Regex LocalDepot();

    [GeneratedRegex(@"^\s*(?:\.visible |\.weak |\.common )?\.shared[^;]*\[(\d+)\];", RegexOptions.Multiline)]
    private static partial Regex SharedArray();

    [GeneratedRegex(@"^\s*(?:ld|st)\.(?:global|shared|local)\S*(?:\.v[24]\.\S+|[bfsu]64)\s|cp\.async\.c|ldmatrix", RegexOptions.Multiline)]
    private static partial Regex PtxVector();

    [GeneratedRegex(@"^\s*(?:ld|st)\.(?:global|shared)[^;]*\.(?:v4\.[a-z]32|v2\.[a-z]64)|cp\.async\.cg|ldmatrix", RegexOptions.Multiline)]
    private static partial Regex PtxWide();

    [GeneratedRegex(@"^\s*fma\.rn", RegexOptions.Multiline)]
    private static partial Regex PtxFma();

    [GeneratedRegex(@"mma\.sync")]
    private static partial Regex PtxMma();

    [GeneratedRegex(@"^\.extern \.func", RegexOptions.Multiline)]
    private static partial Regex PtxExtern();

    [GeneratedRegex(@"^\s+(?:global|flat|buffer|ds)_(?:load|store|read|write)\w*(?:x2|x4|_b64|_b128|2_b32|2_b64)", RegexOptions.Multiline)]
    private static partial Regex AmdVector();

    [GeneratedRegex(@"^\s+(?:global|flat|buffer|ds)_(?:load|store|read|write)\w*(?:x4|_b128|2_b64)", RegexOptions.Multiline)]
    private static partial Regex AmdWide();

    [GeneratedRegex(@"^\s+v_(?:pk_)?(?:fma|fmac)\w*", RegexOptions.Multiline)]
    private static partial Regex AmdFma();

    [GeneratedRegex(@"^\s+v_mfma", RegexOptions.Multiline)]
    private static partial Regex AmdMfma();

    [GeneratedRegex(@"^\s+s_swappc_b64", RegexOptions.Multiline)]
    private static partial Regex AmdCall();
}
