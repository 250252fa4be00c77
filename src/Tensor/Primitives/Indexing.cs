using Neuron.Kernels.Operators;

namespace Neuron.Primitives;

/// <summary>Slices of x along an axis, picked by a vector of indices.</summary>
/// <remarks>Shapes: x [.., N, ..], index [J] int64 → y [.., J, ..].</remarks>
internal sealed record IndexSelect(int Axis) : Primitive
{
    public override string Name => "index_select";

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output)
    {
        IndexShapes.RequireVector(Name, x[1]);
        return new([.. x[0].Shape[..Axis], x[1].Shape[0], .. x[0].Shape[(Axis + 1)..]], x[0].DType);
    }

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) => backend.IndexSelect(Axis, x[0], x[1], y[0]);
}

/// <summary>A copy of x to whose slices, picked by index, Scale times the slices of a source are added; equal indices add up.</summary>
/// <remarks>Shapes: x [.., N, ..], index [J] int64, source [.., J, ..] → y [.., N, ..].</remarks>
internal sealed record IndexAdd(int Axis, double Scale = 1) : Primitive
{
    public override string Name => "index_add";

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output)
    {
        IndexShapes.RequireVector(Name, x[1]);
        Shape expected = [.. x[0].Shape[..Axis], x[1].Shape[0], .. x[0].Shape[(Axis + 1)..]];
        return x[2].Shape == expected ? new(x[0].Shape, x[0].DType) : throw ShapeException.Expected($"{Name} (source)", expected.ToString(), x[2]);
    }

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) =>
        backend.IndexAdd(Axis, Scale, x[0], x[1], x[2], y[0]);
}

/// <summary>Zeros but for the slices picked by index, to which those of the input are added; equal indices add up. The gradient of <see cref="IndexSelect"/>.</summary>
/// <remarks>Shapes: x [.., J, ..], index [J] int64 → y [.., N, ..], N = <paramref name="Length"/>.</remarks>
internal sealed record PlaceIndices(int Axis, int Length) : Primitive
{
    public override string Name => "place_indices";

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output)
    {
        IndexShapes.RequireVector(Name, x[1]);
        return new([.. x[0].Shape[..Axis], Length, .. x[0].Shape[(Axis + 1)..]], x[0].DType);
    }

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y)
    {
        backend.Fill(0, y[0]);
        backend.IndexAdd(Axis, 1, y[0], x[1], x[0], y[0]);
    }
}

/// <summary>Adds the slices of a source to those of the first input that an index picks, in place; equal indices add up.</summary>
/// <remarks>Shapes: x [.., N, ..], contiguous, index [J] int64, source [.., J, ..].</remarks>
internal sealed record AccumulateIndices(int Axis) : Primitive
{
    public override string Name => "accumulate_indices";

    public override int Outputs => 0;

    public override bool Writes(int input) => input == 0;

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output) => new IndexAdd(Axis).Infer(x, output);

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) => backend.IndexAdd(Axis, 1, x[0], x[1], x[2], x[0]);
}

/// <summary>y[.., i, ..] = x[.., index[.., i, ..], ..] along one axis.</summary>
/// <remarks>x and index have one rank; index is nowhere longer than x but along the axis. y has index's shape.</remarks>
internal sealed record Gather(int Axis) : Primitive
{
    public override string Name => "gather";

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output)
    {
        IndexShapes.RequireWithin(Name, x[0].Shape, x[1], Axis);
        return new(x[1].Shape, x[0].DType);
    }

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) => backend.Gather(Axis, x[0], x[1], y[0]);
}

/// <summary>A copy of x in which the elements picked by index are replaced by those of a source; the last of several stays.</summary>
/// <remarks>Inputs: x, index, source; the shapes are those of <see cref="Gather"/>, the source is as large as the index or larger.</remarks>
internal sealed record Scatter(int Axis) : Primitive
{
    public override string Name => "scatter";

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output) => IndexShapes.OfScatter(Name, x, Axis);

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) => backend.Scatter(Axis, x[0], x[1], x[2], y[0]);
}

/// <summary>As <see cref="Scatter"/>, but source elements are combined with what is there: added, multiplied, larger, smaller.</summary>
internal sealed record ScatterReduce(int Axis, ReduceOperator Operator) : Primitive
{
    public override string Name => $"scatter_{Operator.ToString().ToLowerInvariant()}";

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output) => IndexShapes.OfScatter(Name, x, Axis);

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) =>
        backend.ScatterReduce(Axis, Operator, x[0], x[1], x[2], y[0]);
}

/// <summary>Tensors one after the other along an existing axis.</summary>
internal sealed record Concat(int Axis) : Primitive
{
    public override string Name => "concat";

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output)
    {
        long length = 0;
        for (int i = 0; i < x.Length; i++)
        {
            var shape = x[i].Shape;
            bool fits = shape.Rank == x[0].Rank && shape[..Axis] == x[0].Shape[..Axis] && shape[(Axis + 1)..] == x[0].Shape[(Axis + 1)..];
            if (!fits) throw new ShapeException($"{Name}: part {i} has shape {shape}; expected that of part 0, {x[0].Shape}, but for axis {Axis}.");
            length += shape[Axis];
        }
        return new([.. x[0].Shape[..Axis], checked((int)length), .. x[0].Shape[(Axis + 1)..]], x[0].DType);
    }

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y)
    {
        int start = 0;
        foreach (var part in x)
        {
            if (part.Size > 0) backend.Copy(part, new Slice(Axis, start, part.Shape[Axis], 1).View(y[0]));
            start += part.Shape[Axis];
        }
    }
}

/// <summary>Stable sort along an axis: outputs are the values and, as int64, the positions they came from. NaN is largest.</summary>
internal sealed record Sort(int Axis, bool Descending) : Primitive
{
    public override string Name => "sort";

    public override int Outputs => 2;

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output) => new(x[0].Shape, output == 0 ? x[0].DType : DType.Int64);

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) => backend.Sort(Axis, Descending, x[0], y[0], y[1]);
}

/// <summary>The shape rules that indexing primitives share.</summary>
internal static class IndexShapes
{
    public static void RequireVector(string operation, Tensor index)
    {
        RequireInt64(operation, index);
        if (index.Rank != 1) throw ShapeException.Expected($"{operation} (index)", "a vector [J]", index);
    }

    public static void RequireWithin(string operation, Shape x, Tensor index, int axis)
    {
        RequireInt64(operation, index);
        bool fits = index.Rank == x.Rank;
        for (int i = 0; fits && i < x.Rank; i++) fits = i == axis || index.Shape[i] <= x[i];
        if (!fits) throw new ShapeException($"{operation}: index shape {index.Shape} does not fit {x}; expected the same rank, and no greater length but on axis {axis}.");
    }

    public static TensorSpec OfScatter(string operation, ReadOnlySpan<Tensor> x, int axis)
    {
        RequireWithin(operation, x[0].Shape, x[1], axis);
        bool fits = x[2].Rank == x[1].Rank;
        for (int i = 0; fits && i < x[1].Rank; i++) fits = x[1].Shape[i] <= x[2].Shape[i];
        return fits ? new(x[0].Shape, x[0].DType) : throw ShapeException.Expected($"{operation} (source)", $"at least {x[1].Shape}", x[2]);
    }

    private static void RequireInt64(string operation, Tensor index)
    {
        if (index.DType != DType.Int64) throw ShapeException.DTypeOf($"{operation} (index)", index, "int64");
    }
}
