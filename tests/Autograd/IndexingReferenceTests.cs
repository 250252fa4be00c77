using Neuron.Tests.Shared;

namespace Neuron.Tests.Autograd;

/// <summary>Every case of indexing.safetensors and the look-ups of embedding.safetensors: values and gradients, float64 and float32.</summary>
public class IndexingReferenceTests
{
    private static readonly Dictionary<string, Func<TensorReference, Tensor>> s_single = new()
    {
        ["gather_d1"] = r => r["x"].Gather(1, r["idx"]),
        ["gather_d2"] = r => r["x"].Gather(2, r["idx"]),
        ["take_along_dim"] = r => r["x"].TakeAlong(1, r["x"].ArgSort(1)),
        ["scatter"] = r => r["x"].Scatter(1, r["idx"], r["src"]),
        ["scatter_add"] = r => r["x"].ScatterAdd(1, r["idx"], r["src"]),
        ["scatter_add_d0"] = r => r["x"].ScatterAdd(0, r["idx"], r["src"]),
        ["scatter_reduce_sum"] = r => r["x"].ScatterAdd(1, r["idx"], r["src"]),
        ["scatter_reduce_mean"] = r => r["x"].ScatterMean(1, r["idx"], r["src"]),
        ["scatter_reduce_amax"] = r => r["x"].ScatterMax(1, r["idx"], r["src"]),
        ["scatter_reduce_prod"] = r => r["x"].ScatterProd(1, r["idx"], r["src"]),
        ["index_select"] = r => r["x"].IndexSelect(1, r["idx"]),
        ["index_add"] = r => r["x"].IndexAdd(0, r["idx"], r["src"], scale: 2),
        ["advanced_index"] = r => r["x"][r["i"], .., r["j"]],
        ["index_put_acc"] = r => r["x"].IndexPut([r["i"], r["j"]], r["v"], accumulate: true),
        ["masked_fill"] = r => r["x"].MaskedFill(r["m"], -9),
        ["masked_select"] = r => r["x"][r["m"]],
        ["nonzero"] = r => r["x"].NonZero(),
        ["bincount"] = r => r["x"].BinCount(r["w"], 10),
        ["histc"] = r => r["x"].HistC(8, -2, 2),
        ["flip"] = r => r["x"].Flip(0, 2),
        ["roll"] = r => r["x"].Roll(1, 1).Roll(-2, 2),
        ["rot90"] = r => r["x"].Rot90(1, 1, 2),
        ["permute"] = r => r["x"].Permute(2, 0, 1).Contiguous(),
        ["transpose_reshape"] = r => r["x"].Transpose(0, 2).Reshape(10, 6),
        ["expand_sum"] = r => r["x"][TensorIndex.NewAxis].Expand(6, 3, 4, 5).Sum(0),
        ["repeat"] = r => r["x"].Repeat(2, 1, 3),
        ["repeat_interleave"] = r => r["x"].RepeatInterleave(2, 1),
        ["slice_step"] = r => r["x"][1.., TensorIndex.Step(.., 2), ^3..],
        ["narrow"] = r => r["x"][TensorIndex.Ellipsis, 1..4],
        ["unfold_dim"] = r => r["x"].Windows(2, 3),
        ["tril"] = r => r["x"].Tril(1),
        ["triu"] = r => r["x"].Triu(-1),
        ["diagonal"] = r => r["x"].Diagonal(1, 1, 2),
        ["chunk"] = r => Tensor.Concat([.. r["x"].Chunk(3, 2).Select(c => c.Mean(2))]),
        ["split_sizes"] = r => r["x"].Split([1, 3], 1)[1],
        ["squeeze_unsqueeze"] = r => r["x"].Unsqueeze(1).Sum(1),
        ["cat"] = r => Tensor.Concat([r["a"], r["b"]]),
        ["stack"] = r => Tensor.Stack([r["a"], r["b"]], 1),
        ["pad1d_constant"] = r => r["x"].Pad([1, 2], value: -1),
        ["pad2d_constant"] = r => r["x"].Pad([1, 2, 2, 1]),
        ["pad1d_reflect"] = r => r["x"].Pad([2, 1], PadMode.Reflect),
        ["pad2d_reflect"] = r => r["x"].Pad([1, 2, 2, 1], PadMode.Reflect),
        ["pad1d_replicate"] = r => r["x"].Pad([2, 3], PadMode.Replicate),
        ["pad2d_replicate"] = r => r["x"].Pad([1, 2, 2, 1], PadMode.Replicate),
        ["pad1d_circular"] = r => r["x"].Pad([1, 2], PadMode.Circular),
        ["pad2d_circular"] = r => r["x"].Pad([1, 2, 2, 1], PadMode.Circular),
        ["meshgrid"] = r => Tensor.MeshGrid(r["x"][0, 0], r["x"][1, .., 0]) is [var a, var b] ? a * b : throw new InvalidOperationException(),
    };

