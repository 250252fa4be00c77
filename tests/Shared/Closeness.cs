using System.Globalization;

namespace Neuron.Tests.Shared;

/// <summary>Elementwise comparison whose failure says where, how many and how far.</summary>
internal static class Closeness
{
    /// <summary>Fails unless |actual − expected| ≤ atol + rtol·|expected| everywhere; NaN equals NaN, infinities must be equal.</summary>
    public static void Check(string what, ReadOnlySpan<double> expected, ReadOnlySpan<double> actual, double rtol, double atol) =>
        Check(what, [expected.Length], expected, actual, rtol, atol);

    /// <summary>The same for a row-major tensor; a failure gives the worst element's index along each axis.</summary>
    public static void Check(string what, ReadOnlySpan<int> shape, ReadOnlySpan<double> expected, ReadOnlySpan<double> actual, double rtol, double atol)
    {
        Assert.True(expected.Length == actual.Length, $"{what}: {actual.Length} elements, expected {expected.Length}");
        (int worst, double worstExcess, int wrong, double maxAbs, double maxRel) = (-1, 0, 0, 0, 0);
        for (int i = 0; i < expected.Length; i++)
        {
            double e = expected[i], a = actual[i];
            if (e.Equals(a)) continue; // also NaN and equal infinities
            double abs = Math.Abs(a - e), excess = abs - (atol + rtol * Math.Abs(e));
            if (double.IsNaN(abs) || double.IsInfinity(e)) (abs, excess) = (double.PositiveInfinity, double.PositiveInfinity);
            maxAbs = Math.Max(maxAbs, abs);
            maxRel = Math.Max(maxRel, abs / Math.Abs(e));
            if (excess <= 0) continue;
            wrong++;
            if (worst < 0 || excess > worstExcess) (worst, worstExcess) = (i, excess);
        }
        if (worst < 0) return;
        var index = new int[shape.Length];
        for (int axis = shape.Length - 1, rest = worst; axis >= 0; rest /= shape[axis], axis--) index[axis] = rest % shape[axis];
        Assert.Fail(string.Create(CultureInfo.InvariantCulture,
            $"{what} [{string.Join(", ", index)}]: expected {expected[worst]:R}, actual {actual[worst]:R}; {wrong} of {expected.Length} beyond rtol {rtol:g}, atol {atol:g}; max abs error {maxAbs:g4}, max rel error {maxRel:g4}"));
    }
}
