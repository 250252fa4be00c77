using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Neuron.Kernels.Cpu;

/// <summary>Complex numbers side by side: a vector of their real parts and one of their imaginary parts.</summary>
internal readonly unsafe struct ComplexVector<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public readonly Vector<T> Re, Im;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ComplexVector(Vector<T> re, Vector<T> im)
    {
        Re = re;
        Im = im;
    }

    /// <summary>Complex numbers in one.</summary>
    public static int Count
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector<T>.Count;
    }

    public ComplexVector<T> Conjugate
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Re, -Im);
    }

    /// <summary>The last number first.</summary>
    public ComplexVector<T> Reversed
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Reverse(Re), Reverse(Im));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ComplexVector<T> operator +(ComplexVector<T> x, ComplexVector<T> y) => new(x.Re + y.Re, x.Im + y.Im);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ComplexVector<T> operator -(ComplexVector<T> x, ComplexVector<T> y) => new(x.Re - y.Re, x.Im - y.Im);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ComplexVector<T> operator *(ComplexVector<T> x, ComplexVector<T> w) =>
        new(MinusProduct(x.Re * w.Re, x.Im, w.Im), MultiplyAdd(x.Im, w.Re, x.Re * w.Im));

    /// <summary>The parts follow each other: a vector of real ones, then one of imaginary ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ComplexVector<T> Load(T* at) => new(Vector.Load(at), Vector.Load(at + Count));

    /// <summary>One number in all places.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ComplexVector<T> Broadcast(T* at) => new(Vector.Create(at[0]), Vector.Create(at[1]));

    /// <summary>(re, im), (re, im), …</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ComplexVector<T> LoadPairs(T* from)
    {
        if (typeof(T) == typeof(float) && Avx.IsSupported && Count == 8)
        {
            Vector256<float> a = Vector256.Load((float*)from), b = Vector256.Load((float*)from + 8);
            Vector256<float> low = Avx.Permute2x128(a, b, 0x20), high = Avx.Permute2x128(a, b, 0x31);
            return new(Avx.Shuffle(low, high, 0x88).AsVector().As<float, T>(), Avx.Shuffle(low, high, 0xDD).AsVector().As<float, T>());
        }
        if (typeof(T) == typeof(double) && Avx.IsSupported && Count == 4)
        {
            Vector256<double> a = Vector256.Load((double*)from), b = Vector256.Load((double*)from + 4);
            Vector256<double> low = Avx.Permute2x128(a, b, 0x20), high = Avx.Permute2x128(a, b, 0x31);
            return new(Avx.UnpackLow(low, high).AsVector().As<double, T>(), Avx.UnpackHigh(low, high).AsVector().As<double, T>());
        }
        return LoadEach(from);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(T* at)
    {
        Re.Store(at);
        Im.Store(at + Count);
    }

    /// <summary>(re, im), (re, im), …</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StorePairs(T* to)
    {
        if (typeof(T) == typeof(float) && Avx.IsSupported && Count == 8)
        {
            Vector256<float> r = Re.AsVector256().AsSingle(), i = Im.AsVector256().AsSingle(), low = Avx.UnpackLow(r, i), high = Avx.UnpackHigh(r, i);
            Avx.Permute2x128(low, high, 0x20).Store((float*)to);
            Avx.Permute2x128(low, high, 0x31).Store((float*)to + 8);
        }
        else if (typeof(T) == typeof(double) && Avx.IsSupported && Count == 4)
        {
            Vector256<double> r = Re.AsVector256().AsDouble(), i = Im.AsVector256().AsDouble(), low = Avx.UnpackLow(r, i), high = Avx.UnpackHigh(r, i);
            Avx.Permute2x128(low, high, 0x20).Store((double*)to);
            Avx.Permute2x128(low, high, 0x31).Store((double*)to + 4);
        }
        else
            for (int i = 0; i < Count; i++) (to[2 * i], to[(2 * i) + 1]) = (Re.GetElement(i), Im.GetElement(i));
    }

    /// <summary>x − i·y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ComplexVector<T> MinusI(ComplexVector<T> y) => new(Re + y.Im, Im - y.Re);

    /// <summary>x + i·y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ComplexVector<T> PlusI(ComplexVector<T> y) => new(Re - y.Im, Im + y.Re);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ComplexVector<T> Scaled(Vector<T> by) => new(Re * by, Im * by);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ComplexVector<T> Scaled(Vector<T> by, ComplexVector<T> plus) => new(MultiplyAdd(Re, by, plus.Re), MultiplyAdd(Im, by, plus.Im));

    // rounded once where the hardware can
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> MultiplyAdd(Vector<T> x, Vector<T> y, Vector<T> z) => typeof(T) == typeof(float)
        ? Vector.MultiplyAddEstimate(x.As<T, float>(), y.As<T, float>(), z.As<T, float>()).As<float, T>()
        : typeof(T) == typeof(double) ? Vector.MultiplyAddEstimate(x.As<T, double>(), y.As<T, double>(), z.As<T, double>()).As<double, T>() : (x * y) + z;

    // z − x·y; the instruction is named, because a negation of its own would cost as much as the product
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> MinusProduct(Vector<T> z, Vector<T> x, Vector<T> y)
    {
        if (typeof(T) == typeof(float) && Fma.IsSupported && Count == 8)
            return Fma.MultiplyAddNegated(x.AsVector256().AsSingle(), y.AsVector256().AsSingle(), z.AsVector256().AsSingle()).AsVector().As<float, T>();
        if (typeof(T) == typeof(double) && Fma.IsSupported && Count == 4)
            return Fma.MultiplyAddNegated(x.AsVector256().AsDouble(), y.AsVector256().AsDouble(), z.AsVector256().AsDouble()).AsVector().As<double, T>();
        return MultiplyAdd(-x, y, z);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> Reverse(Vector<T> x)
    {
        if (typeof(T) == typeof(float) && Count == 8)
            return Vector256.Shuffle(x.AsVector256().AsSingle(), Vector256.Create(7, 6, 5, 4, 3, 2, 1, 0)).AsVector().As<float, T>();
        if (typeof(T) == typeof(double) && Count == 4)
            return Vector256.Shuffle(x.AsVector256().AsDouble(), Vector256.Create(3L, 2, 1, 0)).AsVector().As<double, T>();
        return ReverseEach(x);
    }

    // what allocates on the stack is never inlined: apart from its callers, which must be
    private static ComplexVector<T> LoadEach(T* from)
    {
        T* parts = stackalloc T[2 * Count];
        for (int i = 0; i < Count; i++) (parts[i], parts[Count + i]) = (from[2 * i], from[(2 * i) + 1]);
        return Load(parts);
    }

    private static Vector<T> ReverseEach(Vector<T> x)
    {
        T* parts = stackalloc T[Count];
        for (int i = 0; i < Count; i++) parts[i] = x.GetElement(Count - 1 - i);
        return Vector.Load(parts);
    }
}
