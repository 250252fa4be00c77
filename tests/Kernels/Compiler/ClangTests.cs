using System.Reflection;

namespace Neuron.Tests.Kernels.Compiler;

/// <summary>Generated source through clang for GPUs: NVIDIA's virtual machine and AMD's.</summary>
public sealed class ClangTests
{
    private static readonly string[] Kernels = ["Saxpy", "TransposeTile", "Softmax", "Histogram", "Collectives", "VectorCopy", "Tiled", "Packed"];

    [ToolTheory("clang-19", "clang")]
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

    /// <summary>What NVRTC declares by itself, as far as generated source needs it.</summary>
    private const string CudaShim = """
        #define __device__ __attribute__((device))
        #define __global__ __attribute__((global))
        #define __shared__ __attribute__((shared))
        #define __constant__ __attribute__((constant))
        #define __forceinline__ __attribute__((always_inline))
        #define __align__(n) __attribute__((aligned(n)))
        #define __launch_bounds__(...) __attribute__((launch_bounds(__VA_ARGS__)))
        struct triple { unsigned int x, y, z; };
        extern const __device__ triple threadIdx, blockIdx, blockDim, gridDim;
        __device__ void __syncthreads(); __device__ void __syncwarp();
        __device__ float __uint_as_float(unsigned int); __device__ float __int_as_float(int); __device__ unsigned int __float_as_uint(float); __device__ int __float_as_int(float);
        __device__ long long __double_as_longlong(double); __device__ double __longlong_as_double(long long);
        __device__ int __float2int_rz(float); __device__ unsigned int __float2uint_rz(float); __device__ long long __float2ll_rz(float); __device__ unsigned long long __float2ull_rz(float);
        __device__ int __double2int_rz(double); __device__ unsigned int __double2uint_rz(double); __device__ long long __double2ll_rz(double); __device__ unsigned long long __double2ull_rz(double);
        template <typename T> __device__ T atomicAdd(T*, T); template <typename T> __device__ T atomicMax(T*, T); template <typename T> __device__ T atomicExch(T*, T); template <typename T> __device__ T atomicCAS(T*, T, T);
        template <typename T> __device__ T __shfl_sync(unsigned int, T, int);
        template <typename T> __device__ bool isnan(T); __device__ float expf(float); __device__ float fmaf(float, float, float); __device__ int __popc(unsigned int);
        template <typename T> __device__ T min(T, T); template <typename T> __device__ T max(T, T);

        """;

    [ToolTheory("clang-19", "clang")]
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
    public void Cuda_source_compiles(string kernel)
    {
        string clang = Tool.Find("clang-19", "clang")!;
        var folder = Directory.CreateTempSubdirectory("cuda");
        try
        {
            var method = typeof(KernelTests).GetMethod(kernel, BindingFlags.Static | BindingFlags.NonPublic)!;
            File.WriteAllText(Path.Combine(folder.FullName, "kernel.cu"), CudaShim + RuleTests.Compile(method, new Neuron.Kernels.Compiler.CudaDialect()));
            var (code, output) = Tool.Run(folder.FullName, clang, "-x", "cuda", "--cuda-device-only", "-nocudainc", "-nocudalib", "--cuda-gpu-arch=sm_80", "-std=c++17",
                "-O2", "-S", "kernel.cu", "-o", "kernel.ptx");
            Assert.True(code == 0, $"{kernel}:\n{output}");
            Assert.Contains($".entry {kernel}(", File.ReadAllText(Path.Combine(folder.FullName, "kernel.ptx")));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
