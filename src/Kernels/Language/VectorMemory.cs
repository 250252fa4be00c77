namespace Neuron.Kernels.Language;

/// <summary>Wide loads and stores of views.</summary>
/// <remarks>
/// The address must be a multiple of the width: the index a multiple of the number of elements, and the view itself as aligned
/// (buffers are; a sub-view is where its offset is). The host checks it.
/// </remarks>
public static unsafe class VectorMemory
{
    /// <summary>The 2 elements from <paramref name="index"/> on, a multiple of 2.</summary>
    public static Vec2<T> Load2<T>(this ArrayView<T> view, long index) where T : unmanaged
    {
        CheckAlignment(view, index, 2);
        Vec2<T> value;
        value.X = view[index];
        value.Y = view[index + 1];
        return value;
    }

    /// <summary>Overwrites the 2 elements from <paramref name="index"/> on, a multiple of 2.</summary>
    public static void Store2<T>(this ArrayView<T> view, long index, Vec2<T> value) where T : unmanaged
    {
        CheckAlignment(view, index, 2);
        view[index] = value.X;
        view[index + 1] = value.Y;
    }

    /// <summary>The 4 elements from <paramref name="index"/> on, a multiple of 4.</summary>
    public static Vec4<T> Load4<T>(this ArrayView<T> view, long index) where T : unmanaged
    {
        CheckAlignment(view, index, 4);
        Vec4<T> value;
        value.X = view[index];
        value.Y = view[index + 1];
        value.Z = view[index + 2];
        value.W = view[index + 3];
        return value;
    }

    /// <summary>Overwrites the 4 elements from <paramref name="index"/> on, a multiple of 4.</summary>
    public static void Store4<T>(this ArrayView<T> view, long index, Vec4<T> value) where T : unmanaged
    {
        CheckAlignment(view, index, 4);
        view[index] = value.X;
        view[index + 1] = value.Y;
        view[index + 2] = value.Z;
        view[index + 3] = value.W;
    }

    /// <summary>The 8 elements from <paramref name="index"/> on, a multiple of 8.</summary>
    public static Vec8<T> Load8<T>(this ArrayView<T> view, long index) where T : unmanaged
    {
        CheckAlignment(view, index, 8);
        Vec8<T> value;
        value.S0 = view[index];
        value.S1 = view[index + 1];
        value.S2 = view[index + 2];
        value.S3 = view[index + 3];
        value.S4 = view[index + 4];
        value.S5 = view[index + 5];
        value.S6 = view[index + 6];
        value.S7 = view[index + 7];
        return value;
    }

    /// <summary>Overwrites the 8 elements from <paramref name="index"/> on, a multiple of 8.</summary>
    public static void Store8<T>(this ArrayView<T> view, long index, Vec8<T> value) where T : unmanaged
    {
        CheckAlignment(view, index, 8);
        view[index] = value.S0;
        view[index + 1] = value.S1;
        view[index + 2] = value.S2;
        view[index + 3] = value.S3;
        view[index + 4] = value.S4;
        view[index + 5] = value.S5;
        view[index + 6] = value.S6;
        view[index + 7] = value.S7;
    }

    private static void CheckAlignment<T>(ArrayView<T> view, long index, int count) where T : unmanaged
    {
        int bytes = count * sizeof(T);
        if (((view.Address + (index * sizeof(T))) & (bytes - 1)) == 0) return;
        throw new InvalidOperationException($"Vector access of {count} × {typeof(T).Name}: element {index} does not lie at a multiple of {bytes} bytes.");
    }
}
