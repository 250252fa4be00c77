using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Neuron.Kernels.Cpu;

/// <summary>Transposes small squares in registers.</summary>
internal static unsafe class Transpose
{
    /// <summary>target[j · targetStride + i] = source[i · sourceStride + j], i and j from 0 to 3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Block4<T>(T* source, nint sourceStride, T* target, nint targetStride)
        where T : unmanaged, INumber<T> =>
        Block4(source, source + sourceStride, source + (2 * sourceStride), source + (3 * sourceStride), target, targetStride);

    /// <summary>target[j · targetStride + i] = element j of row i of four.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Block4<T>(T* row0, T* row1, T* row2, T* row3, T* target, nint targetStride)
        where T : unmanaged, INumber<T>
    {
        if (typeof(T) == typeof(float) && Sse.IsSupported)
            Floats((float*)row0, (float*)row1, (float*)row2, (float*)row3, (float*)target, targetStride);
        else if (typeof(T) == typeof(double) && Avx.IsSupported)
            Doubles((double*)row0, (double*)row1, (double*)row2, (double*)row3, (double*)target, targetStride);
        else if (typeof(T) == typeof(float) && AdvSimd.Arm64.IsSupported)
            FloatsArm((float*)row0, (float*)row1, (float*)row2, (float*)row3, (float*)target, targetStride);
        else
            Scalar(row0, row1, row2, row3, target, targetStride);
    }

