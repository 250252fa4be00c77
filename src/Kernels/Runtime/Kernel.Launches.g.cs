// Made by a loop over the number of arguments: the same two launches for 1 to 12 of them.
using System.Runtime.CompilerServices;
using Neuron.Kernels.Language;

namespace Neuron.Kernels.Runtime;

public sealed partial class Kernel
{
    /// <summary>Launches over groups with 1 argument.</summary>
    /// <exception cref="KernelException">The arguments or the shape do not fit the kernel or the device.</exception>
    public unsafe void Launch<T1>(AcceleratorStream stream, KernelConfig config, in T1 a1)
        where T1 : unmanaged
    {
        CheckCount(1);
        byte* packed = stackalloc byte[ArgumentBytes];
        Pack(0, packed, a1);
        Launch(stream, config, new ReadOnlySpan<byte>(packed, ArgumentBytes));
    }

    /// <summary>Launches over an index with 1 argument.</summary>
    /// <exception cref="KernelException">The arguments or the shape do not fit the kernel or the device.</exception>
    public unsafe void LaunchOver<TIndex, T1>(AcceleratorStream stream, TIndex index, in T1 a1)
        where TIndex : unmanaged where T1 : unmanaged
    {
        CheckCount(1);
        byte* packed = stackalloc byte[ArgumentBytes];
        Pack(0, packed, a1);
        LaunchOver(stream, ExtentOf(index), new ReadOnlySpan<byte>(packed, ArgumentBytes));
    }

    /// <summary>Launches over groups with 2 arguments.</summary>
    /// <exception cref="KernelException">The arguments or the shape do not fit the kernel or the device.</exception>
    public unsafe void Launch<T1, T2>(AcceleratorStream stream, KernelConfig config, in T1 a1, in T2 a2)
        where T1 : unmanaged where T2 : unmanaged
    {
        CheckCount(2);
        byte* packed = stackalloc byte[ArgumentBytes];
        Pack(0, packed, a1);
        Pack(1, packed, a2);
        Launch(stream, config, new ReadOnlySpan<byte>(packed, ArgumentBytes));
    }

    /// <summary>Launches over an index with 2 arguments.</summary>
    /// <exception cref="KernelException">The arguments or the shape do not fit the kernel or the device.</exception>
    public unsafe void LaunchOver<TIndex, T1, T2>(AcceleratorStream stream, TIndex index, in T1 a1, in T2 a2)
        where TIndex : unmanaged where T1 : unmanaged where T2 : unmanaged
    {
        CheckCount(2);
        byte* packed = stackalloc byte[ArgumentBytes];
        Pack(0, packed, a1);
        Pack(1, packed, a2);
        LaunchOver(stream, ExtentOf(index), new ReadOnlySpan<byte>(packed, ArgumentBytes));
    }

    /// <summary>Launches over groups with 3 arguments.</summary>
    /// <exception cref="KernelException">The arguments or the shape do not fit the kernel or the device.</exception>
    public unsafe void Launch<T1, T2, T3>(AcceleratorStream stream, KernelConfig config, in T1 a1, in T2 a2, in T3 a3)
        where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged
    {
        CheckCount(3);
        byte* packed = stackalloc byte[ArgumentBytes];
        Pack(0, packed, a1);
        Pack(1, packed, a2);
        Pack(2, packed, a3);
        Launch(stream, config, new ReadOnlySpan<byte>(packed, ArgumentBytes));
    }

    /// <summary>Launches over an index with 3 arguments.</summary>
    /// <exception cref="KernelException">The arguments or the shape do not fit the kernel or the device.</exception>
    public unsafe void LaunchOver<TIndex, T1, T2, T3>(AcceleratorStream stream, TIndex index, in T1 a1, in T2 a2, in T3 a3)
        where TIndex : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged
    {
        CheckCount(3);
        byte* packed = stackalloc byte[ArgumentBytes];
        Pack(0, packed, a1);
        Pack(1, packed, a2);
        Pack(2, packed, a3);
        LaunchOver(stream, ExtentOf(index), new ReadOnlySpan<byte>(packed, ArgumentBytes));
    }

    /// <summary>Launches over groups with 4 arguments.</summary>
    /// <exception cref="KernelException">The arguments or the shape do not fit the kernel or the device.</exception>
    public unsafe void Launch<T1, T2, T3, T4>(AcceleratorStream stream, KernelConfig config, in T1 a1, in T2 a2, in T3 a3, in T4 a4)
        where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged
    {
        CheckCount(4);
        byte* packed = stackalloc byte[ArgumentBytes];
        Pack(0, packed, a1);
        Pack(1, packed, a2);
        Pack(2, packed, a3);
        Pack(3, packed, a4);
        Launch(stream, config, new ReadOnlySpan<byte>(packed, ArgumentBytes));
    }

