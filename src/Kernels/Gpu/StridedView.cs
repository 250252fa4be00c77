using System.Runtime.CompilerServices;

namespace Neuron.Kernels.Gpu;

/// <summary>A strided operand on the host's side of a launch: its memory, and where in it the positions lie.</summary>
/// <param name="Memory">All memory that the layout may point into.</param>
/// <param name="Layout">Where the positions lie.</param>
/// <param name="Count">Number of positions.</param>
internal readonly record struct StridedView<T>(ArrayView<T> Memory, Layout Layout, long Count)
    where T : unmanaged
{
    /// <summary>Whether the positions lie one after the other, without gaps.</summary>
    public bool IsDense => Layout.Rank == 1 && (Layout.S0 == 1 || Count <= 1);

    /// <summary>The elements of a dense operand.</summary>
    public ArrayView<T> Dense => Memory.SubView(Layout.Offset, Count);

    /// <summary>Whether a dense operand begins at a multiple of four elements, as wide loads need it.</summary>
    public bool IsWide => IsDense && IsAligned(Dense);

    /// <summary>The layout by fours, see <see cref="Layout.TryWiden"/>, if wide loads can read it.</summary>
    /// <remarks>An empty operand may begin beyond its memory.</remarks>
    public bool TryWiden(out Layout wide) => Layout.TryWiden(out wide) && Count > 0 && (wide.S0 == 0 || IsAligned(Memory.SubView(Layout.Offset)));

    /// <summary>Whether the view begins at a multiple of four elements.</summary>
    public static bool IsAligned(ArrayView<T> view) => ((long)view.Address & ((4 * Unsafe.SizeOf<T>()) - 1)) == 0;
}
