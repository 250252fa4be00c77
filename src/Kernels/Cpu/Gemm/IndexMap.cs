namespace Neuron.Kernels.Cpu;

/// <summary>
/// The places of consecutive indices that run through several axes in row-major order, such as (image, row, pixel): within
/// a run they are evenly spaced.
/// </summary>
internal struct IndexMap
{
    /// <summary>Length of the last axis; 0 if there is no map.</summary>
    public int Run;

    /// <summary>Distance of neighbours in a run.</summary>
    public nint Stride;

    /// <summary>Lengths of the axes before the last one, from the inside; what is left over is the outermost.</summary>
    public int Count1, Count2;

    /// <summary>Distances along those axes and the outermost.</summary>
    public nint Stride1, Stride2, Stride3;

    /// <summary>Added to each index.</summary>
    public int First;

    public readonly bool IsGiven => Run != 0;

    /// <summary>Indices of two axes: <paramref name="run"/> neighbours side by side, then <paramref name="stride"/> on.</summary>
    public static IndexMap Of(int run, nint stride) =>
        new() { Run = run, Stride = 1, Count1 = 1, Count2 = 1, Stride3 = stride };

    /// <summary>Place of an index, and how many from it on are evenly spaced.</summary>
    public readonly nint Place(int index, out int left)
    {
        var (outer, inner) = Math.DivRem(First + index, Run);
        left = Run - inner;
        nint place = inner * Stride;
        if (Count1 != 1)
        {
            (outer, int i) = Math.DivRem(outer, Count1);
            place += i * Stride1;
        }
        if (Count2 != 1)
        {
            (outer, int i) = Math.DivRem(outer, Count2);
            place += i * Stride2;
        }
        return place + (outer * Stride3);
    }
}
