using Neuron.Tests.Shared;

namespace Neuron.Tests.Autograd;

/// <summary>Matrix products and sums of products against PyTorch's results and gradients.</summary>
public class MatMulReferenceTests
{
    private static readonly Lazy<ReferenceFile> s_file = new(() => ReferenceFile.Open("matmul"));

    [ReferenceTheory, ReferenceCases("matmul", "mm_*", "mv", "vm", "dot", "bmm", "broadcast_*", "batch_times_vector", "vector_times_batch", "inner_one", "outer_one")]
    public void Product(string name) => TensorReference.Check(s_file.Value[name], x => x["a"].MatMul(x["b"]));

    [ReferenceTheory, ReferenceCases("matmul", "a_transposed")]
    public void Transposed_left(string name) => TensorReference.Check(s_file.Value[name], x => x["a"].Mt.MatMul(x["b"]));

    [ReferenceTheory, ReferenceCases("matmul", "b_transposed")]
    public void Transposed_right(string name) => TensorReference.Check(s_file.Value[name], x => x["a"].MatMul(x["b"].Mt));

    [ReferenceTheory, ReferenceCases("matmul", "linear", "linear_nobias")]
    public void Linear(string name) =>
        TensorReference.Check(s_file.Value[name], x => x["x"].Linear(x["weight"], name == "linear" ? x["bias"] : null));

    [ReferenceTheory, ReferenceCases("matmul", "bilinear")]
    public void Bilinear(string name) => TensorReference.Check(s_file.Value[name], x => x["x1"].Bilinear(x["x2"], x["weight"], x["bias"]));

    [ReferenceTheory, ReferenceCases("matmul", "addmm")]
    public void Sum_with_product(string name) => TensorReference.Check(s_file.Value[name], x => x["c"].AddMatMul(x["a"], x["b"], beta: 0.5, alpha: 2));

    [ReferenceTheory, ReferenceCases("matmul", "baddbmm")]
    public void Sum_with_stacked_product(string name) => TensorReference.Check(s_file.Value[name], x => x["c"].AddMatMul(x["a"], x["b"], alpha: 0.25));

    [ReferenceTheory, ReferenceCases("matmul", "outer")]
    public void Outer(string name) => TensorReference.Check(s_file.Value[name], x => x["a"].Outer(x["b"]));

    [ReferenceTheory, ReferenceCases("matmul", "cdist")]
    public void Distances(string name) => TensorReference.Check(s_file.Value[name], x => x["a"].Distances(x["b"]));

    [ReferenceTheory, ReferenceCases("matmul", "tensordot")]
    public void TensorDot(string name) => TensorReference.Check(s_file.Value[name], x => x["a"].TensorDot(x["b"], [2, 1], [0, 1]));

    [ReferenceTheory, ReferenceCases("matmul", "einsum_*")]
    public void Einsum(string name)
    {
        var c = s_file.Value[name];
        string equation = c.Args.GetProperty("equation").GetString()!;
        string[] operands = [.. "abc".Select(letter => letter.ToString()).Where(n => c.Has("in." + n))];
        TensorReference.Check(c, x => Tensor.Einsum(equation, [.. operands.Select(n => x[n])]));
    }

    [ReferenceFact]
    public void Every_case_is_compared() => s_file.Value.AssertEveryCaseIsNamed(typeof(MatMulReferenceTests).Assembly);
}
