using Neuron.Models.RepresentationSimilarity;
using Neuron.Tests.Shared;
using Case = System.Collections.Generic.Dictionary<string, Neuron.Tensor>;

namespace Neuron.Tests.Models.RepresentationSimilarity;

/// <summary>repsim.safetensors: representation similarity in PyTorch compositions.</summary>
public class SimilarityReferenceTests
{
    [ReferenceFact]
    public void Every_case_is_named() => ReferenceFile.Open("repsim").AssertEveryCaseIsNamed(typeof(SimilarityReferenceTests).Assembly);

    [ReferenceTheory]
    [ReferenceCases("repsim", "cka_linear_biased", "cka_linear_feature_form")]
    public void Linear_cka(string name) => Run(name, x => Y(Cka.Linear(x["x"], x["y"])));

    [ReferenceTheory]
    [ReferenceCases("repsim", "cka_identical")]
    public void Cka_with_itself(string name) => Run(name, x => Y(Cka.Linear(x["x"], x["x"])));

    [ReferenceTheory]
    [ReferenceCases("repsim", "cka_linear_unbiased")]
    public void Unbiased_cka(string name) => Run(name, x => Y(Cka.Debiased(x["x"], x["y"])));

    [ReferenceTheory]
    [ReferenceCases("repsim", "cka_rbf")]
    public void Rbf_cka(string name) => Run(name, x => Y(Cka.Rbf(x["x"], x["y"], RbfBandwidth.LowerMedianSquare(0.8))));

    [ReferenceTheory]
    [ReferenceCases("repsim", "hsic")]
    public void Hsic_both(string name) => Run(name, x =>
    {
        Tensor k = SimilarityKernels.Linear(x["x"]), l = SimilarityKernels.Linear(x["y"]);
        return new() { ["biased"] = Hsic.Biased(k, l), ["unbiased"] = Hsic.Unbiased(k, l) };
    });

    [ReferenceTheory]
    [ReferenceCases("repsim", "rsa_pearson")]
    public void Rsa_pearson(string name) => Run(name, x =>
    {
        var rdm = Rsa.Rdm(x["x"], Dissimilarity.Correlation);
        long[] above = [.. Enumerable.Range(0, 144).Where(i => i / 12 < i % 12).Select(i => (long)i)];
        return new() { ["rsa"] = Rsa.Of(x["x"], x["y"], Dissimilarity.Correlation), ["rdm_x"] = rdm.Reshape(144).Gather(0, Tensor.From(above)) };
    });

    [ReferenceTheory]
    [ReferenceCases("repsim", "rsa_spearman")]
    public void Rsa_spearman(string name) => Run(name, x => Y(Rsa.Of(x["x"], x["y"], Dissimilarity.Correlation, RdmComparison.Spearman)));

    [ReferenceTheory]
    [ReferenceCases("repsim", "procrustes")]
    public void Procrustes_distance(string name) => Run(name, x => Y(Procrustes.NormalisedSquaredDistance(x["x"], x["y"])));

    [ReferenceTheory]
    [ReferenceCases("repsim", "cca")]
    public void Canonical_correlations(string name) => Run(name, x =>
    {
        var rho = Cca.Correlations(x["x"], x["y"]);
        return new() { ["rho"] = rho, ["mean"] = rho.Mean() };
    });

    [ReferenceTheory]
    [ReferenceCases("repsim", "pearson_columns")]
    public void Column_correlations(string name) => Run(name, x => Y(Columns.Correlations(x["x"], x["y"])));

    [ReferenceTheory]
    [ReferenceCases("repsim", "svcca_pca")]
    public void Principal_components(string name) => Run(name, x =>
        new() { ["abs_scores"] = Spectrum.PrincipalScores(x["x"], 3).Abs(), ["ratio"] = Spectrum.VarianceRatios(x["x"]) });

    [ReferenceTheory]
    [ReferenceCases("repsim", "ridge_r")]
    public void Encoding_score(string name) => Run(name, x =>
    {
        Tensor features = x["x"], targets = x["y"];
        var weights = Ridge.Weights(features.Slice(0, 0, 8), targets.Slice(0, 0, 8), 1);
        return Y(Columns.Correlations(features.Slice(0, 8).MatMul(weights), targets.Slice(0, 8)));
    });

    private static void Run(string name, Func<TensorReference, Case> function) => TensorReference.Check("repsim", name, function);

    private static Case Y(Tensor y) => new() { ["y"] = y };
}
