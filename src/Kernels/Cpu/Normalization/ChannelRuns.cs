using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Neuron.Kernels.Cpu.Normalization;

/// <summary>Loops over a run of elements that share their channel, and so their scale and shift.</summary>
internal static unsafe class ChannelRuns<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>y = x · scale + shift.</summary>
    [MethodImpl(JitOptions.Kernel)]
    public static void Affine(T* x, T* y, int n, T scale, T shift)
    {
        Vector512<T> a = Vector512.Create(scale), b = Vector512.Create(shift);
        int i = 0;
        for (; i <= n - Vector512<T>.Count; i += Vector512<T>.Count) RowVectors<T>.Fma(Vector512.Load(x + i), a, b).Store(y + i);
        if (i < n) RowVectors<T>.StorePart(y + i, n - i, RowVectors<T>.Fma(RowVectors<T>.LoadPart(x + i, n - i), a, b));
    }

    /// <summary>y = u · a + v · b + c.</summary>
    [MethodImpl(JitOptions.Kernel)]
    public static void Combine(T* u, T* v, T* y, int n, T a, T b, T c)
    {
        Vector512<T> va = Vector512.Create(a), vb = Vector512.Create(b), vc = Vector512.Create(c);
        int i = 0;
        for (; i <= n - Vector512<T>.Count; i += Vector512<T>.Count)
            RowVectors<T>.Fma(Vector512.Load(u + i), va, RowVectors<T>.Fma(Vector512.Load(v + i), vb, vc)).Store(y + i);
        if (i == n) return;
        var rest = RowVectors<T>.Fma(RowVectors<T>.LoadPart(v + i, n - i), vb, vc);
        RowVectors<T>.StorePart(y + i, n - i, RowVectors<T>.Fma(RowVectors<T>.LoadPart(u + i, n - i), va, rest));
    }

    /// <summary>Σ dy and Σ dy · (x − mean).</summary>
    [SkipLocalsInit]
    public static (T Sum, T Dot) Sums(T* dy, T* x, int n, T mean)
    {
        Vector512<T>* sums = stackalloc Vector512<T>[4];
        int w = Vector512<T>.Count;
        for (int i = SumsOfWhole(dy, x, n, mean, sums); i < n; i += w)
        {
            int count = Math.Min(w, n - i);
            var a = RowVectors<T>.LoadPart(dy + i, count);
            sums[0] += a;
            sums[2] = RowVectors<T>.Fma(a, RowVectors<T>.LoadPart(x + i, count) - Vector512.Create(mean), sums[2]);
        }
        return (Vector512.Sum(sums[0] + sums[1]), Vector512.Sum(sums[2] + sums[3]));
    }

    /// <summary>Two sums of each kind, of pairs of vectors in turn; gives the number of elements done. Without a call, for the registers' sake.</summary>
    [MethodImpl(JitOptions.Kernel)]
    private static int SumsOfWhole(T* dy, T* x, int n, T mean, Vector512<T>* sums)
    {
        var m = Vector512.Create(mean);
        Vector512<T> s0 = default, s1 = default, d0 = default, d1 = default;
        int w = Vector512<T>.Count, i = 0;
        for (; i <= n - (2 * w); i += 2 * w)
        {
            var a = Vector512.Load(dy + i);
            s0 += a;
            d0 = RowVectors<T>.Fma(a, Vector512.Load(x + i) - m, d0);
            a = Vector512.Load(dy + i + w);
            s1 += a;
            d1 = RowVectors<T>.Fma(a, Vector512.Load(x + i + w) - m, d1);
        }
        (sums[0], sums[1], sums[2], sums[3]) = (s0, s1, d0, d1);
        return i;
    }
}
