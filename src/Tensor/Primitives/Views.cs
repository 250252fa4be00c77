namespace Neuron.Primitives;

/// <summary>The same elements in row-major order under another shape.</summary>
internal sealed record Reshape(Shape Target) : ViewPrimitive
{
    public override string Name => "reshape";

    /// <summary>Fills in a -1 and checks the number of elements.</summary>
    public static Shape Resolve(ReadOnlySpan<int> shape, Shape from)
    {
        int unknown = shape.IndexOf(-1);
        if (unknown >= 0)
        {
            var dims = shape.ToArray();
            long known = 1;
            for (int i = 0; i < dims.Length; i++) if (i != unknown) known *= dims[i];
            if (known <= 0 || from.Size % known != 0 || shape[(unknown + 1)..].Contains(-1)) throw Wrong(shape, from);
            dims[unknown] = checked((int)(from.Size / known));
            return Shape.Create(dims);
        }
        if (shape.SequenceEqual(from.Span)) return from;
        var target = Shape.Create(shape);
        return target.Size == from.Size ? target : throw Wrong(shape, from);
    }

    /// <summary>Whether the elements can be re-read without a copy.</summary>
    public bool Fits(Tensor x) => x.IsContiguous || TryStrides(x, out _);

    public override Tensor View(Tensor x) =>
        x.IsContiguous ? x.View(Target, Target.ContiguousStrides, x.Offset)
        : TryStrides(x, out var strides) ? x.View(Target, strides, x.Offset)
        : throw new InvalidOperationException($"reshape: {x.Shape} with these strides is no view of {Target}.");

    private static ShapeException Wrong(ReadOnlySpan<int> shape, Shape from) =>
        new($"reshape: {from.Size} elements of shape {from} do not fill [{string.Join(", ", shape.ToArray())}].");

    /// <summary>Runs of old axes that are laid out like one axis are split anew; an axis that would straddle two runs needs a copy.</summary>
    private bool TryStrides(Tensor x, out long[] strides)
    {
        strides = [.. Target.ContiguousStrides];
        if (x.Size == 0) return true;
        int o = x.Rank;
        long left = 1, stride = 1; // of the run that is being split
        for (int n = Target.Rank - 1; n >= 0; n--)
        {
            if (Target[n] == 1) continue; // any stride will do
            if (left == 1)
            {
                while (x.Shape[--o] == 1) { } // there is one: both have as many elements
                (left, stride) = (x.Shape[o], x.Strides[o]);
                for (long whole = stride * left; o > 0 && (x.Shape[o - 1] == 1 || x.Strides[o - 1] == whole); whole *= x.Shape[o]) left *= x.Shape[--o];
            }
            if (left % Target[n] != 0) return false;
            strides[n] = stride;
            stride *= Target[n];
            left /= Target[n];
        }
        return true;
    }
}

/// <summary>The axes in another order.</summary>
internal sealed record Permute(int[] Axes) : ViewPrimitive
{
    public override string Name => "permute";

    /// <summary>The order that undoes this one.</summary>
    public int[] Inverse
    {
        get
        {
            var inverse = new int[Axes.Length];
            for (int i = 0; i < Axes.Length; i++) inverse[Axes[i]] = i;
            return inverse;
        }
    }

    public static int[] Resolve(ReadOnlySpan<int> axes, Shape shape)
    {
        var resolved = new int[axes.Length];
        for (int i = 0; i < axes.Length; i++) resolved[i] = shape.Axis(axes[i], "Permute");
        return axes.Length == shape.Rank && resolved.Distinct().Count() == axes.Length ? resolved
            : throw new ShapeException($"permute: axes [{string.Join(", ", axes.ToArray())}] are no order of the {shape.Rank} axes of {shape}.");
    }

    public override Tensor View(Tensor x)
    {
        var dims = new int[Axes.Length];
        var strides = new long[Axes.Length];
        for (int i = 0; i < Axes.Length; i++)
        {
            dims[i] = x.Shape[Axes[i]];
            strides[i] = x.Strides[Axes[i]];
        }
        return x.View(Shape.Create(dims), strides, x.Offset);
    }
}

