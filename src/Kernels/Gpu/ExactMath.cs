using Neuron.Kernels.Language;

namespace Neuron.Kernels.Gpu;

/// <summary>
/// Logarithm, sine and cosine as <see cref="Cpu.VectorMath"/> computes them, operation by operation, so that normal random numbers
/// have the same bits on every device. For log: x in (0, 1]. For sine and cosine: a part of a turn in [0, 1).
/// </summary>
internal static class ExactMath
{
    /// <summary>Natural logarithm (Cephes' logf).</summary>
    public static float Log(float x)
    {
        int shifted = BitConverter.SingleToInt32Bits(x) - 0x3F3504F3;
        float e = shifted >> 23, f = BitConverter.Int32BitsToSingle((shifted & 0x007FFFFF) + 0x3F3504F3) - 1f;
        float z = f * f, z2 = z * z;
        float low = XMath.Fma(XMath.Fma(-1.6668057665E-1f, f, 2.0000714765E-1f), z, XMath.Fma(-2.4999993993E-1f, f, 3.3333331174E-1f));
        float high = XMath.Fma(XMath.Fma(-1.1514610310E-1f, f, 1.1676998740E-1f), z, XMath.Fma(-1.2420140846E-1f, f, 1.4249322787E-1f));
        float p = XMath.Fma(7.0376836292E-2f, z2 * z2, XMath.Fma(high, z2, low));
        float y = XMath.Fma(e, -2.12194440e-4f, p * z * f);
        y = XMath.Fma(z, -0.5f, y);
        return XMath.Fma(e, 0.693359375f, f + y);
    }

    /// <summary>Natural logarithm (fdlibm).</summary>
    public static double Log(double x)
    {
        long shifted = BitConverter.DoubleToInt64Bits(x) - 0x3FE6A09E667F3BCD;
        double e = shifted >> 52, f = BitConverter.Int64BitsToDouble((shifted & 0x000FFFFFFFFFFFFF) + 0x3FE6A09E667F3BCD) - 1;
        double s = f / (2 + f), z = s * s, half = 0.5 * f * f;
        double r = XMath.Fma(1.479819860511658591e-01, z, 1.531383769920937332e-01);
        r = XMath.Fma(r, z, 1.818357216161805012e-01);
        r = XMath.Fma(r, z, 2.222219843214978396e-01);
        r = XMath.Fma(r, z, 2.857142874366239149e-01);
        r = XMath.Fma(r, z, 3.999999999940941908e-01);
        r = z * XMath.Fma(r, z, 6.666666666666735130e-01);
        double y = half - XMath.Fma(s, half + r, e * 1.90821492927058770002e-10);
        return XMath.Fma(e, 6.93147180369123816490e-01, f - y);
    }

    /// <summary>Sine of <paramref name="turns"/> and so many quarters of a turn more (Cephes).</summary>
    public static float SineOfTurns(float turns, int quarters)
    {
        float shifted = XMath.Fma(turns, 4f, 12582912f);
        float r = XMath.Fma(turns, 4f, 12582912f - shifted) * 1.5707963267948966f;
        float s = r * r;
        float sine = XMath.Fma(XMath.Fma(XMath.Fma(-1.9515295891E-4f, s, 8.3321608736E-3f), s, -1.6666654611E-1f) * s, r, r);
        float rest = XMath.Fma(XMath.Fma(2.443315711809948E-5f, s, -1.388731625493765E-3f), s, 4.166664568298827E-2f);
        float cosine = XMath.Fma(rest, s * s, XMath.Fma(s, -0.5f, 1f));
        int q = BitConverter.SingleToInt32Bits(shifted) + quarters;
        float y = (q & 1) != 0 ? cosine : sine;
        return (q & 2) != 0 ? -y : y;
    }

    /// <summary>Sine of <paramref name="turns"/> and so many quarters of a turn more (fdlibm).</summary>
    public static double SineOfTurns(double turns, int quarters)
    {
        double shifted = XMath.Fma(turns, 4, 6755399441055744.0);
        double r = XMath.Fma(turns, 4, 6755399441055744.0 - shifted) * 1.5707963267948966;
        double s = r * r;
        double p = XMath.Fma(1.58969099521155010221e-10, s, -2.50507602534068634195e-08);
        p = XMath.Fma(p, s, 2.75573137070700676789e-06);
        p = XMath.Fma(p, s, -1.98412698298579493134e-04);
        p = XMath.Fma(p, s, 8.33333333332248946124e-03);
        double sine = XMath.Fma(XMath.Fma(p, s, -1.66666666666666324348e-01) * s, r, r);
        double half = s * 0.5, w = 1 - half;
        double rest = XMath.Fma(-1.13596475577881948265e-11, s, 2.08757232129817482790e-09);
        rest = XMath.Fma(rest, s, -2.75573143513906633035e-07);
        rest = XMath.Fma(rest, s, 2.48015872894767294178e-05);
        rest = XMath.Fma(rest, s, -1.38888888888741095749e-03);
        rest = XMath.Fma(rest, s, 4.16666666666666019037e-02);
        double cosine = w + (((1 - w) - half) + (s * s * rest));
        long q = BitConverter.DoubleToInt64Bits(shifted) + quarters;
        double y = (q & 1) != 0 ? cosine : sine;
        return (q & 2) != 0 ? -y : y;
    }
}
