namespace Neuron.Kernels.Compiler;

/// <summary>What generated CUDA source needs of NVRTC, in terms of clang's builtins: no header, no library, no unresolved call.</summary>
internal static class ClangPrelude
{
    public const string Text = """
        #define __device__ __attribute__((device))
        #define __global__ __attribute__((global))
        #define __shared__ __attribute__((shared))
        #define __constant__ __attribute__((constant))
        #define __forceinline__ __attribute__((always_inline)) inline
        #define __align__(n) __attribute__((aligned(n)))
        #define __launch_bounds__(...) __attribute__((launch_bounds(__VA_ARGS__)))
        #define NK static __device__ __forceinline__
        struct nk_triple { unsigned int x, y, z; };
        NK nk_triple nk_threadIdx() { return { (unsigned int)__nvvm_read_ptx_sreg_tid_x(), (unsigned int)__nvvm_read_ptx_sreg_tid_y(), (unsigned int)__nvvm_read_ptx_sreg_tid_z() }; }
        #define threadIdx nk_threadIdx()
        NK nk_triple nk_blockIdx() { return { (unsigned int)__nvvm_read_ptx_sreg_ctaid_x(), (unsigned int)__nvvm_read_ptx_sreg_ctaid_y(), (unsigned int)__nvvm_read_ptx_sreg_ctaid_z() }; }
        #define blockIdx nk_blockIdx()
        NK nk_triple nk_blockDim() { return { (unsigned int)__nvvm_read_ptx_sreg_ntid_x(), (unsigned int)__nvvm_read_ptx_sreg_ntid_y(), (unsigned int)__nvvm_read_ptx_sreg_ntid_z() }; }
        #define blockDim nk_blockDim()
        NK nk_triple nk_gridDim() { return { (unsigned int)__nvvm_read_ptx_sreg_nctaid_x(), (unsigned int)__nvvm_read_ptx_sreg_nctaid_y(), (unsigned int)__nvvm_read_ptx_sreg_nctaid_z() }; }
        #define gridDim nk_gridDim()
        #define __syncwarp() __nvvm_bar_warp_sync(0xFFFFFFFFu)
        #define __threadfence_block() __nvvm_membar_cta()
        #define __threadfence() __nvvm_membar_gl()
        #define __threadfence_system() __nvvm_membar_sys()
        NK unsigned long long __cvta_generic_to_shared(const void* p) { return (unsigned long long)(__attribute__((address_space(3))) const void*)p; }
        NK float __uint_as_float(unsigned int x) { return __builtin_bit_cast(float, x); }
        NK float __int_as_float(int x) { return __builtin_bit_cast(float, x); }
        NK unsigned int __float_as_uint(float x) { return __builtin_bit_cast(unsigned int, x); }
        NK int __float_as_int(float x) { return __builtin_bit_cast(int, x); }
        NK long long __double_as_longlong(double x) { return __builtin_bit_cast(long long, x); }
        NK double __longlong_as_double(long long x) { return __builtin_bit_cast(double, x); }
        NK int __float2int_rz(float x) { return __nvvm_f2i_rz(x); }
        NK unsigned int __float2uint_rz(float x) { return __nvvm_f2ui_rz(x); }
        NK long long __float2ll_rz(float x) { return __nvvm_f2ll_rz(x); }
        NK unsigned long long __float2ull_rz(float x) { return __nvvm_f2ull_rz(x); }
        NK int __double2int_rz(double x) { return __nvvm_d2i_rz(x); }
        NK unsigned int __double2uint_rz(double x) { return __nvvm_d2ui_rz(x); }
        NK long long __double2ll_rz(double x) { return __nvvm_d2ll_rz(x); }
        NK unsigned long long __double2ull_rz(double x) { return __nvvm_d2ull_rz(x); }
        NK int __popc(unsigned int x) { return __builtin_popcount(x); }
        NK int __popcll(unsigned long long x) { return __builtin_popcountll(x); }
        NK int __clz(unsigned int x) { return x ? __builtin_clz(x) : 32; }
        NK int __clzll(unsigned long long x) { return x ? __builtin_clzll(x) : 64; }
        NK unsigned int abs(int x) { return x < 0 ? 0u - (unsigned int)x : (unsigned int)x; }
        NK unsigned long long llabs(long long x) { return x < 0 ? 0ull - (unsigned long long)x : (unsigned long long)x; }
        template <typename T> NK T min(T a, T b) { return b < a ? b : a; }
        template <typename T> NK T max(T a, T b) { return a < b ? b : a; }
        template <typename T> NK int isnan(T x) { return x != x; }
        template <typename T> NK int isinf(T x) { return __builtin_isinf(x); }
        template <typename T> NK int isfinite(T x) { return __builtin_isfinite(x); }
        NK float fabsf(float x) { return __builtin_fabsf(x); }
        NK double fabs(double x) { return __builtin_fabs(x); }
        NK float sqrtf(float x) { return __nvvm_sqrt_rn_f(x); }
        NK double sqrt(double x) { return __nvvm_sqrt_rn_d(x); }
        NK float fmaf(float a, float b, float c) { return __nvvm_fma_rn_f(a, b, c); }
        NK double fma(double a, double b, double c) { return __nvvm_fma_rn_d(a, b, c); }
        NK float floorf(float x) { return __nvvm_floor_f(x); }
        NK double floor(double x) { return __nvvm_floor_d(x); }
        NK float ceilf(float x) { return __nvvm_ceil_f(x); }
        NK double ceil(double x) { return __nvvm_ceil_d(x); }
        NK float truncf(float x) { return __nvvm_trunc_f(x); }
        NK double trunc(double x) { return __nvvm_trunc_d(x); }
        NK float rintf(float x) { return __builtin_rintf(x); }
        NK double rint(double x) { return __builtin_rint(x); }
        NK float copysignf(float x, float y) { return __uint_as_float((__float_as_uint(x) & 0x7FFFFFFFu) | (__float_as_uint(y) & 0x80000000u)); }
        NK double copysign(double x, double y) { return __longlong_as_double((__double_as_longlong(x) & 0x7FFFFFFFFFFFFFFFll) | (__double_as_longlong(y) & (-0x7FFFFFFFFFFFFFFFll - 1))); }
        NK float roundf(float x) { float w = truncf(x); return fabsf(x - w) >= 0.5f ? w + copysignf(1.0f, x) : copysignf(w, x); }
        NK double round(double x) { double w = trunc(x); return fabs(x - w) >= 0.5 ? w + copysign(1.0, x) : copysign(w, x); }
        NK int __shfl_sync(unsigned int mask, int x, int lane) { return __nvvm_shfl_sync_idx_i32(mask, x, lane, 31); }
        NK unsigned int __shfl_sync(unsigned int mask, unsigned int x, int lane) { return (unsigned int)__nvvm_shfl_sync_idx_i32(mask, (int)x, lane, 31); }
        NK float __shfl_sync(unsigned int mask, float x, int lane) { return __nvvm_shfl_sync_idx_f32(mask, x, lane, 31); }
        NK unsigned long long __shfl_sync(unsigned int mask, unsigned long long x, int lane) { return (unsigned long long)__shfl_sync(mask, (unsigned int)x, lane) | ((unsigned long long)__shfl_sync(mask, (unsigned int)(x >> 32), lane) << 32); }
        NK long long __shfl_sync(unsigned int mask, long long x, int lane) { return (long long)__shfl_sync(mask, (unsigned long long)x, lane); }
        NK double __shfl_sync(unsigned int mask, double x, int lane) { return __longlong_as_double(__shfl_sync(mask, __double_as_longlong(x), lane)); }
        template <typename T> NK T atomicAdd(T* p, T v) { return __atomic_fetch_add(p, v, __ATOMIC_RELAXED); }
        NK float atomicAdd(float* p, float v) { return __nvvm_atom_add_gen_f(p, v); }
        NK double atomicAdd(double* p, double v) { return __nvvm_atom_add_gen_d(p, v); }
        template <typename T> NK T atomicMax(T* p, T v) { return __atomic_fetch_max(p, v, __ATOMIC_RELAXED); }
        template <typename T> NK T atomicMin(T* p, T v) { return __atomic_fetch_min(p, v, __ATOMIC_RELAXED); }
        template <typename T> NK T atomicAnd(T* p, T v) { return __atomic_fetch_and(p, v, __ATOMIC_RELAXED); }
        template <typename T> NK T atomicOr(T* p, T v) { return __atomic_fetch_or(p, v, __ATOMIC_RELAXED); }
        template <typename T> NK T atomicXor(T* p, T v) { return __atomic_fetch_xor(p, v, __ATOMIC_RELAXED); }
        template <typename T> NK T atomicExch(T* p, T v) { return __atomic_exchange_n(p, v, __ATOMIC_RELAXED); }
        NK float atomicExch(float* p, float v) { return __int_as_float(atomicExch((int*)p, __float_as_int(v))); }
        template <typename T> NK T atomicCAS(T* p, T c, T v) { __atomic_compare_exchange_n(p, &c, v, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED); return c; }

        """;
}
