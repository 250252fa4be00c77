using System.Numerics;
using Neuron.Kernels.Operators;

namespace Neuron.Kernels.Gpu;

/// <summary>
/// Element-wise kernels, one for each number of operands; the operator is a type argument. Dense operands are read by four
/// neighbours a work-item (one wide load and store), others through a <see cref="Layout"/>: by four where it allows that
/// (<see cref="Layout.TryWiden"/>), else by one element.
/// </summary>
/// <remarks>Grid: one work-item for four elements (dense and wide) or one (strided). Reads each operand once, writes y once.</remarks>
internal static class ElementwiseKernels
{
    /// <summary>y[i] = f(x[i]).</summary>
    public static void Unary<T, TOp>(Index1D i, ArrayView<T> x, ArrayView<T> y, TOp op)
        where T : unmanaged
        where TOp : unmanaged, IUnaryOperator<T>
    {
        long at = 4L * i.X;
        if (at + 4 <= y.Length)
        {
            Vec4<T> v = x.Load4(at);
            v.X = op.Apply(v.X);
            v.Y = op.Apply(v.Y);
            v.Z = op.Apply(v.Z);
            v.W = op.Apply(v.W);
            y.Store4(at, v);
        }
        else
        {
            for (; at < y.Length; at++) y[at] = op.Apply(x[at]);
        }
    }

    /// <summary>y[i] = f(x at position i).</summary>
    public static void UnaryStrided<T, TOp>(Index1D i, ArrayView<T> x, Layout places, ArrayView<T> y, TOp op)
        where T : unmanaged
        where TOp : unmanaged, IUnaryOperator<T> =>
        y[i] = op.Apply(x[places.PlaceOf(i)]);

    /// <summary>dx[i] = dy[i] · f′(kept[i]).</summary>
    public static void Gradient<T, TOp>(Index1D i, ArrayView<T> dy, ArrayView<T> kept, ArrayView<T> dx, TOp op)
        where T : unmanaged, INumber<T>
        where TOp : unmanaged, IUnaryOperator<T>
    {
        long at = 4L * i.X;
        if (at + 4 <= dx.Length)
        {
            Vec4<T> g = dy.Load4(at), v = kept.Load4(at);
            g.X *= op.Derivative(v.X);
            g.Y *= op.Derivative(v.Y);
            g.Z *= op.Derivative(v.Z);
            g.W *= op.Derivative(v.W);
            dx.Store4(at, g);
        }
        else
        {
            for (; at < dx.Length; at++) dx[at] = dy[at] * op.Derivative(kept[at]);
        }
    }

    /// <summary>dx[i] = dy · f′(kept), both at position i.</summary>
    public static void GradientStrided<T, TOp>(Index1D i, ArrayView<T> dy, Layout dyPlaces, ArrayView<T> kept, Layout keptPlaces, ArrayView<T> dx, TOp op)
        where T : unmanaged, INumber<T>
        where TOp : unmanaged, IUnaryOperator<T> =>
        dx[i] = dy[dyPlaces.PlaceOf(i)] * op.Derivative(kept[keptPlaces.PlaceOf(i)]);

    /// <summary>y[i] = f(a[i], b[i]).</summary>
    public static void Binary<T, TOp>(Index1D i, ArrayView<T> a, ArrayView<T> b, ArrayView<T> y)
        where T : unmanaged
        where TOp : unmanaged, IBinaryOperator<T>
    {
        long at = 4L * i.X;
        if (at + 4 <= y.Length)
        {
            Vec4<T> u = a.Load4(at), v = b.Load4(at);
            u.X = TOp.Apply(u.X, v.X);
            u.Y = TOp.Apply(u.Y, v.Y);
            u.Z = TOp.Apply(u.Z, v.Z);
            u.W = TOp.Apply(u.W, v.W);
            y.Store4(at, u);
        }
        else
        {
            for (; at < y.Length; at++) y[at] = TOp.Apply(a[at], b[at]);
        }
    }

    /// <summary>y[i] = f(a, b), both at position i.</summary>
    public static void BinaryStrided<T, TOp>(Index1D i, ArrayView<T> a, Layout aPlaces, ArrayView<T> b, Layout bPlaces, ArrayView<T> y)
        where T : unmanaged
        where TOp : unmanaged, IBinaryOperator<T> =>
        y[i] = TOp.Apply(a[aPlaces.PlaceOf(i)], b[bPlaces.PlaceOf(i)]);

    /// <summary>As <see cref="BinaryStrided"/>, four positions a work-item; layouts by fours.</summary>
    public static void BinaryWide<T, TOp>(Index1D i, ArrayView<T> a, Layout aPlaces, ArrayView<T> b, Layout bPlaces, ArrayView<T> y)
        where T : unmanaged
        where TOp : unmanaged, IBinaryOperator<T>
    {
        Vec4<T> u = Four(a, aPlaces, i), v = Four(b, bPlaces, i);
        u.X = TOp.Apply(u.X, v.X);
        u.Y = TOp.Apply(u.Y, v.Y);
        u.Z = TOp.Apply(u.Z, v.Z);
        u.W = TOp.Apply(u.W, v.W);
        y.Store4(4L * i.X, u);
    }

    /// <summary>y[i] = 1 where the relation of a and b holds at position i, else 0.</summary>
    public static void Compare<T, TOp>(Index1D i, ArrayView<T> a, Layout aPlaces, ArrayView<T> b, Layout bPlaces, ArrayView<byte> y)
        where T : unmanaged
        where TOp : unmanaged, ICompareOperator<T> =>
        y[i] = TOp.Apply(a[aPlaces.PlaceOf(i)], b[bPlaces.PlaceOf(i)]) ? (byte)1 : (byte)0;

