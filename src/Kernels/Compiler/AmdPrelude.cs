using System.Text;

namespace Neuron.Kernels.Compiler;

/// <summary>
/// What generated OpenCL C needs of its language's library, in terms of clang's builtins for AMD: without it every work-item index is a
/// call, and registers say nothing.
/// </summary>
internal static class AmdPrelude
{
    private const string Start = """
        typedef unsigned char uchar;
        typedef unsigned short ushort;
        typedef unsigned int uint;
        typedef unsigned long ulong;
        #define NK __attribute__((overloadable, always_inline)) static
        #define CLK_LOCAL_MEM_FENCE 1
        #define CLK_GLOBAL_MEM_FENCE 2
        #define as_int(x) __builtin_astype(x, int)
        #define as_uint(x) __builtin_astype(x, uint)
        #define as_float(x) __builtin_astype(x, float)
        #define as_long(x) __builtin_astype(x, long)
        #define as_ulong(x) __builtin_astype(x, ulong)
        #define as_double(x) __builtin_astype(x, double)
        NK uint get_local_id(uint d) { return d == 0 ? __builtin_amdgcn_workitem_id_x() : d == 1 ? __builtin_amdgcn_workitem_id_y() : __builtin_amdgcn_workitem_id_z(); }
        NK uint get_group_id(uint d) { return d == 0 ? __builtin_amdgcn_workgroup_id_x() : d == 1 ? __builtin_amdgcn_workgroup_id_y() : __builtin_amdgcn_workgroup_id_z(); }
        NK uint get_local_size(uint d) { return d == 0 ? __builtin_amdgcn_workgroup_size_x() : d == 1 ? __builtin_amdgcn_workgroup_size_y() : __builtin_amdgcn_workgroup_size_z(); }
        NK uint get_global_size(uint d) { return d == 0 ? __builtin_amdgcn_grid_size_x() : d == 1 ? __builtin_amdgcn_grid_size_y() : __builtin_amdgcn_grid_size_z(); }
        NK uint get_num_groups(uint d) { return get_global_size(d) / get_local_size(d); }
        NK uint get_global_id(uint d) { return get_group_id(d) * get_local_size(d) + get_local_id(d); }
        NK void barrier(uint flags) { __builtin_amdgcn_fence(__ATOMIC_RELEASE, "workgroup"); __builtin_amdgcn_s_barrier(); __builtin_amdgcn_fence(__ATOMIC_ACQUIRE, "workgroup"); }
        NK void mem_fence(uint flags) { __builtin_amdgcn_fence(__ATOMIC_ACQ_REL, "workgroup"); }
        NK uint popcount(uint x) { return __builtin_popcount(x); }
        NK ulong popcount(ulong x) { return __builtin_popcountl(x); }
        NK uint clz(uint x) { return x ? __builtin_clz(x) : 32; }
        NK ulong clz(ulong x) { return x ? __builtin_clzl(x) : 64; }
        NK uint abs(int x) { return x < 0 ? 0u - (uint)x : (uint)x; }
        NK ulong abs(long x) { return x < 0 ? 0ul - (ulong)x : (ulong)x; }

        """;

    public static string Text { get; } = Build();

    private static string Build()
    {
        var text = new StringBuilder(Start);
        foreach (string type in (string[])["char", "uchar", "short", "ushort", "int", "uint", "long", "ulong", "float", "double"])
        {
            foreach (int width in (int[])[2, 4, 8]) text.Append($"typedef {type} {type}{width} __attribute__((ext_vector_type({width})));\n");
            if (type is "float" or "double") continue;
            text.Append($"NK {type} min({type} a, {type} b) {{ return b < a ? b : a; }}\nNK {type} max({type} a, {type} b) {{ return a < b ? b : a; }}\n");
        }
        foreach (var (type, suffix) in (ReadOnlySpan<(string, string)>)[("float", "f"), ("double", "")])
        {
            foreach (string name in (string[])["fabs", "sqrt", "floor", "ceil", "trunc", "rint", "round"]) text.Append($"NK {type} {name}({type} x) {{ return __builtin_{name}{suffix}(x); }}\n");
            text.Append($"NK {type} fma({type} a, {type} b, {type} c) {{ return __builtin_fma{suffix}(a, b, c); }}\n")
                .Append($"NK {type} copysign({type} a, {type} b) {{ return __builtin_copysign{suffix}(a, b); }}\n")
                .Append($"NK int isnan({type} x) {{ return x != x; }}\nNK int isinf({type} x) {{ return __builtin_isinf(x); }}\nNK int isfinite({type} x) {{ return __builtin_isfinite(x); }}\n");
            foreach (var (target, low, high) in (ReadOnlySpan<(string, string, string)>)[
                ("int", "-2147483648.0", "2147483648.0"), ("uint", "0.0", "4294967296.0"), ("long", "-9223372036854775808.0", "9223372036854775808.0"), ("ulong", "0.0", "18446744073709551616.0")])
            {
                string least = target switch { "int" => "(-2147483647 - 1)", "long" => "(-9223372036854775807L - 1)", _ => "0" };
                string most = target switch { "int" => "2147483647", "uint" => "4294967295u", "long" => "9223372036854775807L", _ => "18446744073709551615UL" };
                text.Append($"NK {target} convert_{target}_sat_rtz({type} x) {{ return x != x ? 0 : x < ({type}){low} ? {least} : x >= ({type}){high} ? {most} : ({target})x; }}\n");
            }
        }
        foreach (var (space, scope) in (ReadOnlySpan<(string, string)>)[("__global", "__MEMORY_SCOPE_DEVICE"), ("__local", "__MEMORY_SCOPE_WRKGRP")])
        {
            foreach (string type in (string[])["int", "uint", "long", "ulong"])
            {
                string prefix = type is "int" or "uint" ? "atomic_" : "atom_", pointer = $"volatile {space} {type}* p";
                foreach (string name in (string[])["add", "min", "max", "and", "or", "xor"])
                    text.Append($"NK {type} {prefix}{name}({pointer}, {type} v) {{ return __scoped_atomic_fetch_{name}(p, v, __ATOMIC_RELAXED, {scope}); }}\n");
                text.Append($"NK {type} {prefix}xchg({pointer}, {type} v) {{ return __scoped_atomic_exchange_n(p, v, __ATOMIC_RELAXED, {scope}); }}\n")
                    .Append($"NK {type} {prefix}cmpxchg({pointer}, {type} c, {type} v) {{ __scoped_atomic_compare_exchange_n(p, &c, v, 0, __ATOMIC_RELAXED, __ATOMIC_RELAXED, {scope}); return c; }}\n");
            }
        }
        return text.ToString();
    }
}
