using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Neuron.Kernels.Cpu;

/// <summary>Transposes 4x4 blocks in registers.</summary>
internal static unsafe class Transpose
{
    /// <summary>target[j · targetStride + i] = source[i · sourceStride + j], i and j from 0 to 3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Block4<T>(T* source, nint sourceStride, T* target, nint targetStride)
        where T : unmanaged, INumber<T>
    {
        if (typeof(T) == typeof(float) && Sse.IsSupported)
            Floats((float*)source, sourceStride, (float*)target, targetStride);
        else if (typeof(T) == typeof(double) && Avx.IsSupported)
            Doubles((double*)source, sourceStride, (double*)target, targetStride);
        else if (typeof(T) == typeof(float) && AdvSimd.Arm64.IsSupported)
            FloatsArm((float*)source, sourceStride, (float*)target, targetStride);
        else
            Scalar(source, sourceStride, target, targetStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Floats(float* source, nint sourceStride, float* target, nint targetStride)
    {
        var r0 = Vector128.Load(source);
        var r1 = Vector128.Load(source + sourceStride);
        var r2 = Vector128.Load(source + (2 * sourceStride));
        var r3 = Vector128.Load(source + (3 * sourceStride));
        var low01 = Sse.UnpackLow(r0, r1);
        var low23 = Sse.UnpackLow(r2, r3);
        var high01 = Sse.UnpackHigh(r0, r1);
        var high23 = Sse.UnpackHigh(r2, r3);
        Sse.MoveLowToHigh(low01, low23).Store(target);
        Sse.MoveHighToLow(low23, low01).Store(target + targetStride);
        Sse.MoveLowToHigh(high01, high23).Store(target + (2 * targetStride));
        Sse.MoveHighToLow(high23, high01).Store(target + (3 * targetStride));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Doubles(double* source, nint sourceStride, double* target, nint targetStride)
    {
        var r0 = Vector256.Load(source);
        var r1 = Vector256.Load(source + sourceStride);
        var r2 = Vector256.Load(source + (2 * sourceStride));
        var r3 = Vector256.Load(source + (3 * sourceStride));
        var low01 = Avx.UnpackLow(r0, r1);
        var low23 = Avx.UnpackLow(r2, r3);
        var high01 = Avx.UnpackHigh(r0, r1);
        var high23 = Avx.UnpackHigh(r2, r3);
        Avx.Permute2x128(low01, low23, 0x20).Store(target);
        Avx.Permute2x128(high01, high23, 0x20).Store(target + targetStride);
        Avx.Permute2x128(low01, low23, 0x31).Store(target + (2 * targetStride));
        Avx.Permute2x128(high01, high23, 0x31).Store(target + (3 * targetStride));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FloatsArm(float* source, nint sourceStride, float* target, nint targetStride)
    {
        var r0 = Vector128.Load(source);
        var r1 = Vector128.Load(source + sourceStride);
        var r2 = Vector128.Load(source + (2 * sourceStride));
        var r3 = Vector128.Load(source + (3 * sourceStride));
        var even01 = AdvSimd.Arm64.TransposeEven(r0, r1).AsDouble();
        var odd01 = AdvSimd.Arm64.TransposeOdd(r0, r1).AsDouble();
        var even23 = AdvSimd.Arm64.TransposeEven(r2, r3).AsDouble();
        var odd23 = AdvSimd.Arm64.TransposeOdd(r2, r3).AsDouble();
        AdvSimd.Arm64.TransposeEven(even01, even23).AsSingle().Store(target);
        AdvSimd.Arm64.TransposeEven(odd01, odd23).AsSingle().Store(target + targetStride);
        AdvSimd.Arm64.TransposeOdd(even01, even23).AsSingle().Store(target + (2 * targetStride));
        AdvSimd.Arm64.TransposeOdd(odd01, odd23).AsSingle().Store(target + (3 * targetStride));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Scalar<T>(T* source, nint sourceStride, T* target, nint targetStride)
        where T : unmanaged, INumber<T>
    {
        for (int i = 0; i < 4; i++)
        {
            for (int j = 0; j < 4; j++) target[(j * targetStride) + i] = source[(i * sourceStride) + j];
        }
    }
}
