using Neuron.Kernels.Runtime;
using Neuron.Kernels.Runtime.OpenCL;
using Neuron.Tests.Kernels.Compiler;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Kernels;

/// <summary>The example of docs/kernels.md: it runs, and stands there as it runs here.</summary>
public sealed class DocumentationTests
{
    [OpenClFact]
    public void Example_runs_and_gives_what_the_page_says()
    {
        static void Saxpy(Index1D i, ArrayView<float> x, ArrayView<float> y, float a) => y[i] = (a * x[i]) + y[i];

        using var device = OpenClDevice.All.First(d => d.Refusal is null).CreateAccelerator();
        using var x = device.Allocate1D<float>([1, 2, 3]);
        using var y = device.Allocate1D<float>([10, 20, 30]);
        var saxpy = device.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, ArrayView<float>, float>(Saxpy);
        saxpy(3, x.View, y.View, 2f);
        float[] result = y.GetAsArray1D();

        using ProfilingMarker start = device.DefaultStream.AddProfilingMarker();
        saxpy(3, x.View, y.View, 0f);
        using ProfilingMarker end = device.DefaultStream.AddProfilingMarker();
        TimeSpan took = end.MeasureFrom(start);

        Assert.Equal([12f, 24f, 36f], result);
        Assert.True(took > TimeSpan.Zero);
    }

    [Fact]
    public void Example_stands_on_the_page()
    {
        string page = Repository.Page("kernels.md");
        string[] here = [.. File.ReadLines(Path.Combine(Repository.Root, "tests", "Kernels", "DocumentationTests.cs")).Select(line => line.Trim())];
        int start = page.IndexOf("```csharp", StringComparison.Ordinal);
        string[] example = [.. page[start..page.IndexOf("```\n", start + 3, StringComparison.Ordinal)].Split('\n')[1..]
            .Where(line => !line.StartsWith("using Neuron", StringComparison.Ordinal)).Select(line => line.Split("   //")[0].Trim()).Where(line => line.Length > 0)];
        Assert.True(example.Length > 8);
        Assert.All(example, line => Assert.Contains(line, here));
    }
}
