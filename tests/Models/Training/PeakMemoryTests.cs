namespace Neuron.Tests.Models;

public class PeakMemoryTests
{
    /// <summary>
    /// In activations of 4 MiB. A layer of the encoder keeps the queries, keys and values (3), the attention's result, what its two norms
    /// read, and what GELU reads (4): 10; not what the norms, GELU and the change of the heads' places make, which products read.
    /// The network keeps what each batch norm and each ReLU behind a sum reads or makes: at full size the stem's convolution and two
    /// blocks of 3, at half the bytes one block of 4, with the shortcut's convolution, and one of 3: 7 + 3.5.
    /// </summary>
    /// <param name="network">Which of <see cref="PeakMemory"/>.</param>
    /// <param name="activations">That are kept.</param>
    /// <param name="passing">
    /// More of them where the backward pass is widest, with garbage that is not yet collected and room between blocks where nothing fits: for
    /// GELU's result, its gradient and the products around it 12 and a third, for what a batch norm makes and its gradient 2 and double.
    /// </param>
    [Theory, InlineData("transformer", 30, 16), InlineData("residual", 10.5, 6)]
    public void A_step_holds_what_its_gradients_need(string network, double activations, int passing)
    {
        long[] bytes = [.. LoopProcess.Run("peak", network).Split(' ').Select(long.Parse)];
        var (kept, parameters, peak) = (bytes[0], bytes[1], bytes[2]);
        // what is small beside an activation: statistics of norms and attention, the pooled image, positions in slabs
        Assert.InRange(kept / (double)PeakMemory.Activation, activations, activations + 0.45);
        // parameters, their gradients and two moments
        Assert.InRange(peak, kept + (3 * parameters), kept + (4 * parameters) + (passing * PeakMemory.Activation));
    }
}
