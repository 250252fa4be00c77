using Neuron.Tests.Shared;
using Xunit.Sdk;

namespace Neuron.Tests.Experiments;

public class ReferenceFileTests
{
    [ReferenceFact]
    public void All_files_open_and_their_tensors_have_the_manifests_shapes()
    {
        string[] files = [.. Directory.EnumerateFiles(SharedFolder.Locate("reference"), "*.safetensors").Select(f => Path.GetFileNameWithoutExtension(f))];
        Assert.Equal(23, files.Length);
        foreach (string file in files)
            foreach (ReferenceCase one in ReferenceFile.Open(file).Cases)
                foreach (string tensor in one.TensorNames)
                    Assert.Equal(one[tensor].Count, one[tensor].ToDouble().Length);
        Assert.Equal(690, files.Sum(f => ReferenceFile.Open(f).Cases.Count));
    }

    [ReferenceFact]
    public void Check_accepts_the_stored_values_and_names_the_worst_element_of_others()
    {
        ReferenceCase mm = ReferenceFile.Open("matmul")["mm_2d"];
        double[] y = mm.Double("out.y.f64");
        mm.Check("out.y", y);
        y[7] += 1e-3;
        var failure = Assert.Throws<FailException>(() => mm.Check("out.y", y));
        Assert.Contains("matmul/mm_2d out.y.f64 [2, 1]: expected ", failure.Message, StringComparison.Ordinal);
        Assert.Contains("1 of 15 beyond", failure.Message, StringComparison.Ordinal);
        y[7] = double.NaN;
        Assert.Throws<FailException>(() => mm.Check("out.y", y));
    }

    [ReferenceTheory, ReferenceCases("matmul", "mm_*")]
    public void Cases_come_by_pattern(string name) => Assert.StartsWith("mm_", name, StringComparison.Ordinal);
}
