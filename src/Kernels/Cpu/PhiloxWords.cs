using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Neuron.Kernels.Operators;

namespace Neuron.Kernels.Cpu;

/// <summary>Philox words by the vector: eight blocks at a time, the same words as <see cref="Philox.Block"/>.</summary>
internal static unsafe class PhiloxWords
{
    /// <summary>Words of one step of <see cref="Fill"/>.</summary>
    public const int Step = 32;

    private const int Rounds = 10;

    private const uint M0 = 0xD2511F53, M1 = 0xCD9E8D57, W0 = 0x9E3779B9, W1 = 0xBB67AE85;

    /// <summary>Writes the words of the blocks from <paramref name="counter"/> on; <paramref name="count"/> is a multiple of <see cref="Step"/>.</summary>
    [MethodImpl(JitOptions.Kernel)]
    public static void Fill(ulong seed, ulong counter, uint* words, int count)
    {
        if (Avx2.IsSupported && !Avx512F.IsSupported && (uint)counter <= uint.MaxValue - ((uint)count / 4))
        {
            FillHalves(seed, counter, words, count);
            return;
        }
        var low = Vector512.Create((ulong)uint.MaxValue);
        var lanes = Vector512.Create(0UL, 1, 2, 3, 4, 5, 6, 7);
        for (int i = 0; i < count; i += Step, counter += 8)
        {
            var block = Vector512.Create(counter) + lanes;
            Vector512<ulong> c0 = block & low, c1 = block >>> 32, c2 = Vector512<ulong>.Zero, c3 = Vector512<ulong>.Zero;
            uint k0 = (uint)seed, k1 = (uint)(seed >> 32);
            for (int round = 0; round < Rounds; round++)
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
            ulong* to = (ulong*)(words + i);
            for (int lane = 0; lane < 8; lane++)
            {
                to[2 * lane] = first.GetElement(lane);
                to[(2 * lane) + 1] = second.GetElement(lane);
            }
        }
    }

    /// <summary>The same by 256 bits, for blocks whose counters share the upper half: two registers of each word, and round keys that are made once.</summary>
    /// <remarks>
    /// The multiplication reads the lower half of a lane alone, so whatever a word has above it may stay until the end. Two chains of
    /// ten rounds, with what they multiply by, are what sixteen registers hold.
    /// </remarks>
    [SkipLocalsInit, MethodImpl(JitOptions.Kernel)]
    private static void FillHalves(ulong seed, ulong counter, uint* words, int count)
    {
        Vector256<ulong>* keys = stackalloc Vector256<ulong>[2 * Rounds];
        uint k0 = (uint)seed, k1 = (uint)(seed >> 32);
        // the first round leaves word 0 the same for all blocks, and so is its product in the second
        ulong shared = (ulong)M0 * ((uint)(counter >> 32) ^ k0);
        for (int round = 0; round < Rounds; round++, k0 += W0, k1 += W1)
            (keys[2 * round], keys[(2 * round) + 1]) = (Vector256.Create((ulong)k0), Vector256.Create((ulong)k1));
        keys[0] = Vector256.Create(shared);
        keys[3] ^= Vector256.Create(shared >> 32);
        Vector256<uint> m0 = Vector256.Create((ulong)M0).AsUInt32(), m1 = Vector256.Create((ulong)M1).AsUInt32();
        for (int i = 0; i < count; i += Step, counter += 8)
        {
            Vector256<ulong> a0 = Vector256.Create(counter) + Vector256.Create(0UL, 2, 1, 3), b0 = a0 + Vector256.Create(4UL); // as Interleave leaves them
            Begin(keys, m0, m1, ref a0, out Vector256<ulong> a1, out Vector256<ulong> a2, out Vector256<ulong> a3);
            Begin(keys, m0, m1, ref b0, out Vector256<ulong> b1, out Vector256<ulong> b2, out Vector256<ulong> b3);
            // written out: the loop's turn costs a tenth of its time
            TwoRounds(keys + 4, m0, m1, ref a0, ref a1, ref a2, ref a3, ref b0, ref b1, ref b2, ref b3);
            TwoRounds(keys + 8, m0, m1, ref a0, ref a1, ref a2, ref a3, ref b0, ref b1, ref b2, ref b3);
            TwoRounds(keys + 12, m0, m1, ref a0, ref a1, ref a2, ref a3, ref b0, ref b1, ref b2, ref b3);
            TwoRounds(keys + 16, m0, m1, ref a0, ref a1, ref a2, ref a3, ref b0, ref b1, ref b2, ref b3);
            Interleave(Pair(a0, a1), Pair(a2, a3), words + i);
            Interleave(Pair(b0, b1), Pair(b2, b3), words + i + 16);
        }
    }

