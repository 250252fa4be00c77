namespace Neuron.Tests.Models;

/// <summary>NEURON_CHECK=1 watches a whole process: it changes neither what is recorded nor what a report can show.</summary>
public class WatchedProcessTests
{
    [Fact]
    public void Watch_of_a_process_tells_infinities_apart_and_stays_out_of_recordings()
    {
        string[] lines = LoopProcess.Run("watched").Split('\n');
        Assert.Equal("-Infinity", lines[0]);
        Assert.Equal("sqrt_gradient made an infinity from [1] float32 in [3, 3], [1] float32 in [0, 0]. It ran in the gradient of sqrt.", lines[1]);
        Assert.Equal("1", lines[2]);
    }
}
