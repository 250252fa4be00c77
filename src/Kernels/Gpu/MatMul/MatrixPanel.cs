namespace Neuron.Kernels.Gpu;

/// <summary>An operand of a matrix product, seen as [outer, k]: rows of the left matrix, columns of the right one.</summary>
/// <remarks>
/// A work-item moves vectors of 4 elements, neighbours along k or along the outer axis. What depends on the outer place alone
/// is worked out once, into registers, by <see cref="Prepare"/>. Outer places past the end repeat the last one: their results
/// are not stored. Terms from kEnd on are zero.
/// </remarks>
internal interface IPanel<TSum> where TSum : unmanaged
{
    /// <summary>Whether the 4 elements of a vector are neighbours along k.</summary>
    static abstract bool AlongK { get; }

    /// <summary>Registers for one vector.</summary>
    static abstract int StateSize { get; }

    /// <summary>Works out the registers of the vector at <paramref name="outer"/>, from <paramref name="at"/> on.</summary>
    void Prepare(ArrayView<long> state, int at, BatchIndex batch, int outer);

    /// <summary>The vector at its outer place and <paramref name="k"/>; unguarded, k + 4 (or, not along k, k + 1) is at most kEnd.</summary>
    Vec4<TSum> Load4(ArrayView<long> state, int at, int k, int kEnd, bool guarded);
}

/// <summary>Position of one product among those of a batch of up to three axes, the last fastest.</summary>
internal readonly record struct BatchIndex(int Linear, int First, int Second, int Third);

/// <summary>How the elements of a matrix lie.</summary>
internal interface IPanelLayout
{
    /// <summary>Whether vectors run along k.</summary>
    static abstract bool AlongK { get; }

    /// <summary>Whether a vector is one aligned load: neighbours adjoin, and all other strides are multiples of 4.</summary>
    static abstract bool Wide { get; }

    /// <summary>Offsets kept for a vector.</summary>
    static abstract int StateSize { get; }
}

internal readonly struct WideAlongK : IPanelLayout
{
    public static bool AlongK => true;

    public static bool Wide => true;

    public static int StateSize => 1;
}

internal readonly struct WideAcrossK : IPanelLayout
{
    public static bool AlongK => false;

    public static bool Wide => true;

    public static int StateSize => 1;
}

internal readonly struct StridedAlongK : IPanelLayout
{
    public static bool AlongK => true;

    public static bool Wide => false;

    public static int StateSize => 1;
}

internal readonly struct StridedAcrossK : IPanelLayout
{
    public static bool AlongK => false;

    public static bool Wide => false;

    public static int StateSize => 4;
}

/// <summary>A matrix in memory, or a batch of them; a stride of 0 repeats.</summary>
internal readonly struct MatrixPanel<TStored, TSum, TFormat, TLayout> : IPanel<TSum>
    where TStored : unmanaged
    where TSum : unmanaged
    where TFormat : struct, INumericFormat<TStored, TSum>
    where TLayout : struct, IPanelLayout
{
    public ArrayView<TStored> Data { get; init; }

    public long OuterStride { get; init; }

    public long KStride { get; init; }

    public long FirstStride { get; init; }

    public long SecondStride { get; init; }

    public long ThirdStride { get; init; }

    /// <summary>Number of outer places; a multiple of 4 if vectors are wide and run across k.</summary>
    public int Outer { get; init; }

    public static bool AlongK => TLayout.AlongK;

    public static int StateSize => TLayout.StateSize;

    public void Prepare(ArrayView<long> state, int at, BatchIndex batch, int outer)
    {
        long start = (batch.First * FirstStride) + (batch.Second * SecondStride) + (batch.Third * ThirdStride);
        if (TLayout.AlongK)
        {
            state[at] = start + (XMath.Min(outer, Outer - 1) * OuterStride);
        }
        else if (TLayout.Wide)
        {
            state[at] = start + XMath.Min(outer, Outer - 4);
        }
        else
        {
            for (int i = 0; i < 4; i++)
            {
                Unroll.Fully();
                state[at + i] = start + (XMath.Min(outer + i, Outer - 1) * OuterStride);
            }
        }
    }

    public Vec4<TSum> Load4(ArrayView<long> state, int at, int k, int kEnd, bool guarded)
    {
        Vec4<TSum> result = default;
        if (guarded && k >= kEnd) return result;
        if (TLayout.Wide)
        {
            var stored = Data.Load4(state[at] + (TLayout.AlongK ? k : k * KStride));
            result.X = TFormat.Widen(stored.X);
            result.Y = TFormat.Widen(stored.Y);
            result.Z = TFormat.Widen(stored.Z);
            result.W = TFormat.Widen(stored.W);
        }
        else if (TLayout.AlongK)
        {
            long start = state[at] + (k * KStride);
            result.X = TFormat.Widen(Data[start]);
            if (!guarded || k + 1 < kEnd) result.Y = TFormat.Widen(Data[start + KStride]);
            if (!guarded || k + 2 < kEnd) result.Z = TFormat.Widen(Data[start + (2 * KStride)]);
            if (!guarded || k + 3 < kEnd) result.W = TFormat.Widen(Data[start + (3 * KStride)]);
        }
        else
        {
            result.X = TFormat.Widen(Data[state[at] + (k * KStride)]);
            result.Y = TFormat.Widen(Data[state[at + 1] + (k * KStride)]);
            result.Z = TFormat.Widen(Data[state[at + 2] + (k * KStride)]);
            result.W = TFormat.Widen(Data[state[at + 3] + (k * KStride)]);
        }
        return result;
    }
}
