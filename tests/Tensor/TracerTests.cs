using Neuron.Primitives;

namespace Neuron.Tests.Tensors;

[Trait("Category", "Cpu")] // the lines name the device
public class TracerTests
{
    [Fact]
    public void Line_names_device_shapes_time_and_rate()
    {
        var (a, b) = (Tensor.Ones([20, 30]), Tensor.Ones([30, 10]));
        string line = Tracer.Line(7, MatMul.Instance, [a, b], [Tensor.Ones([20, 10])], seconds: 1e-6);
        Assert.Matches(@"^cpu +7 matmul +\[20, 30\] · \[30, 10\] +0\.001 ms +12\.0 GFLOP/s +4\.4 GB/s$", line);
    }

    [Fact]
    public void Line_of_many_operands_stays_short()
    {
        Tensor[] x = [.. Enumerable.Repeat(Tensor.Ones([3]), 12)];
        Assert.Matches(@"^cpu +1 optimizer_step +\[3\]( · \[3\]){7} · 4 more +0\.001 ms", Tracer.Line(1, new OptimizerStep(new OptimizerRule.Sgd(0.1)), x, [], seconds: 1e-6));
    }

    [Fact]
    public void Timeline_is_valid_json()
    {
        string file = Path.GetTempFileName();
        var timeline = new Timeline(file);
        timeline.Add("matmul", "encoder.\"0\"", 1000, 2000);
        timeline.Add("softmax", "", 2000, 2500);
        timeline.Dispose();
        using var json = System.Text.Json.JsonDocument.Parse(File.ReadAllText(file));
        Assert.Equal(2, json.RootElement.GetArrayLength());
        Assert.Equal("encoder.\"0\" matmul", json.RootElement[0].GetProperty("name").GetString());
        File.Delete(file);
    }
}
