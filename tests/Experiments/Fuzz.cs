namespace Neuron.Tests.Experiments;

/// <summary>Feeds a reader mutations of a good file: it must return or throw InvalidDataException, soon, and nothing else.</summary>
internal static class Fuzz
{
    public const int Mutations = 2_000;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    public static void Run(int seed, byte[] good, Action<byte[]> read)
    {
        var random = new Random(seed);
        for (int i = 0; i < Mutations; i++)
        {
            byte[] bad = Mutate(good, random);
            long before = GC.GetAllocatedBytesForCurrentThread();
            var clock = System.Diagnostics.Stopwatch.StartNew();
            try
            {
                read(bad);
            }
            catch (InvalidDataException e)
            {
                Assert.False(string.IsNullOrWhiteSpace(e.Message));
            }
            catch (Exception e)
            {
                Assert.Fail($"seed {seed}, mutation {i}: {e}");
            }
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(clock.Elapsed < s_patience, $"seed {seed}, mutation {i}: took {clock.Elapsed}.");
            // unpacking and text may grow a file some hundred times; an unchecked header asks for far more
            Assert.True(allocated < 64_000_000 + 1_000L * bad.Length, $"seed {seed}, mutation {i}: allocated {allocated} bytes.");
        }
    }

    private static byte[] Mutate(byte[] good, Random random)
    {
        var bytes = new List<byte>(good);
        for (int n = random.Next(1, 6); n > 0; n--)
        {
            int at = bytes.Count == 0 ? 0 : random.Next(random.Next(2) == 0 ? Math.Min(bytes.Count, 32) : bytes.Count); // headers twice as often
            switch (random.Next(7))
            {
                case 0 when bytes.Count > 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 1 when bytes.Count > 0: bytes[at] = (byte)random.Next(256); break;
                case 2 when bytes.Count > 0: bytes[at] = random.Next(2) == 0 ? (byte)0xff : (byte)0x7f; break;
                case 3: bytes.RemoveRange(at, Math.Min(bytes.Count - at, random.Next(1, 40))); break;
                case 4: bytes.InsertRange(at, Enumerable.Range(0, random.Next(1, 20)).Select(_ => (byte)random.Next(256))); break;
                case 5: bytes.RemoveRange(at, bytes.Count - at); break;
                default: bytes.InsertRange(at, bytes.GetRange(at, Math.Min(bytes.Count - at, random.Next(1, 60)))); break;
            }
        }
        return [.. bytes];
    }
}