    /// <summary>Launches over an index with 4 arguments.</summary>
    /// <exception cref="KernelException">The arguments or the shape do not fit the kernel or the device.</exception>
    public unsafe void LaunchOver<TIndex, T1, T2, T3, T4>(AcceleratorStream stream, TIndex index, in T1 a1, in T2 a2, in T3 a3, in T4 a4)
        where TIndex : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged
    {
        CheckCount(4);
        byte* packed = stackalloc byte[ArgumentBytes];
        Pack(0, packed, a1);
        Pack(1, packed, a2);
        Pack(2, packed, a3);
        Pack(3, packed, a4);
        LaunchOver(stream, ExtentOf(index), new ReadOnlySpan<byte>(packed, ArgumentBytes));
    }

    /// <summary>Launches over groups with 5 arguments.</summary>
    /// <exception cref="KernelException">The arguments or the shape do not fit the kernel or the device.</exception>
    public unsafe void Launch<T1, T2, T3, T4, T5>(AcceleratorStream stream, KernelConfig config, in T1 a1, in T2 a2, in T3 a3, in T4 a4, in T5 a5)
        where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged
    {
        CheckCount(5);
        byte* packed = stackalloc byte[ArgumentBytes];
        Pack(0, packed, a1);
        Pack(1, packed, a2);
        Pack(2, packed, a3);
        Pack(3, packed, a4);
        Pack(4, packed, a5);
        Launch(stream, config, new ReadOnlySpan<byte>(packed, ArgumentBytes));
    }

    /// <summary>Launches over an index with 5 arguments.</summary>
    /// <exception cref="KernelException">The arguments or the shape do not fit the kernel or the device.</exception>
    public unsafe void LaunchOver<TIndex, T1, T2, T3, T4, T5>(AcceleratorStream stream, TIndex index, in T1 a1, in T2 a2, in T3 a3, in T4 a4, in T5 a5)
        where TIndex : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged
    {
        CheckCount(5);
        byte* packed = stackalloc byte[ArgumentBytes];
        Pack(0, packed, a1);
        Pack(1, packed, a2);
        Pack(2, packed, a3);
        Pack(3, packed, a4);
        Pack(4, packed, a5);
        LaunchOver(stream, ExtentOf(index), new ReadOnlySpan<byte>(packed, ArgumentBytes));
    }

    /// <summary>Launches over groups with 6 arguments.</summary>
    /// <exception cref="KernelException">The arguments or the shape do not fit the kernel or the device.</exception>
    public unsafe void Launch<T1, T2, T3, T4, T5, T6>(AcceleratorStream stream, KernelConfig config, in T1 a1, in T2 a2, in T3 a3, in T4 a4, in T5 a5, in T6 a6)
        where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged where T6 : unmanaged
    {
        CheckCount(6);
        byte* packed = stackalloc byte[ArgumentBytes];
        Pack(0, packed, a1);
        Pack(1, packed, a2);
        Pack(2, packed, a3);
        Pack(3, packed, a4);
        Pack(4, packed, a5);
        Pack(5, packed, a6);
        Launch(stream, config, new ReadOnlySpan<byte>(packed, ArgumentBytes));
    }

    /// <summary>Launches over an index with 6 arguments.</summary>
    /// <exception cref="KernelException">The arguments or the shape do not fit the kernel or the device.</exception>
    public unsafe void LaunchOver<TIndex, T1, T2, T3, T4, T5, T6>(AcceleratorStream stream, TIndex index, in T1 a1, in T2 a2, in T3 a3, in T4 a4, in T5 a5, in T6 a6)
        where TIndex : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged where T6 : unmanaged
    {
        CheckCount(6);
        byte* packed = stackalloc byte[ArgumentBytes];
        Pack(0, packed, a1);
        Pack(1, packed, a2);
        Pack(2, packed, a3);
        Pack(3, packed, a4);
        Pack(4, packed, a5);
        Pack(5, packed, a6);
        LaunchOver(stream, ExtentOf(index), new ReadOnlySpan<byte>(packed, ArgumentBytes));
    }