/// <summary>Broadcast to a larger shape: new and stretched axes have stride 0.</summary>
internal sealed record Expand(Shape Target) : ViewPrimitive
{
    public override string Name => "expand";

    public static Shape Resolve(ReadOnlySpan<int> shape, Shape from)
    {
        var dims = shape.ToArray();
        int added = dims.Length - from.Rank;
        for (int i = 0; i < dims.Length; i++)
        {
            if (dims[i] == -1 && i >= added) dims[i] = from[i - added];
            if (added < 0 || dims[i] < 0 || (i >= added && from[i - added] != dims[i] && from[i - added] != 1))
                throw new ShapeException($"expand: shape {from} does not broadcast to [{string.Join(", ", shape.ToArray())}].");
        }
        return added < 0 ? throw new ShapeException($"expand: shape {from} has more axes than [{string.Join(", ", dims)}].")
            : from.Span.SequenceEqual(dims) ? from : Shape.Create(dims);
    }

    public override Tensor View(Tensor x)
    {
        var strides = new long[Target.Rank];
        int added = Target.Rank - x.Rank;
        for (int i = added; i < strides.Length; i++)
            strides[i] = x.Shape[i - added] == 1 && Target[i] != 1 ? 0 : x.Strides[i - added];
        return x.View(Target, strides, x.Offset);
    }
}

/// <summary><paramref name="Length"/> elements from <paramref name="Start"/> along an axis, every <paramref name="Step"/>-th.</summary>
internal sealed record Slice(int Axis, int Start, int Length, int Step) : ViewPrimitive
{
    public override string Name => "slice";

    public override Tensor View(Tensor x)
    {
        long[] strides = [.. x.Strides];
        strides[Axis] *= Step;
        return x.View([.. x.Shape[..Axis], Length, .. x.Shape[(Axis + 1)..]], strides, x.Offset + (Start * x.Strides[Axis]));
    }
}

/// <summary>An axis in reverse order.</summary>
internal sealed record Flip(int Axis) : ViewPrimitive
{
    public override string Name => "flip";

    public override Tensor View(Tensor x)
    {
        long[] strides = [.. x.Strides];
        strides[Axis] = -strides[Axis];
        return x.View(x.Shape, strides, x.Offset + (Math.Max(0, x.Shape[Axis] - 1) * x.Strides[Axis]));
    }
}

/// <summary>The elements x[.., i, i + Offset, ..] of two axes, as a new last axis.</summary>
internal sealed record Diagonal(int Offset, int Axis1, int Axis2) : ViewPrimitive
{
    public override string Name => "diagonal";

    public override Tensor View(Tensor x)
    {
        if (Axis1 == Axis2) throw new ShapeException($"diagonal: axes {Axis1} and {Axis2} of shape {x.Shape} are the same.");
        int rows = x.Shape[Axis1], columns = x.Shape[Axis2];
        int length = Math.Max(0, Math.Min(rows + Math.Min(Offset, 0), columns - Math.Max(Offset, 0)));
        var dims = new List<int>();
        var strides = new List<long>();
        for (int i = 0; i < x.Rank; i++)
        {
            if (i == Axis1 || i == Axis2) continue;
            dims.Add(x.Shape[i]);
            strides.Add(x.Strides[i]);
        }
        long start = Offset >= 0 ? Offset * x.Strides[Axis2] : -Offset * x.Strides[Axis1];
        return x.View([.. dims, length], [.. strides, x.Strides[Axis1] + x.Strides[Axis2]], x.Offset + (length > 0 ? start : 0));
    }
}

/// <summary>The same tensor under another identity: a gradient can be taken with respect to it alone.</summary>
internal sealed record Alias : ViewPrimitive
{
    public static Alias Instance { get; } = new();

    public override string Name => "alias";

    public override Tensor View(Tensor x) => x.View(x.Shape, x.StrideArray, x.Offset);
}
