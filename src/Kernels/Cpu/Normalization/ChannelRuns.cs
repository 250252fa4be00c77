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
    [MethodImpl(JitOptions.Kernel)]
    public static (T Sum, T Dot) Sums(T* dy, T* x, int n, T mean)
    {
        var m = Vector512.Create(mean);
        Vector512<T> s0 = default, s1 = default, d0 = default, d1 = default;
        int w = Vector512<T>.Count, i = 0;
        for (; i <= n - (2 * w); i += 2 * w)
        {
            Vector512<T> a = Vector512.Load(dy + i), b = Vector512.Load(dy + i + w);
            s0 += a;
            s1 += b;
            d0 = RowVectors<T>.Fma(a, Vector512.Load(x + i) - m, d0);
            d1 = RowVectors<T>.Fma(b, Vector512.Load(x + i + w) - m, d1);
        }
        for (; i < n; i += w)
        {
            int count = Math.Min(w, n - i);
            var a = RowVectors<T>.LoadPart(dy + i, count);
            s0 += a;
            d0 = RowVectors<T>.Fma(a, RowVectors<T>.LoadPart(x + i, count) - m, d0);
        }
        return (Vector512.Sum(s0 + s1), Vector512.Sum(d0 + d1));
    }
}
