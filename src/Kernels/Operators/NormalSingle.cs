using Neuron.Kernels.Language;

namespace Neuron.Kernels.Operators;

/// <summary>Functions of the standard normal distribution in float32 for kernels: one exponential and one division each.</summary>
internal static class NormalSingle
{
    /// <summary>Where Φ(z) and the density are 0 in this type.</summary>
    private const float Least = -14.5f;

    private const double Root = -0.7071067811865476; // −√½

    private const float
        P0 = (float)(0.5 * ErfcRatio.P0), P1 = (float)(0.5 * Root * ErfcRatio.P1), P2 = (float)(0.25 * ErfcRatio.P2), P3 = (float)(0.25 * Root * ErfcRatio.P3),
        P4 = (float)(0.125 * ErfcRatio.P4), Q1 = (float)(Root * ErfcRatio.Q1), Q2 = (float)(0.5 * ErfcRatio.Q2), Q3 = (float)(0.5 * Root * ErfcRatio.Q3),
        Q4 = (float)(0.25 * ErfcRatio.Q4), Q5 = (float)(0.25 * Root * ErfcRatio.Q5);

    /// <summary>x · Φ(x) = x₊ − |x| · Φ(−|x|): no 1 − Φ, and the small factor last, so that it is rounded once.</summary>
    public static float Gelu(float x)
    {
        float z = BoundedTail(x);
        // of the two x itself where it is negative, so that −∞ · 0 stays NaN; NaN is above
        float below = x < z ? x : z, above = x < 0f ? 0f : x;
        return XMath.Fma(below * Ratio(z), Power(z), above);
    }

    /// <summary>Φ(x) + x · Φ′(x), the slope of <see cref="Gelu"/>.</summary>
    public static float GeluSlope(float x)
    {
        float z = BoundedTail(x), power = Power(z), tail = Ratio(z) * power;
        return XMath.Fma(x, power * 0.3989422804014327f, x < 0f ? tail : 1f - tail);
    }

    /// <summary>−|x|, but no less than <see cref="Least"/>.</summary>
    private static float BoundedTail(float x)
    {
        float z = -XMath.Abs(x);
        return z > Least ? z : Least;
    }

    /// <summary>e^(−z²/2), with what squaring loses put back: an error in a large exponent would be a large relative one.</summary>
    private static float Power(float z)
    {
        float half = -0.5f * z, exponent = half * z, power = XMath.Exp(exponent);
        return XMath.Fma(power, XMath.Fma(half, z, -exponent), power);
    }

    /// <summary>Φ(z) · e^(z²/2) = ½ P(−z/√2) / Q(−z/√2) for z ≤ 0.</summary>
    private static float Ratio(float z)
    {
        float p = XMath.Fma(XMath.Fma(XMath.Fma(XMath.Fma(P4, z, P3), z, P2), z, P1), z, P0);
        float q = XMath.Fma(XMath.Fma(XMath.Fma(XMath.Fma(XMath.Fma(Q5, z, Q4), z, Q3), z, Q2), z, Q1), z, 1f);
        return p / q;
    }
}
