using Neuron.Kernels.Memory;

namespace Neuron;

/// <summary>Copies of contiguous tensors between the host's memory and an accelerator's.</summary>
internal static class Transfers
{
    /// <summary>Bytes of one copy: a span holds at most 2³¹.</summary>
    private const int Piece = 1 << 30;

    private static long s_bytesToHost;

    /// <summary>Bytes that were read back from devices since the process began.</summary>
    public static long BytesToHost => Interlocked.Read(ref s_bytesToHost);

    public static void ToDevice(Tensor x, Tensor y)
    {
        var accelerator = Accelerators.For(y.Device);
        var target = y.ByteView;
        for (long start = 0; start < target.Length; start += Piece)
        {
            int length = (int)Math.Min(Piece, target.Length - start);
            accelerator.CopyFromHost<byte>(target.SubView(start, length), NativeSpan.Of<byte>(x.Address + (nint)start, length), accelerator.DefaultStream);
        }
    }

    public static void ToHost(Tensor x, Tensor y)
    {
        var accelerator = Accelerators.For(x.Device);
        var source = x.ByteView;
        Interlocked.Add(ref s_bytesToHost, source.Length);
        for (long start = 0; start < source.Length; start += Piece)
        {
            int length = (int)Math.Min(Piece, source.Length - start);
            accelerator.CopyToHost(NativeSpan.Of<byte>(y.Address + (nint)start, length), source.SubView(start, length), accelerator.DefaultStream);
        }
        (Backends.For(x.Device) as GpuBackend)?.ThrowIfFaulty();
    }
}
