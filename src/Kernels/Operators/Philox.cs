namespace Neuron.Kernels.Operators;

/// <summary>
/// The counter-based generator Philox 4x32-10 (Salmon et al., SC 2011): block i of a stream is a function of key and i alone, so
/// the same seed gives the same bits on every device and with any number of threads.
/// </summary>
internal static class Philox
{
    private const uint M0 = 0xD2511F53, M1 = 0xCD9E8D57, W0 = 0x9E3779B9, W1 = 0xBB67AE85;

    /// <summary>The four words of a block; <paramref name="upper"/> is the upper half of the counter of 128 bits.</summary>
    public static (uint X, uint Y, uint Z, uint W) Block(ulong seed, ulong counter, ulong upper = 0)
    {
        uint k0 = (uint)seed, k1 = (uint)(seed >> 32);
        uint c0 = (uint)counter, c1 = (uint)(counter >> 32), c2 = (uint)upper, c3 = (uint)(upper >> 32);
        for (int round = 0; round < 10; round++)
        {
            ulong p0 = (ulong)M0 * c0, p1 = (ulong)M1 * c2;
            (c0, c1, c2, c3) = ((uint)(p1 >> 32) ^ c1 ^ k0, (uint)p1, (uint)(p0 >> 32) ^ c3 ^ k1, (uint)p0);
            k0 += W0;
            k1 += W1;
        }
        return (c0, c1, c2, c3);
    }

    /// <summary>Word <paramref name="index"/> of the stream that starts at block <paramref name="counter"/>.</summary>
    public static uint Word(ulong seed, ulong counter, long index)
    {
        var block = Block(seed, counter + (ulong)(index >> 2));
        return (index & 3) switch { 0 => block.X, 1 => block.Y, 2 => block.Z, _ => block.W };
    }
}
