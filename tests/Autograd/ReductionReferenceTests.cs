using System.Globalization;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Autograd;

public class ReductionReferenceTests
{
    [ReferenceTheory, ReferenceCases("reductions", "sum_*", "mean_*", "amax_*", "amin_*", "logsumexp_*", "var_*", "std_*")]
    public void Over_axes(string name)
    {
        string[] parts = name.Split('_');
        bool keep = parts[^1] == "keep", all = parts.Contains("all") || parts.Contains("ties");
        string digits = parts.LastOrDefault(p => p[0] == 'd' && p.Length > 1 && char.IsAsciiDigit(p[1])) ?? "";
        int[] axes = name == "amax_ties" ? [1] : all ? [] : [.. digits.Skip(1).Select(d => d - '0')];
        int correction = parts.Contains("biased") ? 0 : 1;
        TensorReference.Check(ReferenceFile.Open("reductions")[name], x => parts[0] switch
        {
            "sum" => x["x"].Sum(axes, keep),
            "mean" => x["x"].Mean(axes, keep),
            "amax" => x["x"].Max(axes, keep),
            "amin" => x["x"].Min(axes, keep),
            "logsumexp" => x["x"].LogSumExp(axes, keep),
            "var" => x["x"].Var(axes, correction, keep),
            _ => x["x"].Std(axes, correction, keep),
        });
    }

    [ReferenceTheory, ReferenceCases("reductions", "prod_*", "norm_*", "cumsum_*", "cumprod_*", "logcumsumexp_*", "arg*", "count_nonzero", "quantile", "integer_sum")]
    public void Of_one_result(string name)
    {
        TensorReference.Check(ReferenceFile.Open("reductions")[name], x => name switch
        {
            "prod_d1" or "prod_zero" => x["x"].Prod([1]),
            "norm_fro" => x["x"].Norm(),
            "norm_pinf" => x["x"].Norm(double.PositiveInfinity, 1),
            "norm_p-inf" => x["x"].Norm(double.NegativeInfinity, 1),
            "cumsum_d0" or "cumsum_d2" => x["x"].CumSum(name[^1] - '0'),
            "cumprod_d0" or "cumprod_d2" => x["x"].CumProd(name[^1] - '0'),
            "logcumsumexp_d0" or "logcumsumexp_d2" => x["x"].LogCumSumExp(name[^1] - '0'),
            "argmax" => x["x"].ArgMax(2),
            "argmin_flat" => x["x"].Flatten().ArgMin(),
            "count_nonzero" => x["x"].CountNonZero([1]),
            "quantile" => x["x"].Quantile([0, 0.1f, 0.5, 0.9f, 1], 1),
            "integer_sum" => x["x"].Sum(0),
            _ => x["x"].Norm(double.Parse(name["norm_p".Length..], CultureInfo.InvariantCulture), 1),
        }, name == "quantile" ? [DType.Float32] : [DType.Float32, DType.Float64]);
    }

    [ReferenceTheory, ReferenceCases("reductions", "*_idx", "max_ties", "cummax", "any_all", "nansum", "cov_corrcoef", "long_sum", "diff_trapz")]
    public void Of_several_results(string name)
    {
        TensorReference.Check(ReferenceFile.Open("reductions")[name], x => name switch
        {
            "max_idx" or "max_ties" => Named(x["x"].MaxWithPosition(1)),
            "min_idx" => Named(x["x"].MinWithPosition(1)),
            "median_idx" => Named(x["x"].Median(1)),
            "cummax" => Named(x["x"].CumMax(1)),
            "any_all" => new() { ["any"] = x["m"].Any(1), ["all"] = x["m"].All(1), ["any0"] = x["m"].Any(), ["all0"] = x["m"].All() },
            "nansum" => new() { ["nansum"] = x["x"].NanSum([1]), ["nanmean"] = x["x"].NanMean([1]) },
            "cov_corrcoef" => new() { ["cov"] = x["x"].Cov(), ["corrcoef"] = x["x"].CorrCoef() },
            "long_sum" => new() { ["sum"] = x["x"].Sum(), ["mean"] = x["x"].Mean() },
            _ => new() { ["diff"] = x["x"].Diff(1), ["trapezoid"] = x["x"].Trapezoid(1, 0.5) },
        });
    }

    [ReferenceFact("reference")]
    public void Every_case_is_named() => ReferenceFile.Open("reductions").AssertEveryCaseIsNamed(GetType().Assembly);

    private static Dictionary<string, Tensor> Named((Tensor Values, Tensor Positions) found) => new() { ["values"] = found.Values, ["indices"] = found.Positions };
}
