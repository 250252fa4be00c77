namespace Neuron.Tests.Shared;

/// <summary>Damaged copies of a file, each determined by its seed.</summary>
internal static class Mutations
{
    /// <summary>
    /// One to eight edits: bytes overwritten, 32-bit fields set to extremes, ranges removed, repeated or zeroed, the end
    /// cut off. Half of them fall in the first <paramref name="headBytes"/>, where headers are.
    /// </summary>
    public static byte[] Mutate(ReadOnlySpan<byte> original, int seed, int headBytes = 1024)
    {
        Random random = new(seed);
        List<byte> bytes = [.. original];
        for (int edits = random.Next(1, 9); edits > 0 && bytes.Count > 8; edits--)
        {
            int reach = random.Next(2) == 0 ? Math.Min(headBytes, bytes.Count) : bytes.Count;
            int at = random.Next(reach), length = Math.Min(random.Next(1, 64), bytes.Count - at);
            switch (random.Next(8))
            {
                case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: bytes[at] = (byte)random.Next(256); break;
                case 2:
                    uint extreme = random.Next(4) switch { 0 => 0u, 1 => uint.MaxValue, 2 => int.MaxValue, _ => (uint)random.Next() };
                    for (int i = 0; i < 4 && at + i < bytes.Count; i++) bytes[at + i] = (byte)(extreme >> (8 * i));
                    break;
                case 3: bytes.RemoveRange(at, length); break;
                case 4: bytes.InsertRange(at, bytes.GetRange(at, length)); break;
                case 5: for (int i = 0; i < length; i++) bytes[at + i] = 0; break;
                case 6: bytes[at] = (byte)"0123456789,;\t\n\r\"-.eE"[random.Next(20)]; break;
                default: if (random.Next(3) == 0) bytes.RemoveRange(at, bytes.Count - at); break;
            }
        }
        return [.. bytes];
    }
}