    /// <summary>Launches over groups with 7 arguments.</summary>
    /// <exception cref="KernelException">The arguments or the shape do not fit the kernel or the device.</exception>
    public unsafe void Launch<T1, T2, T3, T4, T5, T6, T7>(AcceleratorStream stream, KernelConfig config, in T1 a1, in T2 a2, in T3 a3, in T4 a4, in T5 a5, in T6 a6, in T7 a7)
        where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged where T6 : unmanaged where T7 : unmanaged
    {
        CheckCount(7);
        byte* packed = stackalloc byte[ArgumentBytes];
        Pack(0, packed, a1);
        Pack(1, packed, a2);
        Pack(2, packed, a3);
        Pack(3, packed, a4);
        Pack(4, packed, a5);
        Pack(5, packed, a6);
        Pack(6, packed, a7);
        Launch(stream, config, new ReadOnlySpan<byte>(packed, ArgumentBytes));
    }

    /// <summary>Launches over an index with 7 arguments.</summary>
    /// <exception cref="KernelException">The arguments or the shape do not fit the kernel or the device.</exception>
    public unsafe void LaunchOver<TIndex, T1, T2, T3, T4, T5, T6, T7>(AcceleratorStream stream, TIndex index, in T1 a1, in T2 a2, in T3 a3, in T4 a4, in T5 a5, in T6 a6, in T7 a7)
        where TIndex : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged where T6 : unmanaged where T7 : unmanaged
    {
        CheckCount(7);
        byte* packed = stackalloc byte[ArgumentBytes];
        Pack(0, packed, a1);
        Pack(1, packed, a2);
        Pack(2, packed, a3);
        Pack(3, packed, a4);
        Pack(4, packed, a5);
        Pack(5, packed, a6);
        Pack(6, packed, a7);
        LaunchOver(stream, ExtentOf(index), new ReadOnlySpan<byte>(packed, ArgumentBytes));
    }

    /// <summary>Launches over groups with 8 arguments.</summary>
    /// <exception cref="KernelException">The arguments or the shape do not fit the kernel or the device.</exception>
    public unsafe void Launch<T1, T2, T3, T4, T5, T6, T7, T8>(AcceleratorStream stream, KernelConfig config, in T1 a1, in T2 a2, in T3 a3, in T4 a4, in T5 a5, in T6 a6, in T7 a7, in T8 a8)
        where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged where T6 : unmanaged where T7 : unmanaged where T8 : unmanaged
    {
        CheckCount(8);
        byte* packed = stackalloc byte[ArgumentBytes];
        Pack(0, packed, a1);
        Pack(1, packed, a2);
        Pack(2, packed, a3);
        Pack(3, packed, a4);
        Pack(4, packed, a5);
        Pack(5, packed, a6);
        Pack(6, packed, a7);
        Pack(7, packed, a8);
        Launch(stream, config, new ReadOnlySpan<byte>(packed, ArgumentBytes));
    }

    /// <summary>Launches over an index with 8 arguments.</summary>
    /// <exception cref="KernelException">The arguments or the shape do not fit the kernel or the device.</exception>
    public unsafe void LaunchOver<TIndex, T1, T2, T3, T4, T5, T6, T7, T8>(AcceleratorStream stream, TIndex index, in T1 a1, in T2 a2, in T3 a3, in T4 a4, in T5 a5, in T6 a6, in T7 a7, in T8 a8)
        where TIndex : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged where T6 : unmanaged where T7 : unmanaged where T8 : unmanaged
    {
        CheckCount(8);
        byte* packed = stackalloc byte[ArgumentBytes];
        Pack(0, packed, a1);
        Pack(1, packed, a2);
        Pack(2, packed, a3);
        Pack(3, packed, a4);
        Pack(4, packed, a5);
        Pack(5, packed, a6);
        Pack(6, packed, a7);
        Pack(7, packed, a8);
        LaunchOver(stream, ExtentOf(index), new ReadOnlySpan<byte>(packed, ArgumentBytes));
    }

