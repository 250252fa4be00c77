using Neuron.Kernels.Language;

namespace Neuron.Kernels.Compiler;

/// <summary>CUDA C++ as NVRTC takes it, without headers; or as clang does, without the CUDA toolkit.</summary>
/// <param name="capability">Ten times the major plus the minor version of the architecture that the source is for: 80 for sm_80.</param>
/// <param name="forClang">Whether clang compiles it: then a prelude stands for what NVRTC declares, and <see cref="DeviceMath"/> for its library.</param>
internal sealed partial class CudaDialect(int capability = 80, bool forClang = false) : Dialect
{
    public override bool HasWarpShuffle => true;

    public override bool HasDeviceFences => true;

    public override bool HasMathLibrary => !forClang;

    public override bool HasTensorCores => capability >= 80;

    public override bool HasAsyncCopies => capability >= 80;

    public override string FunctionKeyword => "static __device__ __forceinline__ ";

    public override string ConstantKeyword => "__constant__";

    // as vector loads and stores need it
    public override string SharedKeyword => "__shared__ __align__(32)";

    public override string LongSuffix => "LL";

    // a grid has at most 65,535 groups along Y and Z
    public override bool LaunchesParts => true;

    public override string Prelude => forClang ? ClangPrelude.Text : "";

    public override string Name(ScalarKind kind) => kind switch
    {
        ScalarKind.Bool => "unsigned char",
        ScalarKind.Int8 => "signed char",
        ScalarKind.UInt8 => "unsigned char",
        ScalarKind.Int16 => "short",
        ScalarKind.UInt16 => "unsigned short",
        ScalarKind.Int32 => "int",
        ScalarKind.UInt32 => "unsigned int",
        ScalarKind.Int64 => "long long",
        ScalarKind.UInt64 => "unsigned long long",
        ScalarKind.Float32 => "float",
        _ => "double",
    };

    public override string Qualifier(AddressSpace space) => "";

    public override string ToInteger(ScalarKind from, ScalarKind to, string operand)
    {
        string f = from == ScalarKind.Float32 ? "float" : "double";
        string t = to switch { ScalarKind.Int32 => "int", ScalarKind.UInt32 => "uint", ScalarKind.Int64 => "ll", _ => "ull" };
        // the instructions saturate, but give NaN a value of their own
        return $"nk_to_{t}_{f}({operand})";
    }

    public override string As(ScalarKind from, ScalarKind to, string operand) => (from, to) switch
    {
        (ScalarKind.Float32, ScalarKind.Int32) => $"__float_as_int({operand})",
        (ScalarKind.Float32, _) => $"__float_as_uint({operand})",
        (ScalarKind.Float64, ScalarKind.Int64) => $"__double_as_longlong({operand})",
        (ScalarKind.Float64, _) => $"(unsigned long long)__double_as_longlong({operand})",
        (ScalarKind.Int32, _) => $"__int_as_float({operand})",
        (ScalarKind.UInt32, _) => $"__uint_as_float({operand})",
        _ => $"__longlong_as_double((long long)({operand}))",
    };

    public override string KernelHead(Index3D groupSize, int residentGroups) =>
        $"extern \"C\" __global__ {(groupSize == default ? "" : $"__launch_bounds__({groupSize.Size}{(residentGroups > 0 ? $", {residentGroups}" : "")}) ")}void"; // NVRTC takes no attribute before extern

    public override (string Parameters, string? Setup) ViewParameter(string pointer, string pointerType, string name, string length) =>
        ($"{pointerType} {name}, long long {length}", null);

    public override (string? Parameters, string Setup) DynamicShared(string memory, string bytes) => (
        null,
        $"extern __shared__ __align__(16) unsigned char {memory}[];\n    unsigned int {bytes}_register; asm(\"mov.u32 %0, %%dynamic_smem_size;\" : \"=r\"({bytes}_register));\n    long long {bytes} = {bytes}_register;");

    public override string GlobalId(int dimension)
    {
        char d = "xyz"[dimension];
        return $"(int)(blockIdx.{d} * blockDim.{d} + threadIdx.{d})";
    }

    public override string Call(CallExpression call, Func<Expression, string> print)
    {
        string arguments = string.Join(", ", call.Arguments.Select(print));
        char Dimension() => "xyz"[(int)((Constant)call.Arguments[0]).Value];
        bool single = call.Type == KernelType.Float32 || (call.Arguments.Count > 0 && call.Arguments[0].Type == KernelType.Float32);
        bool wide = call.Arguments.Count > 0 && call.Arguments[0].Type.Is64Bit;
        switch (call.Name)
        {
            case "barrier": return "__syncthreads()";
            case "warp.barrier": return "__syncwarp()";
            case "warp.shuffle": return $"__shfl_sync(0xFFFFFFFFu, {arguments})";
            case "fence.GroupLevel": return "__threadfence_block()";
            case "fence.DeviceLevel": return "__threadfence()";
            case "fence.SystemLevel": return "__threadfence_system()";
            case "item.Grid.Idx": return $"(int)blockIdx.{Dimension()}";
            case "item.Grid.Dim": return $"(int)gridDim.{Dimension()}";
            case "item.Group.Idx": return $"(int)threadIdx.{Dimension()}";
            case "item.Group.Dim": return $"(int)blockDim.{Dimension()}";
            case "vector.load" or "vector.store": return VectorCall(call, print);
            case "popcount": return wide ? $"__popcll({arguments})" : $"__popc({arguments})";
            case "clz": return wide ? $"__clzll({arguments})" : $"__clz({arguments})";
            case "abs": return wide ? $"llabs({arguments})" : $"abs({arguments})";
            case "min" or "max" or "isnan" or "isinf" or "isfinite": return $"{call.Name}({arguments})";
        }
        if (call.Name.StartsWith("atomic.", StringComparison.Ordinal)) return Atomic(call, arguments);
        return call.Name.StartsWith("nk_", StringComparison.Ordinal) ? $"{call.Name}({arguments})" : $"{call.Name}{(single ? "f" : "")}({arguments})";
    }

