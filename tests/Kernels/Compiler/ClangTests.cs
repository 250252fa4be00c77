using System.Reflection;
using Neuron.Kernels.Compiler;
using Neuron.Tests.Shared;
using Regex = System.Text.RegularExpressions.Regex;

namespace Neuron.Tests.Kernels.Compiler;

/// <summary>Generated source through clang for GPUs: NVIDIA's virtual machine and AMD's.</summary>
public sealed class ClangTests
{
    private static readonly string[] Kernels = ["Saxpy", "TransposeTile", "Softmax", "Histogram", "Collectives", "VectorCopy", "Tiled", "Packed"];

    [ToolTheory("clang-19|clang")]
    [InlineData("nvptx64-nvidia-cuda", "sm_80")]
    [InlineData("nvptx64-nvidia-cuda", "sm_90")]
    [InlineData("amdgcn-amd-amdhsa", "gfx90a")]
    [InlineData("amdgcn-amd-amdhsa", "gfx942")]
    public void OpenCl_source_compiles_for(string target, string processor)
    {
        string clang = Tool.Find("clang-19", "clang")!;
        var folder = Directory.CreateTempSubdirectory("clang");
        try
        {
            foreach (string kernel in Kernels)
            {
                var method = typeof(KernelTests).GetMethod(kernel, BindingFlags.Static | BindingFlags.NonPublic)!;
                File.WriteAllText(Path.Combine(folder.FullName, "kernel.cl"), RuleTests.Compile(method));
                var (code, output) = Tool.Run(folder.FullName, clang, "-target", target, (target.StartsWith("nv", StringComparison.Ordinal) ? "-march=" : "-mcpu=") + processor, "-x", "cl", "-cl-std=CL1.2", "-O3",
                    "-Xclang", "-finclude-default-header", "-nogpulib", "-S", "kernel.cl", "-o", "kernel.s");
                Assert.True(code == 0, $"{kernel} for {processor}:\n{output}");
                string assembly = File.ReadAllText(Path.Combine(folder.FullName, "kernel.s"));
                if (kernel == "VectorCopy") Assert.Contains(target.StartsWith("nv", StringComparison.Ordinal) ? "ld.global.v4" : "global_load_dwordx4", assembly);
                if (kernel == "Tiled") Assert.Contains("barrier", assembly); // a call: the device libraries are not linked
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [ToolTheory("clang-19|clang")]
    [InlineData("Saxpy")]
    [InlineData("TransposeTile")]
    [InlineData("Softmax")]
    [InlineData("Histogram")]
    [InlineData("Collectives")]
    [InlineData("VectorCopy")]
    [InlineData("Dynamic")]
    [InlineData("Tiled")]
    [InlineData("Packed")]
    [InlineData("Plane")]
    public void Cuda_source_compiles_and_leaves_no_call_open(string kernel)
    {
        var method = typeof(KernelTests).GetMethod(kernel, BindingFlags.Static | BindingFlags.NonPublic)!;
        string ptx = Clang.Ptx(kernel, RuleTests.Compile(method, new CudaDialect(forClang: true)), "sm_80");
        Assert.Contains($".entry {kernel}(", ptx);
        Assert.DoesNotContain(".extern .func", ptx);
        // the form for NVRTC, which declares its library itself
        ptx = Clang.Ptx(kernel, ClangPrelude.Text + "__device__ float expf(float);\n" + RuleTests.Compile(method, new CudaDialect()), "sm_90");
        Assert.Contains($".entry {kernel}(", ptx);
    }

    private static void Extremes(Index1D i, ArrayView<float> x, ArrayView<double> y)
    {
        Atomic.Max(ref x[0], x[i]);
        Atomic.Min(ref y[0], y[i]);
    }

    /// <summary>−0 = +0, and what an exchange found is not what it expected: only the bits say whether it took place.</summary>
    [ToolFact("clang-19|clang")]
    public void Cuda_atomic_extremes_compare_what_they_found_by_its_bits()
    {
        string ptx = Clang.Ptx("Extremes", RuleTests.Compile(((Delegate)Extremes).Method, new CudaDialect(forClang: true)), "sm_80");
        foreach (int bits in (int[])[32, 64])
        {
            string found = Regex.Match(ptx, $@"cas\.b{bits}\s+(%\w+),").Groups[1].Value;
            Assert.Matches($@"setp\.(eq|ne)\.[sub]{bits}\s+%p\d+, ({found}, %\w+|%\w+, {found});", ptx);
        }
    }

    private readonly record struct Pixel(byte Red, BFloat16 Depth, Corner Where);

    private readonly record struct Corner(long X, float Y);

    private static void Shuffles(ArrayView<byte> x, ArrayView<Pixel> y)
    {
        if (Warp.WarpIdx > 0) return; // the other warps take no part
        x[Group.IdxX] = Warp.Shuffle(x[Group.IdxX], 31 - Warp.LaneIdx);
        y[Group.IdxX] = Warp.Shuffle(y[Group.IdxX], 31 - Warp.LaneIdx);
    }

    [ToolFact("clang-19|clang")]
    public void Cuda_shuffles_of_any_type_are_the_warp_s_alone()
    {
        string ptx = Clang.Ptx("Shuffles", RuleTests.Compile(((Delegate)Shuffles).Method, new CudaDialect(forClang: true)), "sm_80");
        Assert.DoesNotContain("bar.sync", ptx);
        Assert.DoesNotContain(".shared", ptx);
        Assert.Equal(6, Regex.Count(ptx, @"shfl\.sync\.idx")); // two for the long
    }

    private static void Fences(ArrayView<int> x)
    {
        x[0] = 1;
        MemoryFence.GroupLevel();
        x[1] = 2;
        MemoryFence.DeviceLevel();
        x[2] = 3;
        MemoryFence.SystemLevel();
    }

    [ToolFact("clang-19|clang")]
    public void Cuda_fences_have_their_levels()
    {
        string ptx = Clang.Ptx("Fences", RuleTests.Compile(((Delegate)Fences).Method, new CudaDialect(forClang: true)), "sm_80");
        Assert.Matches(@"(?s)membar\.cta.*membar\.gl.*membar\.sys", ptx);
    }

    private static void AllMath(Index1D i, ArrayView<float> x, ArrayView<double> y)
    {
        float a = x[i], b = x[i + 1];
        x[i] = XMath.Exp(a) + XMath.Exp2(a) + XMath.Expm1(a) + XMath.Log(a) + XMath.Log2(a) + XMath.Log10(a) + XMath.Log1p(a) + XMath.Sin(a) + XMath.Cos(a) + XMath.Tan(a)
            + XMath.Sinh(a) + XMath.Cosh(a) + XMath.Tanh(a) + XMath.Asin(a) + XMath.Acos(a) + XMath.Atan(a) + XMath.Atan2(a, b) + MathF.Asinh(a) + MathF.Acosh(a) + MathF.Atanh(a)
            + XMath.Pow(a, b) + MathF.Cbrt(a) + XMath.Rsqrt(a) + (a % b) + XMath.Erf(a) + XMath.Erfc(a) + XMath.Sqrt(a) + XMath.Floor(a) + MathF.Round(a) + XMath.Fma(a, b, a) + float.Hypot(a, b)
            + MathF.Round(a, MidpointRounding.AwayFromZero) + XMath.Abs(b) + XMath.Ceiling(a) + XMath.Truncate(a) + MathF.CopySign(a, b) + XMath.Min(a, b) + XMath.Max(a, b);
        double c = y[i], d = y[i + 1];
        y[i] = XMath.Exp(c) + XMath.Exp2(c) + XMath.Expm1(c) + XMath.Log(c) + XMath.Log2(c) + XMath.Log10(c) + XMath.Log1p(c) + XMath.Sin(c) + XMath.Cos(c) + XMath.Tan(c)
            + XMath.Sinh(c) + XMath.Cosh(c) + XMath.Tanh(c) + XMath.Asin(c) + XMath.Acos(c) + XMath.Atan(c) + XMath.Atan2(c, d) + Math.Asinh(c) + Math.Acosh(c) + Math.Atanh(c)
            + XMath.Pow(c, d) + Math.Cbrt(c) + XMath.Rsqrt(c) + (c % d) + XMath.Erf(c) + XMath.Erfc(c) + XMath.Sqrt(c) + XMath.Floor(c) + Math.Round(c) + XMath.Fma(c, d, c) + double.Hypot(c, d)
            + Math.Round(c, MidpointRounding.AwayFromZero) + XMath.Abs(d) + XMath.Ceiling(c) + XMath.Truncate(c) + Math.CopySign(c, d) + XMath.Min(c, d) + XMath.Max(c, d);
    }

    [ToolTheory("clang-19|clang")]
    [InlineData("sm_75"), InlineData("sm_80"), InlineData("sm_90")]
    public void Every_mathematical_function_becomes_instructions(string processor) =>
        Assert.DoesNotContain(".extern .func", Clang.Ptx("AllMath", RuleTests.Compile(((Delegate)AllMath).Method, new CudaDialect(75, forClang: true)), processor));
}