    /// <summary>Launches over groups with 9 arguments.</summary>
    /// <exception cref="KernelException">The arguments or the shape do not fit the kernel or the device.</exception>
    public unsafe void Launch<T1, T2, T3, T4, T5, T6, T7, T8, T9>(AcceleratorStream stream, KernelConfig config, in T1 a1, in T2 a2, in T3 a3, in T4 a4, in T5 a5, in T6 a6, in T7 a7, in T8 a8, in T9 a9)
        where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged where T6 : unmanaged where T7 : unmanaged where T8 : unmanaged where T9 : unmanaged
    {
        CheckCount(9);
        byte* packed = stackalloc byte[ArgumentBytes];
        Pack(0, packed, a1);
        Pack(1, packed, a2);
        Pack(2, packed, a3);
        Pack(3, packed, a4);
        Pack(4, packed, a5);
        Pack(5, packed, a6);
        Pack(6, packed, a7);
        Pack(7, packed, a8);
        Pack(8, packed, a9);
        Launch(stream, config, new ReadOnlySpan<byte>(packed, ArgumentBytes));
    }

    /// <summary>Launches over an index with 9 arguments.</summary>
    /// <exception cref="KernelException">The arguments or the shape do not fit the kernel or the device.</exception>
    public unsafe void LaunchOver<TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9>(AcceleratorStream stream, TIndex index, in T1 a1, in T2 a2, in T3 a3, in T4 a4, in T5 a5, in T6 a6, in T7 a7, in T8 a8, in T9 a9)
        where TIndex : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged where T6 : unmanaged where T7 : unmanaged where T8 : unmanaged where T9 : unmanaged
    {
        CheckCount(9);
        byte* packed = stackalloc byte[ArgumentBytes];
        Pack(0, packed, a1);
        Pack(1, packed, a2);
        Pack(2, packed, a3);
        Pack(3, packed, a4);
        Pack(4, packed, a5);
        Pack(5, packed, a6);
        Pack(6, packed, a7);
        Pack(7, packed, a8);
        Pack(8, packed, a9);
        LaunchOver(stream, ExtentOf(index), new ReadOnlySpan<byte>(packed, ArgumentBytes));
    }

    /// <summary>Launches over groups with 10 arguments.</summary>
    /// <exception cref="KernelException">The arguments or the shape do not fit the kernel or the device.</exception>
    public unsafe void Launch<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>(AcceleratorStream stream, KernelConfig config, in T1 a1, in T2 a2, in T3 a3, in T4 a4, in T5 a5, in T6 a6, in T7 a7, in T8 a8, in T9 a9, in T10 a10)
        where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged where T6 : unmanaged where T7 : unmanaged where T8 : unmanaged where T9 : unmanaged where T10 : unmanaged
    {
        CheckCount(10);
        byte* packed = stackalloc byte[ArgumentBytes];
        Pack(0, packed, a1);
        Pack(1, packed, a2);
        Pack(2, packed, a3);
        Pack(3, packed, a4);
        Pack(4, packed, a5);
        Pack(5, packed, a6);
        Pack(6, packed, a7);
        Pack(7, packed, a8);
        Pack(8, packed, a9);
        Pack(9, packed, a10);
        Launch(stream, config, new ReadOnlySpan<byte>(packed, ArgumentBytes));
    }

    /// <summary>Launches over an index with 10 arguments.</summary>
    /// <exception cref="KernelException">The arguments or the shape do not fit the kernel or the device.</exception>
    public unsafe void LaunchOver<TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>(AcceleratorStream stream, TIndex index, in T1 a1, in T2 a2, in T3 a3, in T4 a4, in T5 a5, in T6 a6, in T7 a7, in T8 a8, in T9 a9, in T10 a10)
        where TIndex : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged where T6 : unmanaged where T7 : unmanaged where T8 : unmanaged where T9 : unmanaged where T10 : unmanaged
    {
        CheckCount(10);
        byte* packed = stackalloc byte[ArgumentBytes];
        Pack(0, packed, a1);
        Pack(1, packed, a2);
        Pack(2, packed, a3);
        Pack(3, packed, a4);
        Pack(4, packed, a5);
        Pack(5, packed, a6);
        Pack(6, packed, a7);
        Pack(7, packed, a8);
        Pack(8, packed, a9);
        Pack(9, packed, a10);
        LaunchOver(stream, ExtentOf(index), new ReadOnlySpan<byte>(packed, ArgumentBytes));
    }