    private static string Atomic(CallExpression call, string arguments)
    {
        string operation = call.Name[7..];
        var kind = ((ScalarType)call.Type).Kind;
        bool isFloat = kind is ScalarKind.Float32 or ScalarKind.Float64;
        if (operation is "Add" or "And" or "Or" or "Xor" && kind == ScalarKind.Int64) return $"nk_atomic_{operation}({arguments})";
        if (isFloat && operation is "Max" or "Min" or "CompareExchange" && isFloat) return $"nk_atomic_{operation}({arguments})";
        if (operation is "Exchange" or "CompareExchange" && kind is ScalarKind.Int64 or ScalarKind.Float64)
            return $"nk_atomic_{operation}({arguments})";
        string name = operation switch { "Exchange" => "Exch", "CompareExchange" => "CAS", _ => operation };
        return $"atomic{name}({arguments})";
    }

    /// <summary>Functions that every program may use.</summary>
    public const string Helpers = """
        static __device__ __forceinline__ int nk_to_int_float(float x) { return x != x ? 0 : __float2int_rz(x); }
        static __device__ __forceinline__ unsigned int nk_to_uint_float(float x) { return x != x ? 0u : __float2uint_rz(x); }
        static __device__ __forceinline__ long long nk_to_ll_float(float x) { return x != x ? 0LL : __float2ll_rz(x); }
        static __device__ __forceinline__ unsigned long long nk_to_ull_float(float x) { return x != x ? 0ULL : __float2ull_rz(x); }
        static __device__ __forceinline__ int nk_to_int_double(double x) { return x != x ? 0 : __double2int_rz(x); }
        static __device__ __forceinline__ unsigned int nk_to_uint_double(double x) { return x != x ? 0u : __double2uint_rz(x); }
        static __device__ __forceinline__ long long nk_to_ll_double(double x) { return x != x ? 0LL : __double2ll_rz(x); }
        static __device__ __forceinline__ unsigned long long nk_to_ull_double(double x) { return x != x ? 0ULL : __double2ull_rz(x); }
        static __device__ __forceinline__ long long nk_atomic_Add(long long* p, long long v) { return (long long)atomicAdd((unsigned long long*)p, (unsigned long long)v); }
        static __device__ __forceinline__ long long nk_atomic_And(long long* p, long long v) { return (long long)atomicAnd((unsigned long long*)p, (unsigned long long)v); }
        static __device__ __forceinline__ long long nk_atomic_Or(long long* p, long long v) { return (long long)atomicOr((unsigned long long*)p, (unsigned long long)v); }
        static __device__ __forceinline__ long long nk_atomic_Xor(long long* p, long long v) { return (long long)atomicXor((unsigned long long*)p, (unsigned long long)v); }
        static __device__ __forceinline__ long long nk_atomic_Exchange(long long* p, long long v) { return (long long)atomicExch((unsigned long long*)p, (unsigned long long)v); }
        static __device__ __forceinline__ double nk_atomic_Exchange(double* p, double v) { return __longlong_as_double((long long)atomicExch((unsigned long long*)p, (unsigned long long)__double_as_longlong(v))); }
        static __device__ __forceinline__ long long nk_atomic_CompareExchange(long long* p, long long c, long long v) { return (long long)atomicCAS((unsigned long long*)p, (unsigned long long)c, (unsigned long long)v); }
        static __device__ __forceinline__ float nk_atomic_CompareExchange(float* p, float c, float v) { return __uint_as_float(atomicCAS((unsigned int*)p, __float_as_uint(c), __float_as_uint(v))); }
        static __device__ __forceinline__ double nk_atomic_CompareExchange(double* p, double c, double v) { return __longlong_as_double((long long)atomicCAS((unsigned long long*)p, (unsigned long long)__double_as_longlong(c), (unsigned long long)__double_as_longlong(v))); }
        static __device__ __forceinline__ bool nk_same(float a, float b) { return __float_as_uint(a) == __float_as_uint(b); }
        static __device__ __forceinline__ bool nk_same(double a, double b) { return __double_as_longlong(a) == __double_as_longlong(b); }
        template <typename T> static __device__ T nk_atomic_Max(T* p, T v) { T seen = *p; while (true) { T found = nk_atomic_CompareExchange(p, seen, nk_max(seen, v)); if (nk_same(found, seen)) return seen; seen = found; } }
        template <typename T> static __device__ T nk_atomic_Min(T* p, T v) { T seen = *p; while (true) { T found = nk_atomic_CompareExchange(p, seen, nk_min(seen, v)); if (nk_same(found, seen)) return seen; seen = found; } }

        """;

    public override string VectorFunctions(StructType type, int width, AddressSpace space, string element)
    {
        int bytes = width * KernelEntry.SizeOf(type.Fields[0].Type);
        // aligned like the vector it stands for, so that one instruction moves up to 16 bytes
        return $$"""
            static __device__ __forceinline__ {{type.Name}} {{VectorName("load", type, space)}}(const {{element}}* p)
            {
                return *(const {{type.Name}}*)__builtin_assume_aligned(p, {{bytes}});
            }
            static __device__ __forceinline__ void {{VectorName("store", type, space)}}({{element}}* p, {{type.Name}} value)
            {
                *({{type.Name}}*)__builtin_assume_aligned(p, {{bytes}}) = value;
            }

            """;
    }
}
