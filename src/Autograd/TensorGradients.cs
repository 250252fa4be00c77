namespace Neuron.Autograd;

/// <summary>Gradients, as members of <see cref="Tensor"/>.</summary>
public static class TensorGradients
{
    extension(Tensor x)
    {
        /// <summary>
        /// Whether gradients with respect to this tensor are found. Setting it makes a leaf: backward passes then add to its
        /// <c>Grad</c>.
        /// </summary>
        /// <exception cref="InvalidOperationException">The tensor is no floating-point leaf.</exception>
        public bool RequiresGrad
        {
            get => GradState.Of(x) is not null;
            set
            {
                if (value == x.RequiresGrad) return;
                if (GradState.Of(x)?.Producer is { } producer)
                    throw new InvalidOperationException($"RequiresGrad: this tensor is the result of {producer.Where}; use Detach.");
                if (value && !x.DType.IsFloatingPoint)
                    throw new InvalidOperationException($"RequiresGrad: {x.DType.Label} has no gradient; expected a floating-point dtype.");
                GraphRecorder.Start();
                x.Annotation = value ? new GradState() : null;
            }
        }

        /// <summary>
        /// The gradient that backward passes have added up, or null. Memory of its own, which may be changed in place, unless the pass
        /// made it differentiable.
        /// </summary>
        /// <exception cref="InvalidOperationException">Set on a tensor that does not require a gradient.</exception>
        /// <exception cref="ShapeException">The gradient that is set has another shape, dtype or device than the tensor.</exception>
        public Tensor? Grad
        {
            get => GradState.Of(x)?.Grad;
            set
            {
                var state = GradState.Of(x) ?? throw new InvalidOperationException("Grad: this tensor does not require a gradient.");
                if (value is not null && (value.Shape != x.Shape || value.DType != x.DType || value.Device != x.Device))
                    throw ShapeException.Expected("Grad", $"{x.Shape} {x.DType.Label} {x.Device}", value);
                state.Grad = value;
            }
        }

        /// <summary>Whether this tensor was not computed from others that require gradients.</summary>
        public bool IsLeaf => GradState.Of(x)?.Producer is null;

        /// <summary>Also fills <c>Grad</c> of this intermediate result.</summary>
        /// <exception cref="InvalidOperationException">The tensor does not require a gradient.</exception>
        public void RetainGrad() => State(x, "RetainGrad").RetainsGrad = true;

        /// <summary>
        /// Calls <paramref name="hook"/> with each finished gradient of this tensor; what it returns, unless null, takes the
        /// gradient's place. Disposing the result removes the hook.
        /// </summary>
        /// <remarks>
        /// The hook may keep what it is given and what it returns: the pass then neither changes nor frees either. It may not change what
        /// it is given in place, which other parts of the pass may read. The pass throws a <see cref="ShapeException"/> if what the hook returns
        /// has another shape, dtype or device than the gradient.
        /// </remarks>
        /// <exception cref="InvalidOperationException">The tensor does not require a gradient.</exception>
        public IDisposable OnGrad(Func<Tensor, Tensor?> hook)
        {
            var hooks = State(x, "OnGrad").Hooks ??= [];
            hooks.Add(hook);
            return new Removal(() => hooks.Remove(hook));
        }

        /// <summary>The same values, cut off from the graph. A view.</summary>
        public Tensor Detach() => x.View(x.Shape, x.StrideArray, x.Offset);

        /// <summary>This tensor, requiring gradients: <c>var w = rng.Normal([3, 4]).WithGrad();</c></summary>
        public Tensor WithGrad()
        {
            x.RequiresGrad = true;
            return x;
        }

        /// <summary>
        /// Adds to <c>Grad</c> of every leaf the gradient of ⟨this, dy⟩; dy is 1 for a scalar.
        /// </summary>
        /// <param name="dy">Gradient with respect to this tensor, of its shape.</param>
        /// <param name="createGraph">Makes the gradients differentiable themselves.</param>
        /// <param name="retainGraph">Keeps the graph for another pass; by default only with createGraph.</param>
        /// <remarks>
        /// Threads may compute on the same tensors at the same time; a pass must have the part of the graph that it walks to itself.
        /// </remarks>
        /// <exception cref="InvalidOperationException">
        /// Nothing here requires a gradient, the graph was released, or a tensor that it needs was changed in place.
        /// </exception>
        /// <exception cref="ShapeException">dy has another shape, or is missing for a result that is no scalar.</exception>
        public void Backward(Tensor? dy = null, bool createGraph = false, bool? retainGraph = null)
        {
            State(x, "Backward");
            BackwardPass.Run([x], [Seed(x, dy)], null, createGraph, retainGraph ?? createGraph);
        }

        /// <summary>
        /// Gradients of ⟨this, dy⟩ with respect to <paramref name="inputs"/>; fills no <c>Grad</c>, and computes only what leads to them.
        /// Zeros where nothing depends on an input. Gradients may share memory with each other and with dy: clone one to change it.
        /// </summary>
        /// <param name="inputs">Tensors that require gradients: leaves and intermediate results.</param>
        /// <param name="dy">Gradient with respect to this tensor, of its shape; 1 for a scalar by default.</param>
        /// <param name="createGraph">Makes the gradients differentiable themselves.</param>
        /// <param name="retainGraph">Keeps what was walked for another pass; by default only with createGraph.</param>
        /// <exception cref="InvalidOperationException">
        /// This tensor or an input requires no gradient, the graph was released, or a tensor that it needs was changed in place.
        /// </exception>
        /// <exception cref="ShapeException">dy has another shape, or is missing for a result that is no scalar.</exception>
        public Tensor[] GradOf(Tensor[] inputs, Tensor? dy = null, bool createGraph = false, bool? retainGraph = null)
        {
            ArgumentNullException.ThrowIfNull(inputs);
            State(x, "GradOf");
            foreach (var input in inputs) State(input, "GradOf (an input)");
            var found = BackwardPass.Run([x], [Seed(x, dy)], inputs, createGraph, retainGraph ?? createGraph);
            return [.. found.Select((g, i) => g ?? inputs[i].ZerosLike())];
        }
    }

    private static GradState State(Tensor x, string member) =>
        GradState.Of(x) ?? throw new InvalidOperationException($"{member}: this tensor of shape {x.Shape} does not depend on any that requires a gradient.");

    private static Tensor Seed(Tensor x, Tensor? dy)
    {
        if (dy is null)
            return x.Size == 1 ? x.OnesLike()
                : throw new ShapeException($"Backward: a result of shape {x.Shape} needs its gradient dy; only a scalar's is 1 by default.");
        return dy.Shape == x.Shape ? dy.To(x.DType) : throw ShapeException.Expected("Backward: dy", x.Shape.ToString(), dy.Shape);
    }

    private sealed class Removal(Action remove) : IDisposable
    {
        public void Dispose() => remove();
    }
}