    /// <summary>The first two rounds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Begin(
        Vector256<ulong>* keys, Vector256<uint> m0, Vector256<uint> m1, ref Vector256<ulong> c0, out Vector256<ulong> c1, out Vector256<ulong> c2, out Vector256<ulong> c3)
    {
        Vector256<ulong> p0 = Avx2.Multiply(c0.AsUInt32(), m0);
        c1 = Avx2.Multiply(((p0 >>> 32) ^ keys[1]).AsUInt32(), m1);
        c0 = (c1 >>> 32) ^ keys[2];
        c2 = p0 ^ keys[3];
        c3 = keys[0];
    }

    /// <summary>Two rounds of two chains, so that the words come back to their registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TwoRounds(
        Vector256<ulong>* keys, Vector256<uint> m0, Vector256<uint> m1,
        ref Vector256<ulong> a0, ref Vector256<ulong> a1, ref Vector256<ulong> a2, ref Vector256<ulong> a3,
        ref Vector256<ulong> b0, ref Vector256<ulong> b1, ref Vector256<ulong> b2, ref Vector256<ulong> b3)
    {
        var (p0, p1, p2, p3) = Round(a0, a1, a2, a3, keys, m0, m1);
        var (q0, q1, q2, q3) = Round(b0, b1, b2, b3, keys, m0, m1);
        (a0, a1, a2, a3) = Round(p0, p1, p2, p3, keys + 2, m0, m1);
        (b0, b1, b2, b3) = Round(q0, q1, q2, q3, keys + 2, m0, m1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<ulong> C0, Vector256<ulong> C1, Vector256<ulong> C2, Vector256<ulong> C3) Round(
        Vector256<ulong> c0, Vector256<ulong> c1, Vector256<ulong> c2, Vector256<ulong> c3, Vector256<ulong>* key, Vector256<uint> m0, Vector256<uint> m1)
    {
        Vector256<ulong> p0 = Avx2.Multiply(c0.AsUInt32(), m0), p1 = Avx2.Multiply(c2.AsUInt32(), m1);
        return ((p1 >>> 32) ^ (c1 ^ key[0]), p1, (p0 >>> 32) ^ (c3 ^ key[1]), p0); // the products, which come last, wait for one more step each
    }

    /// <summary>The lower words of a lane each, beside one another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Pair(Vector256<ulong> lower, Vector256<ulong> upper) =>
        Avx2.Blend(lower.AsUInt32(), (upper << 32).AsUInt32(), 0b1010_1010).AsUInt64();

    /// <summary>first[0], second[0], first[2], second[2], then likewise 1 and 3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Interleave(Vector256<ulong> first, Vector256<ulong> second, uint* words)
    {
        Avx2.UnpackLow(first, second).AsUInt32().Store(words);
        Avx2.UnpackHigh(first, second).AsUInt32().Store(words + 8);
    }

    /// <summary>32-bit numbers in 64-bit lanes, times a 32-bit constant: the whole product.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Product(Vector512<ulong> a, uint b) =>
        Avx512F.IsSupported ? Avx512F.Multiply(a.AsUInt32(), Vector512.Create((ulong)b).AsUInt32())
        : a * Vector512.Create((ulong)b);
}