    /// <summary>target[j · targetStride + i] = source[i · sourceStride + j], i and j from 0 to as many as a vector has lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Square<T>(T* source, nint sourceStride, T* target, nint targetStride)
        where T : unmanaged, INumber<T>
    {
        int lanes = Vector<T>.Count;
        if (typeof(T) == typeof(float) && Avx.IsSupported && lanes == 8)
            Floats8((float*)source, sourceStride, (float*)target, targetStride);
        else
        {
            for (int i = 0; i < lanes; i += 4)
                for (int j = 0; j < lanes; j += 4)
                    if (lanes >= 4) Block4(source + (i * sourceStride) + j, sourceStride, target + (j * targetStride) + i, targetStride);
                    else Pair(source, sourceStride, target, targetStride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Floats8(float* source, nint sourceStride, float* target, nint targetStride)
    {
        EightByFour(source, sourceStride, target, targetStride);
        EightByFour(source + 4, sourceStride, target + (4 * targetStride), targetStride);
    }

    /// <summary>target[j · targetStride + i] = source[i · sourceStride + j], i from 0 to 7 and j from 0 to 3, with AVX.</summary>
    /// <remarks>Rows i and i + 4 are joined as they are loaded, which spares the exchange of halves at the end.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void EightByFour(float* source, nint sourceStride, float* target, nint targetStride)
    {
        float* below = source + (4 * sourceStride);
        nint two = 2 * sourceStride, three = 3 * sourceStride;
        var r0 = Vector256.Create(Vector128.Load(source), Vector128.Load(below));
        var r1 = Vector256.Create(Vector128.Load(source + sourceStride), Vector128.Load(below + sourceStride));
        var r2 = Vector256.Create(Vector128.Load(source + two), Vector128.Load(below + two));
        var r3 = Vector256.Create(Vector128.Load(source + three), Vector128.Load(below + three));
        Vector256<float> low01 = Avx.UnpackLow(r0, r1), low23 = Avx.UnpackLow(r2, r3);
        Avx.Shuffle(low01, low23, 0b0100_0100).Store(target);
        Avx.Shuffle(low01, low23, 0b1110_1110).Store(target + targetStride);
        Vector256<float> high01 = Avx.UnpackHigh(r0, r1), high23 = Avx.UnpackHigh(r2, r3);
        Avx.Shuffle(high01, high23, 0b0100_0100).Store(target + (2 * targetStride));
        Avx.Shuffle(high01, high23, 0b1110_1110).Store(target + (3 * targetStride));
    }

    /// <summary>target[j · targetStride + i] = source[i · sourceStride + j], i and j from 0 to 15, with AVX-512.</summary>
    /// <remarks>Every row is read by its whole line: rows a power of two apart share few places in the first cache, and would not be there for a second part.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SixteenBySixteen(float* source, nint sourceStride, float* target, nint targetStride)
    {
        nint four = 4 * sourceStride, next = 4 * targetStride;
        FourRows(source, sourceStride, out var a0, out var a1, out var a2, out var a3);
        FourRows(source + four, sourceStride, out var b0, out var b1, out var b2, out var b3);
        FourRows(source + (2 * four), sourceStride, out var c0, out var c1, out var c2, out var c3);
        FourRows(source + (3 * four), sourceStride, out var d0, out var d1, out var d2, out var d3);
        StoreQuarters(a0, b0, c0, d0, target, next);
        StoreQuarters(a1, b1, c1, d1, target + targetStride, next);
        StoreQuarters(a2, b2, c2, d2, target + (2 * targetStride), next);
        StoreQuarters(a3, b3, c3, d3, target + (3 * targetStride), next);
    }

    /// <summary>target[12 · j + i] = source[i · sourceStride + j], i from 0 to 11 and j from 0 to 15, with AVX-512.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TwelveBySixteen(float* source, nint sourceStride, float* target)
    {
        nint four = 4 * sourceStride;
        FourRows(source, sourceStride, out var a0, out var a1, out var a2, out var a3);
        FourRows(source + four, sourceStride, out var b0, out var b1, out var b2, out var b3);
        FourRows(source + (2 * four), sourceStride, out var c0, out var c1, out var c2, out var c3);
        StoreQuarters(a0, b0, c0, a1, target, 48);
        StoreQuarters(b1, c1, a2, b2, target + 16, 48);
        StoreQuarters(c2, a3, b3, c3, target + 32, 48);
    }

    /// <summary>Sixteen columns of four rows: quarter q of <c>column</c> c holds column 4 q + c.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FourRows(
        float* source, nint stride, out Vector512<float> column0, out Vector512<float> column1, out Vector512<float> column2, out Vector512<float> column3)
    {
        Vector512<float> r0 = Vector512.Load(source), r1 = Vector512.Load(source + stride);
        Vector512<float> r2 = Vector512.Load(source + (2 * stride)), r3 = Vector512.Load(source + (3 * stride));
        Vector512<float> low01 = Avx512F.UnpackLow(r0, r1), low23 = Avx512F.UnpackLow(r2, r3);
        column0 = Avx512F.Shuffle(low01, low23, 0b0100_0100);
        column1 = Avx512F.Shuffle(low01, low23, 0b1110_1110);
        Vector512<float> high01 = Avx512F.UnpackHigh(r0, r1), high23 = Avx512F.UnpackHigh(r2, r3);
        column2 = Avx512F.Shuffle(high01, high23, 0b0100_0100);
        column3 = Avx512F.Shuffle(high01, high23, 0b1110_1110);
    }

    /// <summary>Stores quarter q of the four vectors, side by side, at target + q · stride.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreQuarters(
        Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d, float* target, nint stride)
    {
        Vector512<float> ab = Avx512F.Shuffle4x128(a, b, 0b0100_0100), cd = Avx512F.Shuffle4x128(c, d, 0b0100_0100);
        Avx512F.Shuffle4x128(ab, cd, 0b1000_1000).Store(target);
        Avx512F.Shuffle4x128(ab, cd, 0b1101_1101).Store(target + stride);
        (ab, cd) = (Avx512F.Shuffle4x128(a, b, 0b1110_1110), Avx512F.Shuffle4x128(c, d, 0b1110_1110));
        Avx512F.Shuffle4x128(ab, cd, 0b1000_1000).Store(target + (2 * stride));
        Avx512F.Shuffle4x128(ab, cd, 0b1101_1101).Store(target + (3 * stride));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pair<T>(T* source, nint sourceStride, T* target, nint targetStride)
        where T : unmanaged, INumber<T>
    {
        (target[0], target[1]) = (source[0], source[sourceStride]);
        (target[targetStride], target[targetStride + 1]) = (source[1], source[sourceStride + 1]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Floats(float* row0, float* row1, float* row2, float* row3, float* target, nint targetStride)
    {
        var r0 = Vector128.Load(row0);
        var r1 = Vector128.Load(row1);
        var r2 = Vector128.Load(row2);
        var r3 = Vector128.Load(row3);
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
    private static void Doubles(double* row0, double* row1, double* row2, double* row3, double* target, nint targetStride)
    {
        var r0 = Vector256.Load(row0);
        var r1 = Vector256.Load(row1);
        var r2 = Vector256.Load(row2);
        var r3 = Vector256.Load(row3);
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
    private static void FloatsArm(float* row0, float* row1, float* row2, float* row3, float* target, nint targetStride)
    {
        var r0 = Vector128.Load(row0);
        var r1 = Vector128.Load(row1);
        var r2 = Vector128.Load(row2);
        var r3 = Vector128.Load(row3);
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
    private static void Scalar<T>(T* row0, T* row1, T* row2, T* row3, T* target, nint targetStride)
        where T : unmanaged, INumber<T>
    {
        for (int j = 0; j < 4; j++, target += targetStride)
            (target[0], target[1], target[2], target[3]) = (row0[j], row1[j], row2[j], row3[j]);
    }
}
