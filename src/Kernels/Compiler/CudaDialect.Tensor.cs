namespace Neuron.Kernels.Compiler;

/// <summary>Instructions from compute capability 8.0 on, as inline PTX.</summary>
internal sealed partial class CudaDialect
{
    public override string MultiplyAdd(string kind, StructType[] fragments)
    {
        string depth = kind == "tf32" ? "k8" : "k16";
        var (a, b, c) = (Fields(fragments[0], "a"), Fields(fragments[1], "b"), fragments[2].Fields.Select(field => "c." + field.Name));
        return $$"""
            {{FunctionKeyword}}{{fragments[2].Name}} nk_mma_{{kind}}({{fragments[0].Name}} a, {{fragments[1].Name}} b, {{fragments[2].Name}} c)
            {
                asm volatile("mma.sync.aligned.m16n8{{depth}}.row.col.f32.{{kind}}.{{kind}}.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
                    : {{string.Join(", ", c.Select(field => $"\"+f\"({field})"))}}
                    : {{a}}, {{b}});
                return c;
            }

            """;
    }

    public override string LoadMatrices(string name, bool transposed, StructType words) => $$"""
        {{FunctionKeyword}}{{words.Name}} {{name}}(const void* row)
        {
            {{words.Name}} r;
            unsigned int address = (unsigned int)__cvta_generic_to_shared(row);
            asm volatile("ldmatrix.sync.aligned.m8n8.x4{{(transposed ? ".trans" : "")}}.shared.b16 {%0, %1, %2, %3}, [%4];"
                : {{string.Join(", ", words.Fields.Select(field => $"\"=r\"(r.{field.Name})"))}} : "r"(address) : "memory");
            return r;
        }

        """;

    public override string RoundToTf32(string name) => $$"""
        {{FunctionKeyword}}float {{name}}(float x)
        {
            unsigned int rounded;
            asm("cvt.rna.tf32.f32 %0, %1;" : "=r"(rounded) : "f"(x));
            return __uint_as_float(rounded);
        }

        """;

    // past the first-level cache where the instruction can: a tile is read once from global memory
    public override string AsyncCopy(string name, int bytes) => $$"""
        {{FunctionKeyword}}void {{name}}(void* target, const void* source)
        {
            unsigned int address = (unsigned int)__cvta_generic_to_shared(target);
            asm volatile("cp.async.{{(bytes == 16 ? "cg" : "ca")}}.shared.global [%0], [%1], {{bytes}};" :: "r"(address), "l"(source) : "memory");
        }

        """;

    public override string AsyncFence(string name, int groups) => $$"""
        {{FunctionKeyword}}void {{name}}()
        {
            asm volatile("{{(groups < 0 ? "cp.async.commit_group" : $"cp.async.wait_group {groups}")}};" ::: "memory");
        }

        """;

    private static string Fields(StructType fragment, string name) => string.Join(", ", fragment.Fields.Select(field => $"\"r\"({name}.{field.Name})"));
}
