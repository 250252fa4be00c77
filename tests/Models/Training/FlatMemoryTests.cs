namespace Neuron.Tests.Models;

public class FlatMemoryTests
{
    [Theory, InlineData("mlp"), InlineData("cnn"), InlineData("lstm")]
    public void A_loop_without_dispose_keeps_its_memory(string network)
    {
        string[] bytes = LoopProcess.Run("memory", network).Split(' ');
        double before = double.Parse(bytes[0]), after = double.Parse(bytes[1]);
        Assert.True(after < before * 1.05, $"{network}: {before / 1e6:F1} MB after 200 steps, {after / 1e6:F1} MB after 2,000");
    }

    [Fact]
    public void A_loop_takes_no_memory_from_the_system_after_step_10() => Assert.Equal("0", LoopProcess.Run("allocations"));
}