    /// <summary>As <see cref="Compare"/>, four positions a work-item; layouts by fours.</summary>
    public static void CompareWide<T, TOp>(Index1D i, ArrayView<T> a, Layout aPlaces, ArrayView<T> b, Layout bPlaces, ArrayView<byte> y)
        where T : unmanaged
        where TOp : unmanaged, ICompareOperator<T>
    {
        Vec4<T> u = Four(a, aPlaces, i), v = Four(b, bPlaces, i);
        Vec4<byte> holds;
        holds.X = TOp.Apply(u.X, v.X) ? (byte)1 : (byte)0;
        holds.Y = TOp.Apply(u.Y, v.Y) ? (byte)1 : (byte)0;
        holds.Z = TOp.Apply(u.Z, v.Z) ? (byte)1 : (byte)0;
        holds.W = TOp.Apply(u.W, v.W) ? (byte)1 : (byte)0;
        y.Store4(4L * i.X, holds);
    }

    /// <summary>y[i] = condition ? a : b at position i.</summary>
    public static void Where<T>(Index1D i, ArrayView<byte> condition, Layout places, ArrayView<T> a, Layout aPlaces, ArrayView<T> b, Layout bPlaces, ArrayView<T> y)
        where T : unmanaged =>
        y[i] = condition[places.PlaceOf(i)] != 0 ? a[aPlaces.PlaceOf(i)] : b[bPlaces.PlaceOf(i)];

    /// <summary>As <see cref="Where"/>, four positions a work-item; layouts by fours.</summary>
    public static void WhereWide<T>(Index1D i, ArrayView<byte> condition, Layout places, ArrayView<T> a, Layout aPlaces, ArrayView<T> b, Layout bPlaces, ArrayView<T> y)
        where T : unmanaged
    {
        Vec4<byte> chosen = Four(condition, places, i);
        Vec4<T> u = Four(a, aPlaces, i), v = Four(b, bPlaces, i);
        if (chosen.X == 0) u.X = v.X;
        if (chosen.Y == 0) u.Y = v.Y;
        if (chosen.Z == 0) u.Z = v.Z;
        if (chosen.W == 0) u.W = v.W;
        y.Store4(4L * i.X, u);
    }

    /// <summary>y at position i = x at position i.</summary>
    public static void Copy<T>(Index1D i, ArrayView<T> x, Layout places, ArrayView<T> y, Layout yPlaces)
        where T : unmanaged =>
        y[yPlaces.PlaceOf(i)] = x[places.PlaceOf(i)];

    /// <summary>As <see cref="Copy"/>, four positions a work-item; layouts by fours, y not broadcast.</summary>
    public static void CopyWide<T>(Index1D i, ArrayView<T> x, Layout places, ArrayView<T> y, Layout yPlaces)
        where T : unmanaged =>
        y.Store4(yPlaces.PlaceOf(i), Four(x, places, i));

    /// <summary>y[i] = value.</summary>
    public static void Fill<T>(Index1D i, ArrayView<T> y, T value)
        where T : unmanaged
    {
        long at = 4L * i.X;
        if (at + 4 <= y.Length)
        {
            Vec4<T> v;
            v.X = value;
            v.Y = value;
            v.Z = value;
            v.W = value;
            y.Store4(at, v);
        }
        else
        {
            for (; at < y.Length; at++) y[at] = value;
        }
    }

    /// <summary>y at position i = value.</summary>
    public static void FillStrided<T>(Index1D i, ArrayView<T> y, Layout places, T value)
        where T : unmanaged => y[places.PlaceOf(i)] = value;

    /// <summary>y[i] = start + i · step, computed in float64.</summary>
    public static void Ramp<T>(Index1D i, ArrayView<T> y, double start, double step)
        where T : unmanaged, INumber<T> => y[i] = T.CreateTruncating(start + (i.X * step));

    /// <summary>y[i] = start + i · step, of whole numbers.</summary>
    public static void RampOfIntegers<T>(Index1D i, ArrayView<T> y, long start, long step)
        where T : unmanaged, INumber<T> => y[i] = T.CreateTruncating(start + (i.X * step));

    /// <summary>y[i] = x at position i, as another type.</summary>
    public static void Cast<TFrom, TTo, TConversion>(Index1D i, ArrayView<TFrom> x, Layout places, ArrayView<TTo> y)
        where TFrom : unmanaged
        where TTo : unmanaged
        where TConversion : unmanaged, IConversion<TFrom, TTo> =>
        y[i] = TConversion.Apply(x[places.PlaceOf(i)]);

    /// <summary>As <see cref="Cast"/>, four positions a work-item; the layout by fours.</summary>
    public static void CastWide<TFrom, TTo, TConversion>(Index1D i, ArrayView<TFrom> x, Layout places, ArrayView<TTo> y)
        where TFrom : unmanaged
        where TTo : unmanaged
        where TConversion : unmanaged, IConversion<TFrom, TTo>
    {
        Vec4<TFrom> v = Four(x, places, i);
        Vec4<TTo> converted;
        converted.X = TConversion.Apply(v.X);
        converted.Y = TConversion.Apply(v.Y);
        converted.Z = TConversion.Apply(v.Z);
        converted.W = TConversion.Apply(v.W);
        y.Store4(4L * i.X, converted);
    }

    /// <summary>Positions 4i to 4i + 3 by a layout by fours.</summary>
    private static Vec4<T> Four<T>(ArrayView<T> x, Layout places, Index1D i)
        where T : unmanaged
    {
        long place = places.PlaceOf(i);
        if (places.S0 != 0) return x.Load4(place);
        T same = x[place];
        Vec4<T> v;
        v.X = same;
        v.Y = same;
        v.Z = same;
        v.W = same;
        return v;
    }
}