    /// <summary>Launches over groups with 11 arguments.</summary>
    /// <exception cref="KernelException">The arguments or the shape do not fit the kernel or the device.</exception>
    public unsafe void Launch<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11>(AcceleratorStream stream, KernelConfig config, in T1 a1, in T2 a2, in T3 a3, in T4 a4, in T5 a5, in T6 a6, in T7 a7, in T8 a8, in T9 a9, in T10 a10, in T11 a11)
        where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged where T6 : unmanaged where T7 : unmanaged where T8 : unmanaged where T9 : unmanaged where T10 : unmanaged where T11 : unmanaged
    {
        CheckCount(11);
        byte* packed = stackalloc byte[ArgumentBytes];
        Pack(0, packed, a1);
        Pack(1, packed, a2);
        Pack(2, packed, a3);
        Pack(3, packed, a4);
        Pack(4, packed, a5);
        Pack(5, packed, a6);
        Pack(6, packed, a7);
        Pack(7, packed, a8);
        Pack(8, packed, a9);
        Pack(9, packed, a10);
        Pack(10, packed, a11);
        Launch(stream, config, new ReadOnlySpan<byte>(packed, ArgumentBytes));
    }

    /// <summary>Launches over an index with 11 arguments.</summary>
    /// <exception cref="KernelException">The arguments or the shape do not fit the kernel or the device.</exception>
    public unsafe void LaunchOver<TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11>(AcceleratorStream stream, TIndex index, in T1 a1, in T2 a2, in T3 a3, in T4 a4, in T5 a5, in T6 a6, in T7 a7, in T8 a8, in T9 a9, in T10 a10, in T11 a11)
        where TIndex : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged where T6 : unmanaged where T7 : unmanaged where T8 : unmanaged where T9 : unmanaged where T10 : unmanaged where T11 : unmanaged
    {
        CheckCount(11);
        byte* packed = stackalloc byte[ArgumentBytes];
        Pack(0, packed, a1);
        Pack(1, packed, a2);
        Pack(2, packed, a3);
        Pack(3, packed, a4);
        Pack(4, packed, a5);
        Pack(5, packed, a6);
        Pack(6, packed, a7);
        Pack(7, packed, a8);
        Pack(8, packed, a9);
        Pack(9, packed, a10);
        Pack(10, packed, a11);
        LaunchOver(stream, ExtentOf(index), new ReadOnlySpan<byte>(packed, ArgumentBytes));
    }

    /// <summary>Launches over groups with 12 arguments.</summary>
    /// <exception cref="KernelException">The arguments or the shape do not fit the kernel or the device.</exception>
    public unsafe void Launch<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12>(AcceleratorStream stream, KernelConfig config, in T1 a1, in T2 a2, in T3 a3, in T4 a4, in T5 a5, in T6 a6, in T7 a7, in T8 a8, in T9 a9, in T10 a10, in T11 a11, in T12 a12)
        where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged where T6 : unmanaged where T7 : unmanaged where T8 : unmanaged where T9 : unmanaged where T10 : unmanaged where T11 : unmanaged where T12 : unmanaged
    {
        CheckCount(12);
        byte* packed = stackalloc byte[ArgumentBytes];
        Pack(0, packed, a1);
        Pack(1, packed, a2);
        Pack(2, packed, a3);
        Pack(3, packed, a4);
        Pack(4, packed, a5);
        Pack(5, packed, a6);
        Pack(6, packed, a7);
        Pack(7, packed, a8);
        Pack(8, packed, a9);
        Pack(9, packed, a10);
        Pack(10, packed, a11);
        Pack(11, packed, a12);
        Launch(stream, config, new ReadOnlySpan<byte>(packed, ArgumentBytes));
    }

    /// <summary>Launches over an index with 12 arguments.</summary>
    /// <exception cref="KernelException">The arguments or the shape do not fit the kernel or the device.</exception>
    public unsafe void LaunchOver<TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12>(AcceleratorStream stream, TIndex index, in T1 a1, in T2 a2, in T3 a3, in T4 a4, in T5 a5, in T6 a6, in T7 a7, in T8 a8, in T9 a9, in T10 a10, in T11 a11, in T12 a12)
        where TIndex : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged where T6 : unmanaged where T7 : unmanaged where T8 : unmanaged where T9 : unmanaged where T10 : unmanaged where T11 : unmanaged where T12 : unmanaged
    {
        CheckCount(12);
        byte* packed = stackalloc byte[ArgumentBytes];
        Pack(0, packed, a1);
        Pack(1, packed, a2);
        Pack(2, packed, a3);
        Pack(3, packed, a4);
        Pack(4, packed, a5);
        Pack(5, packed, a6);
        Pack(6, packed, a7);
        Pack(7, packed, a8);
        Pack(8, packed, a9);
        Pack(9, packed, a10);
        Pack(10, packed, a11);
        Pack(11, packed, a12);
        LaunchOver(stream, ExtentOf(index), new ReadOnlySpan<byte>(packed, ArgumentBytes));
    }
}
