using System.Runtime.CompilerServices;
using Neuron.Kernels.Runtime;

namespace Neuron.Kernels.Gpu;

/// <summary>A matrix of any strides, or a batch of them over up to three axes; a stride of 0 repeats. Strides count elements.</summary>
internal readonly record struct MatrixOperand<T>(ArrayView<T> Data, long RowStride, long ColumnStride, long FirstStride = 0, long SecondStride = 0, long ThirdStride = 0)
    where T : unmanaged
{
    public MatrixOperand<T> Transposed => this with { RowStride = ColumnStride, ColumnStride = RowStride };

    /// <summary>Whether all products use the same matrix.</summary>
    public bool IsShared => FirstStride == 0 && SecondStride == 0 && ThirdStride == 0;
}

/// <summary>Sizes of a batch of products [M, K] · [K, N].</summary>
internal readonly record struct MatMulShape(int M, int N, int K, int First = 1, int Second = 1, int Third = 1);

/// <summary>Matrix products on a device. Sums are fused and in a fixed order: the same launch gives the same bits.</summary>
internal static class MatMul<TStored, TSum, TFormat>
    where TStored : unmanaged
    where TSum : unmanaged
    where TFormat : struct, INumericFormat<TStored, TSum>
{
    /// <summary>y = epilogue(a · b), y dense [.., M, N].</summary>
    /// <param name="stream">Where the launches go.</param>
    /// <param name="shape">Sizes.</param>
    /// <param name="a">[.., M, K].</param>
    /// <param name="b">[.., K, N].</param>
    /// <param name="y">Rows without gaps.</param>
    /// <param name="epilogue">What is done to a sum before it is stored.</param>
    /// <param name="plan">Tile and splits; null for the defaults, which include other kernels for vectors, tensor cores and CPUs.</param>
    /// <param name="allowTf32">Whether float32 may go to tensor cores, which round it to tf32.</param>
    public static void Run<TEpilogue>(
        AcceleratorStream stream, in MatMulShape shape, in MatrixOperand<TStored> a, in MatrixOperand<TStored> b, ArrayView<TStored> y, TEpilogue epilogue, MatMulPlan? plan = null, bool allowTf32 = false)
        where TEpilogue : unmanaged, IEpilogue<TSum>
    {
        int batch = checked(shape.First * shape.Second * shape.Third);
        if (batch == 0 || shape.M == 0 || shape.N == 0) return;
        var launch = new Launch<TEpilogue>
        {
            Stream = stream,
            Shape = shape,
            A = a,
            B = b,
            Y = y,
            Epilogue = epilogue,
            Plan = plan,
            Extent = new MatMulExtent(shape.M, shape.N, shape.K) { BatchCount = batch, SecondLength = shape.Second, ThirdLength = shape.Third },
        };
        if (plan is null && shape.K > 0 && shape.N == 1) launch.Vector<No>(a, b.Transposed, shape.M);
        else if (plan is null && shape.K > 0 && shape.M == 1) launch.Vector<Yes>(b.Transposed, a, shape.N);
        else if (plan is null && TensorCoreMatMul.Wants<TStored>(stream.Accelerator.Limits, shape.M, shape.N, shape.K, allowTf32) && TensorCoreMatMul.Takes(a, shape.M) && TensorCoreMatMul.Takes(b.Transposed, shape.N)) launch.Tensor();
        else launch.WithLeft();
    }

    /// <summary>Whether vectors are single loads, and along which axis they run.</summary>
    private static (bool AlongK, bool Wide) LayoutOf(in MatrixOperand<TStored> x, int outer, int k)
    {
        int size = Unsafe.SizeOf<TStored>();
        bool aligned = x.Data.Address % (4 * size) == 0 && x.FirstStride % 4 == 0 && x.SecondStride % 4 == 0 && x.ThirdStride % 4 == 0;
        if (aligned && x.ColumnStride == 1 && k % 4 == 0 && (x.RowStride % 4 == 0 || outer == 1)) return (true, true);
        if (aligned && x.RowStride == 1 && outer % 4 == 0 && (x.ColumnStride % 4 == 0 || k == 1)) return (false, true);
        return (Math.Abs(x.ColumnStride) <= Math.Abs(x.RowStride), false);
    }

    private static MatrixPanel<TStored, TSum, TFormat, TLayout> Panel<TLayout>(in MatrixOperand<TStored> x, int outer)
        where TLayout : struct, IPanelLayout => new()
        {
            Data = x.Data,
            OuterStride = x.RowStride,
            KStride = x.ColumnStride,
            FirstStride = x.FirstStride,
            SecondStride = x.SecondStride,
            ThirdStride = x.ThirdStride,
            Outer = outer,
        };

    /// <summary>Turns layouts into types, one operand after the other.</summary>
    private readonly struct Launch<TEpilogue> where TEpilogue : unmanaged, IEpilogue<TSum>
    {
        public AcceleratorStream Stream { get; init; }

        public MatMulShape Shape { get; init; }

        public MatrixOperand<TStored> A { get; init; }

        public MatrixOperand<TStored> B { get; init; }

        public ArrayView<TStored> Y { get; init; }

        public TEpilogue Epilogue { get; init; }

        public MatMulPlan? Plan { get; init; }

        public MatMulExtent Extent { get; init; }

        private bool ResultIsWide => Shape.N % 4 == 0 && Y.Address % (4 * Unsafe.SizeOf<TStored>()) == 0;

        public void Tensor()
        {
            if (ResultIsWide) Tensor<Yes>();
            else Tensor<No>();
        }

        private void Tensor<TWide>() where TWide : struct, IFlag =>
            TensorCoreMatMul.Run(Stream, A, B.Transposed, new Float32Result<TSum, DenseResult<TStored, TSum, TFormat, TEpilogue, TWide>> { Inner = Result<TWide>() }, Extent);

        public void WithLeft()
        {
            switch (LayoutOf(A, Shape.M, Shape.K))
            {
                case (true, true): WithRight<WideAlongK>(); break;
                case (false, true): WithRight<WideAcrossK>(); break;
                case (true, false): WithRight<StridedAlongK>(); break;
                default: WithRight<StridedAcrossK>(); break;
            }
        }

        private void WithRight<TLeft>() where TLeft : struct, IPanelLayout
        {
            switch (LayoutOf(B.Transposed, Shape.N, Shape.K))
            {
                case (true, true): WithResult<TLeft, WideAlongK>(); break;
                case (false, true): WithResult<TLeft, WideAcrossK>(); break;
                case (true, false): WithResult<TLeft, StridedAlongK>(); break;
                default: WithResult<TLeft, StridedAcrossK>(); break;
            }
        }

        private void WithResult<TLeft, TRight>()
            where TLeft : struct, IPanelLayout
            where TRight : struct, IPanelLayout
        {
            if (ResultIsWide) Run<TLeft, TRight, Yes>();
            else Run<TLeft, TRight, No>();
        }

        private void Run<TLeft, TRight, TWide>()
            where TLeft : struct, IPanelLayout
            where TRight : struct, IPanelLayout
            where TWide : struct, IFlag =>
            MatMulLaunch<TSum, TStored, TFormat, MatrixPanel<TStored, TSum, TFormat, TLeft>, MatrixPanel<TStored, TSum, TFormat, TRight>, DenseResult<TStored, TSum, TFormat, TEpilogue, TWide>>
                .Run(Stream, Panel<TLeft>(A, Shape.M), Panel<TRight>(B.Transposed, Shape.N), Result<TWide>(), Extent, A.IsShared, B.IsShared, Plan);

        public void Vector<TAsRow>(in MatrixOperand<TStored> matrix, in MatrixOperand<TStored> vector, int outer) where TAsRow : struct, IFlag
        {
            switch (LayoutOf(matrix, outer, Shape.K))
            {
                case (true, true): Vector<TAsRow, WideAlongK>(matrix, vector, outer); break;
                case (false, true): Vector<TAsRow, WideAcrossK>(matrix, vector, outer); break;
                case (true, false): Vector<TAsRow, StridedAlongK>(matrix, vector, outer); break;
                default: Vector<TAsRow, StridedAcrossK>(matrix, vector, outer); break;
            }
        }

        private void Vector<TAsRow, TLayout>(in MatrixOperand<TStored> matrix, in MatrixOperand<TStored> vector, int outer)
            where TAsRow : struct, IFlag
            where TLayout : struct, IPanelLayout =>
            MatVecLaunch<TSum, TStored, TFormat, MatrixPanel<TStored, TSum, TFormat, TLayout>, MatrixPanel<TStored, TSum, TFormat, StridedAlongK>, DenseResult<TStored, TSum, TFormat, TEpilogue, No>, TAsRow>
                .Run(Stream, Panel<TLayout>(matrix, outer), Panel<StridedAlongK>(vector, 1), Result<No>(), Extent, outer);

        private DenseResult<TStored, TSum, TFormat, TEpilogue, TWide> Result<TWide>() where TWide : struct, IFlag =>
            new() { Data = Y, Rows = Shape.M, Columns = Shape.N, Epilogue = Epilogue };
    }
}
