using System.Numerics;

namespace Neuron.Kernels.Gpu.Attention;

/// <summary>Which numbers of a tile a work-item has, and how products of tiles in shared memory are added to them.</summary>
/// <remarks>
/// Of scores: Rows rows, of each Columns numbers, in the array s at Columns · i + j. Of results, which lie in blocks k of as many
/// columns as a tile has, likewise at Columns · (Rows · k + i) + j.
/// </remarks>
internal interface IAttentionLayout
{
    /// <summary>Rows of a work-item; even.</summary>
    static abstract int Rows { get; }

    /// <summary>Numbers of each row.</summary>
    static abstract int Columns { get; }

    /// <summary>Results that lie side by side: 2 or 4.</summary>
    static abstract int Run { get; }

    /// <summary>Lanes of a warp that share rows, and how far apart they are; powers of two.</summary>
    static abstract int Sharers { get; }

    static abstract int Apart { get; }

    static abstract int FirstRow { get; }

    static abstract int FirstColumn { get; }

    static abstract int FirstResult { get; }

    /// <summary>Rows from the first to row i; likewise for columns of scores and of results.</summary>
    static abstract int ToRow(int i);

    static abstract int ToColumn(int j);

    static abstract int ToResult(int j);

    /// <summary>s += rows · columnsᵀ: <paramref name="depth"/> terms, both operands' rows <paramref name="pitch"/> apart.</summary>
    static abstract void MultiplyTerms<T>(ArrayView<T> s, ArrayView<T> chunk, int rowsAt, int columnsAt, int pitch, int depth)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>o += weights · x over <paramref name="depth"/> rows of x, which meet the weights' columns from <paramref name="first"/> on.</summary>
    static abstract void MultiplyRows<T>(ArrayView<T> o, ArrayView<T> weights, int first, ArrayView<T> chunk, int at, int pitch, int depth, int blocks)
        where T : unmanaged, IFloatingPointIeee754<T>;
}