    [ReferenceTheory, ReferenceCases("indexing")]
    public void Indexing(string name) => TensorReference.Check("indexing", name, r => name switch
    {
        "sort_d1" or "sort_stable_ties" => Pair(r["x"].Sort(-1)),
        "sort_d0" => Pair(r["x"].Sort(0)),
        "sort_d1_desc" => Pair(r["x"].Sort(1, descending: true)),
        "topk_3" => Pair(r["x"].TopK(3, 1)),
        "topk_2_smallest_d0" => Pair(r["x"].TopK(2, 0, largest: false)),
        "kthvalue" => Pair(r["x"].KthValue(3, 1)),
        "searchsorted" => new() { ["left"] = r["edges"].SearchSorted(r["v"]), ["right"] = r["edges"].SearchSorted(r["v"], right: true) },
        "unique" => r["x"].Unique() is var (values, inverse, counts) ? new() { ["values"] = values, ["inverse"] = inverse, ["counts"] = counts } : [],
        "inplace_chain" => WrittenIntoResult(r["x"]),
        _ => new() { ["y"] = s_single[name](r) },
    });

    [ReferenceTheory, ReferenceCases("embedding", "embedding", "one_hot", "tied", "embedding_bag_*")]
    public void Embedding(string name) => TensorReference.Check("embedding", name, r => new()
    {
        ["y"] = name switch
        {
            "embedding" => r["weight"].Embedding(r["idx"]),
            "one_hot" => r["idx"].OneHot(5),
            "tied" => r["weight"].Embedding(r["idx"]).MatMul(r["weight"].Mt),
            _ => Bags(r["weight"].Embedding(r["idx"]), r["offsets"].ToArray<long>(), name["embedding_bag_".Length..]),
        },
    });

    private static Dictionary<string, Tensor> Pair((Tensor Values, Tensor Positions) y) => new() { ["values"] = y.Values, ["indices"] = y.Positions };

    /// <summary>The case writes into a non-leaf; here each write gives a new tensor.</summary>
    private static Dictionary<string, Tensor> WrittenIntoResult(Tensor x)
    {
        var y = x * 2;
        y = y.IndexPut([TensorIndex.All, 1], x[.., 0] * 3);
        y = y.IndexPut([0], y[0] + 1);
        return new() { ["y"] = y, ["s"] = y.Sum(1) };
    }

    private static Tensor Bags(Tensor rows, long[] offsets, string mode)
    {
        var bags = new List<Tensor>();
        for (int i = 0; i < offsets.Length; i++)
        {
            var bag = rows[(int)offsets[i]..(i + 1 < offsets.Length ? (int)offsets[i + 1] : rows.Shape[0])];
            bags.Add(mode switch { "mean" => bag.Mean(0), "sum" => bag.Sum(0), _ => bag.Max(0) });
        }
        return Tensor.Stack(bags.ToArray());
    }

    [Fact]
    public void One_side_alone_is_padded()
    {
        var x = Tensor.From([1f, 2f, 3f]);
        Assert.Equal([1f, 2f, 3f, 2f, 1f], x.Pad([0, 2], PadMode.Reflect).ToArray<float>());
        Assert.Equal([2f, 3f, 1f, 2f, 3f], x.Pad([2, 0], PadMode.Circular).ToArray<float>());
    }
}
