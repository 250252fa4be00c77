using Neuron.Primitives;

namespace Neuron.Autograd;

/// <summary>
/// A function with a gradient of its own: derive, write both directions in Tensor operations, call <see cref="Apply"/>.
/// </summary>
/// <remarks>
/// The forward pass is not recorded. The backward pass is, when a gradient of a gradient is asked for; so a backward pass that
/// is computed from saved inputs and outputs with differentiable operations is itself differentiable.
/// <code>
/// sealed class Cube : CustomFunction
/// {
///     protected override Tensor[] Forward(FunctionContext context, Tensor[] x)
///     {
///         context.Save(x[0]);
///         return [x[0] * x[0] * x[0]];
///     }
///
///     protected override Tensor?[] Backward(FunctionContext context, Tensor?[] dy) => [dy[0]! * 3 * context.Saved(0).Square()];
/// }
/// var y = new Cube().Apply(x)[0];
/// </code>
/// </remarks>
public abstract class CustomFunction
{
    /// <summary>Name that errors and traces show; by default the type's.</summary>
    public virtual string Name => GetType().Name;

    /// <summary>Whether the backward pass must leave the gradients alone that <see cref="Backward"/> has seen and made.</summary>
    internal virtual bool MayKeepGradients => true;

    /// <summary>The outputs. Not recorded; what <see cref="Backward"/> needs is kept with <see cref="FunctionContext.Save"/>.</summary>
    protected abstract Tensor[] Forward(FunctionContext context, Tensor[] x);

    /// <summary>
    /// The gradient of each input, of its shape and on its device; null where there is none. Another dtype is converted. An element of <paramref name="dy"/> is null if nothing
    /// depends on that output. Both may be kept: the pass neither changes nor frees them.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// Thrown by the pass if what is returned are not as many gradients as there are inputs, or one has not its input's shape or device.
    /// </exception>
    protected abstract Tensor?[] Backward(FunctionContext context, Tensor?[] dy);

    /// <summary>Runs the function.</summary>
    public Tensor[] Apply(params Tensor[] x)
    {
        ArgumentNullException.ThrowIfNull(x);
        var context = new FunctionContext(x);
        Tensor[] y;
        long before = Storage.Latest;
        using (NoGrad.Enter())
        {
            y = [.. Forward(context, x)];
            // what others hold, or what is given twice, becomes a tensor of its own: the graph hangs on the outputs
            for (int i = 0; i < y.Length; i++)
                if (y[i].Storage.Sequence <= before || y.AsSpan(0, i).Contains(y[i]) || GradState.Of(y[i]) is not null) y[i] = Dispatcher.Run(Alias.Instance, y[i]);
        }
        if (GraphRecorder.IsRecording && x.Any(t => t.RequiresGrad))
            _ = new Node(new CustomPrimitive(this, context), CustomRule.Instance, x, y); // the outputs hold it
        return y;
    }

    internal Tensor?[] Gradients(FunctionContext context, Node node, Tensor?[] dy, bool createGraph)
    {
        context.CreateGraph = createGraph;
        var dx = Backward(context, dy);
        if (dx.Length != node.Inputs)
            throw new InvalidOperationException($"{node.Where}: Backward returned {dx.Length} gradients for {node.Inputs} inputs.");
        for (int i = 0; i < dx.Length; i++)
        {
            if (node.Input(i) is null) dx[i] = null;
            if (dx[i] is not { } d) continue;
            var spec = node.Spec(i);
            if (d.Shape != spec.Shape) throw new InvalidOperationException($"{node.Where}: the gradient of input {i} has shape {d.Shape}; expected {spec.Shape}.");
            if (d.Device != context.DeviceOf(i)) throw new InvalidOperationException($"{node.Where}: the gradient of input {i} lies on {d.Device}; expected {context.DeviceOf(i)}.");
            dx[i] = d.To(spec.DType);
        }
        return dx;
    }
}
