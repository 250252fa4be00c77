using System.Runtime.CompilerServices;
using Neuron.Primitives;

namespace Neuron;

public sealed partial class Tensor
{
    /// <summary>The transpose of the last two axes (NumPy's <c>.mT</c>), a view.</summary>
    public Tensor Mt => Rank >= 2 ? Transpose(-2, -1) : throw ShapeException.Expected("Mt", "at least two axes", Shape);

    /// <summary>The same elements in row-major order under another shape; one length may be -1 and is found from the rest.</summary>
    /// <remarks>A view where strides allow it, else a copy.</remarks>
    /// <exception cref="ShapeException">The number of elements differs.</exception>
    [OverloadResolutionPriority(1)]
    public Tensor Reshape(params ReadOnlySpan<int> shape)
    {
        var target = Primitives.Reshape.Resolve(shape, Shape);
        if (target == Shape) return this;
        var op = new Reshape(target);
        return op.Fits(this) ? Dispatcher.Run(op, this) : Dispatcher.Run(op, Contiguous());
    }

    /// <summary>As <see cref="Reshape(ReadOnlySpan{int})"/>.</summary>
    public Tensor Reshape(Shape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        return Reshape(shape.Span);
    }

    /// <summary>Axes <paramref name="start"/> to <paramref name="end"/> (both included) made one.</summary>
    public Tensor Flatten(int start = 0, int end = -1)
    {
        if (Rank == 0) return Reshape(1);
        int from = Shape.Axis(start, "Flatten"), to = Shape.Axis(end, "Flatten");
        long merged = 1;
        for (int i = from; i <= to; i++) merged *= Shape[i];
        return Reshape([.. Shape[..from], checked((int)merged), .. Shape[(to + 1)..]]);
    }

    /// <summary>The axes in another order: <c>x.Permute(0, 2, 1)</c>. A view.</summary>
    public Tensor Permute(params ReadOnlySpan<int> axes) => Dispatcher.Run(new Permute(Primitives.Permute.Resolve(axes, Shape)), this);

    /// <summary>Two axes exchanged. A view.</summary>
    public Tensor Transpose(int a, int b)
    {
        int i = Shape.Axis(a, "Transpose"), j = Shape.Axis(b, "Transpose");
        Span<int> axes = stackalloc int[Rank];
        for (int k = 0; k < Rank; k++) axes[k] = k == i ? j : k == j ? i : k;
        return Permute(axes);
    }

    /// <summary>Broadcast to a larger shape without copying; -1 keeps a length.</summary>
    /// <exception cref="ShapeException">The shape does not broadcast to it.</exception>
    [OverloadResolutionPriority(1)]
    public Tensor Expand(params ReadOnlySpan<int> shape)
    {
        var target = Primitives.Expand.Resolve(shape, Shape);
        return target == Shape ? this : Dispatcher.Run(new Expand(target), this);
    }

    /// <summary>As <see cref="Expand(ReadOnlySpan{int})"/>.</summary>
    public Tensor Expand(Shape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        return shape == Shape ? this : Expand(shape.Span);
    }

    /// <summary>A new axis of length 1 at <paramref name="axis"/>.</summary>
    public Tensor Unsqueeze(int axis)
    {
        int at = axis < 0 ? axis + Rank + 1 : axis;
        if (at < 0 || at > Rank) throw new ShapeException($"Unsqueeze: axis {axis} of a tensor of shape {Shape}; expected {-Rank - 1} to {Rank}.");
        return Reshape([.. Shape[..at], 1, .. Shape[at..]]);
    }

    /// <summary>Without axis <paramref name="axis"/>, which must have length 1.</summary>
    public Tensor Squeeze(int axis)
    {
        int at = Shape.Axis(axis, "Squeeze");
        return Shape[at] == 1 ? Reshape([.. Shape[..at], .. Shape[(at + 1)..]])
            : throw new ShapeException($"Squeeze: axis {axis} of shape {Shape} has length {Shape[at]}, not 1.");
    }

    /// <summary>Without the axes of length 1.</summary>
    public Tensor Squeeze() => Reshape([.. Shape.Where(n => n != 1)]);

    /// <summary>Elements <paramref name="start"/> to <paramref name="end"/> − 1 along an axis, every <paramref name="step"/>-th. A view.</summary>
    /// <remarks>Start and end may be negative (from the end) and are clamped, as in NumPy. The step must be positive; see Flip.</remarks>
    public Tensor Slice(int axis, int start, int end = int.MaxValue, int step = 1)
    {
        int at = Shape.Axis(axis, "Slice"), n = Shape[at];
        if (step < 1) throw new ShapeException($"Slice: step {step}; expected at least 1 (Flip reverses an axis).");
        int from = Math.Clamp(start < 0 ? start + n : start, 0, n), to = Math.Clamp(end < 0 ? end + n : end, from, n);
        return from == 0 && to == n && step == 1 ? this : Dispatcher.Run(new Slice(at, from, (to - from + step - 1) / step, step), this);
    }

    /// <summary>Slice <paramref name="index"/> along an axis, which disappears. A view.</summary>
    public Tensor Select(int axis, int index)
    {
        int at = Shape.Axis(axis, "Select"), n = Shape[at];
        if (index < -n || index >= n) throw new ShapeException($"Select: index {index} on axis {axis} of shape {Shape}; expected {-n} to {n - 1}.");
        int from = index < 0 ? index + n : index;
        return Slice(at, from, from + 1).Squeeze(at);
    }

    /// <summary>The order of the elements along the given axes reversed. A view with negative strides.</summary>
    public Tensor Flip(params ReadOnlySpan<int> axes)
    {
        var y = this;
        foreach (int axis in axes) y = Dispatcher.Run(new Flip(Shape.Axis(axis, "Flip")), y);
        return y;
    }

    /// <summary>The elements with equal indices on two axes, as a new last axis. A view.</summary>
    public Tensor Diagonal(int offset = 0, int axis1 = -2, int axis2 = -1) =>
        Dispatcher.Run(new Diagonal(offset, Shape.Axis(axis1, "Diagonal"), Shape.Axis(axis2, "Diagonal")), this);

    /// <summary>The slices along an axis, each without it. Views.</summary>
    public Tensor[] Unbind(int axis = 0)
    {
        var parts = new Tensor[Shape[Shape.Axis(axis, "Unbind")]];
        for (int i = 0; i < parts.Length; i++) parts[i] = Select(axis, i);
        return parts;
    }

    /// <summary>This tensor if it is contiguous, else a contiguous copy.</summary>
    public Tensor Contiguous() => IsContiguous ? this : Clone();

    /// <summary>A contiguous copy.</summary>
    public Tensor Clone() => Dispatcher.Run(Copy.Instance, this);

    /// <summary>The same elements in another dtype; itself if that is its dtype.</summary>
    public Tensor To(DType dtype) => dtype == DType ? this : Dispatcher.Run(new Cast(dtype), this);

    /// <summary>The same elements on another device; itself if it lies there.</summary>
    public Tensor To(Device device) => device == Device ? this : Dispatcher.Run(new Transfer(Device, device), this);
}
