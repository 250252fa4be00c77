using System.Numerics;

namespace Neuron.Kernels.Cpu.Recurrent;

/// <summary>A recurrent layer over strided operands without gaps; those that a kind does not have are default.</summary>
internal static unsafe class RecurrentLayer
{
    /// <summary>See <see cref="RecurrentForward"/>.</summary>
    public static void Forward<T>(
        RecurrentKind kind, bool reverse, Strided<T> x, Strided<T> weight, Strided<T> h0, Strided<T> c0, Strided<T> bias, Strided<long> lengths,
        Strided<T> y, Strided<T> hn, Strided<T> cn, Strided<T> gates, Strided<T> cells)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var arguments = Arguments(kind, reverse, y, weight, h0, c0, lengths, gates, cells);
        arguments.X = x.Data;
        arguments.Bias = bias.Data;
        arguments.Hn = hn.Data;
        arguments.Cn = cn.Data;
        RecurrentForward.Run(arguments);
    }

    /// <summary>See <see cref="RecurrentBackward"/>.</summary>
    public static void Backward<T>(
        RecurrentKind kind, bool reverse, Strided<T> dy, Strided<T> dhn, Strided<T> dcn, Strided<T> weight, Strided<T> h0, Strided<T> c0, Strided<long> lengths,
        Strided<T> y, Strided<T> gates, Strided<T> cells, Strided<T> dx, Strided<T> dweight, Strided<T> dh0, Strided<T> dc0, Strided<T> dbias)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        RecurrentBackward.Run(
            Arguments(kind, reverse, y, weight, h0, c0, lengths, gates, cells),
            new RecurrentGradients<T>
            {
                Dy = dy.Data, Dhn = dhn.Data, Dcn = dcn.Data, Dx = dx.Data, DWeight = dweight.Data, Dh0 = dh0.Data, Dc0 = dc0.Data, DBias = dbias.Data,
            });

    private static RecurrentArguments<T> Arguments<T>(
        RecurrentKind kind, bool reverse, Strided<T> y, Strided<T> weight, Strided<T> h0, Strided<T> c0, Strided<long> lengths, Strided<T> gates, Strided<T> cells)
        where T : unmanaged, IFloatingPointIeee754<T> => new()
        {
            Kind = kind,
            Reverse = reverse,
            Steps = y.Shape[0],
            Batch = y.Shape[1],
            Units = y.Shape[2],
            Weight = weight.Data,
            H0 = h0.Data,
            C0 = c0.Data,
            Lengths = lengths.Data,
            Y = y.Data,
            Gates = gates.Data,
            Cells = cells.Data,
        };
}
