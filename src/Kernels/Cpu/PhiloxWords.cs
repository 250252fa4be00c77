using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Neuron.Kernels.Cpu;

/// <summary>Philox words by the vector: eight blocks at a time, the same words as <see cref="Philox.Block"/>.</summary>
internal static unsafe class PhiloxWords
{
    /// <summary>Words of one step of <see cref="Fill"/>.</summary>
    public const int Step = 32;

    private const uint M0 = 0xD2511F53, M1 = 0xCD9E8D57, W0 = 0x9E3779B9, W1 = 0xBB67AE85;

    /// <summary>Writes the words of the blocks from <paramref name="counter"/> on; <paramref name="count"/> is a multiple of <see cref="Step"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fill(ulong seed, ulong counter, uint* words, int count)
    {
        var low = Vector512.Create((ulong)uint.MaxValue);
        var lanes = Vector512.Create(0UL, 1, 2, 3, 4, 5, 6, 7);
        for (int i = 0; i < count; i += Step, counter += 8)
        {
            var block = Vector512.Create(counter) + lanes;
            Vector512<ulong> c0 = block & low, c1 = block >>> 32, c2 = Vector512<ulong>.Zero, c3 = Vector512<ulong>.Zero;
            uint k0 = (uint)seed, k1 = (uint)(seed >> 32);
            for (int round = 0; round < 10; round++)
            {
                Vector512<ulong> p0 = Product(c0, M0), p1 = Product(c2, M1);
                c0 = (p1 >>> 32) ^ c1 ^ Vector512.Create((ulong)k0);
                c1 = p1 & low;
                c2 = (p0 >>> 32) ^ c3 ^ Vector512.Create((ulong)k1);
                c3 = p0 & low;
                k0 += W0;
                k1 += W1;
            }
            // lane l holds block l: its four words become neighbours
            Vector512<ulong> first = c0 | (c1 << 32), second = c2 | (c3 << 32);
            var evens = Vector512.Create(0L, 8, 1, 9, 2, 10, 3, 11).AsUInt64();
            if (Avx512F.IsSupported)
            {
                Avx512F.PermuteVar8x64x2(first, evens, second).AsUInt32().Store(words + i);
                Avx512F.PermuteVar8x64x2(first, evens + Vector512.Create(4UL), second).AsUInt32().Store(words + i + 16);
                continue;
            }
            if (Avx2.IsSupported)
            {
                Interleave(first.GetLower(), second.GetLower(), words + i);
                Interleave(first.GetUpper(), second.GetUpper(), words + i + 16);
                continue;
            }
            ulong* to = (ulong*)(words + i);
            for (int lane = 0; lane < 8; lane++)
            {
                to[2 * lane] = first.GetElement(lane);
                to[(2 * lane) + 1] = second.GetElement(lane);
            }
        }
    }

    /// <summary>first[0], second[0], first[1], second[1] and so on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Interleave(Vector256<ulong> first, Vector256<ulong> second, uint* words)
    {
        Vector256<ulong> even = Avx2.UnpackLow(first, second), odd = Avx2.UnpackHigh(first, second);
        Avx2.Permute2x128(even, odd, 0x20).AsUInt32().Store(words);
        Avx2.Permute2x128(even, odd, 0x31).AsUInt32().Store(words + 8);
    }

    /// <summary>32-bit numbers in 64-bit lanes, times a 32-bit constant: the whole product.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Product(Vector512<ulong> a, uint b) =>
        Avx512F.IsSupported ? Avx512F.Multiply(a.AsUInt32(), Vector512.Create((ulong)b).AsUInt32())
        : Avx2.IsSupported ? Vector512.Create(
            Avx2.Multiply(a.GetLower().AsUInt32(), Vector256.Create((ulong)b).AsUInt32()),
            Avx2.Multiply(a.GetUpper().AsUInt32(), Vector256.Create((ulong)b).AsUInt32()))
        : a * Vector512.Create((ulong)b);
}
