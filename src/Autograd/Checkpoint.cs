using Neuron.Primitives;

namespace Neuron.Autograd;

/// <summary>
/// Activation checkpointing: a part of a network keeps only its inputs and runs a second time in the backward pass
/// (arXiv 1604.06174). Costs one more forward pass of that part, saves all its intermediate results.
/// </summary>
/// <remarks>
/// What the part changes besides its outputs, it changes twice: running statistics of a batch norm in training move by both passes, as
/// under PyTorch's checkpoint. Leave such layers outside, or take their momentum m as 1 − √(1 − m).
/// </remarks>
public static class Checkpoint
{
    /// <summary>Runs <paramref name="function"/> without keeping what lies between its input and its output.</summary>
    public static Tensor Run(Func<Tensor, Tensor> function, Tensor x, params Rng[] streams)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Run(inputs => [function(inputs[0])], [x], streams)[0];
    }

    /// <summary>Runs <paramref name="function"/> without keeping what lies between its inputs and its outputs.</summary>
    /// <param name="function">
    /// Must compute the same when it is called again. Parameters that it uses besides its inputs get their gradients too.
    /// </param>
    /// <param name="inputs">Its inputs.</param>
    /// <param name="streams">
    /// Random streams that it draws from, set back for the second run so that dropout leaves out the same elements;
    /// <see cref="Rng.Default"/> is always among them.
    /// </param>
    public static Tensor[] Run(Func<Tensor[], Tensor[]> function, Tensor[] inputs, params Rng[] streams)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(streams);
        if (!NoGrad.IsRecording) return function(inputs);
        Rng[] drawn = [Rng.Default, .. streams];
        var positions = Array.ConvertAll(drawn, rng => rng.Counter);
        var captured = new Captured();
        Tensor[] y;
        using (NoGrad.Enter())
        {
            // under other names, so that an input which the function also reads from around it is seen to be read there
            Tensor[] given = Array.ConvertAll(inputs, x => Dispatcher.Run(Alias.Instance, x));
            using (Dispatcher.ListenHere(captured)) y = function(given);
        }
        return new Rerun(function, inputs.Length, y, drawn, positions).Apply([.. inputs, .. captured.Tensors]);
    }

    /// <summary>Finds the tensors with gradients that a function reads besides what it is given: its parameters.</summary>
    private sealed class Captured : IPrimitiveListener
    {
        private readonly HashSet<Tensor> _seen = new(ReferenceEqualityComparer.Instance);

        public List<Tensor> Tensors { get; } = [];

        public void OnRun(Primitive primitive, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y)
        {
            foreach (var tensor in x)
                if (tensor.RequiresGrad && _seen.Add(tensor)) Tensors.Add(tensor);
        }
    }

    private sealed class Rerun(Func<Tensor[], Tensor[]> function, int inputs, Tensor[] y, Rng[] streams, ulong[] positions) : CustomFunction
    {
        private Tensor[]? _y = y;

        public override string Name => "checkpoint";

        internal override bool MayKeepGradients => false;

        protected override Tensor[] Forward(FunctionContext context, Tensor[] x)
        {
            context.Save(x);
            var y = _y!;
            _y = null; // only the caller keeps the outputs
            return y;
        }

        protected override Tensor?[] Backward(FunctionContext context, Tensor?[] dy)
        {
            int state = GraphRecorder.Set(recording: true);
            var after = Array.ConvertAll(streams, rng => rng.Counter);
            try
            {
                Seek(positions);
                long before = Node.LastSequence;
                var x = new Tensor[inputs];
                for (int i = 0; i < inputs; i++) x[i] = Input(context, i);
                var y = function(x);
                var used = Enumerable.Range(0, y.Length).Where(i => dy[i] is not null && y[i].RequiresGrad).ToArray();
                Tensor[] read = [.. context.AllSaved.Skip(inputs)];
                Tensor[] wanted = [.. x.Where(t => t.RequiresGrad), .. read];
                var found = BackwardPass.Run(
                    [.. used.Select(i => y[i])], [.. used.Select(i => dy[i]!)], wanted, context.CreateGraph, context.CreateGraph, before);
                int k = 0;
                Tensor?[] dx = [.. x.Select(t => t.RequiresGrad ? found[k++] : null)];
                // with the graph kept, the gradient of an input went on to the tensor that the function also reads, and is part of that one's
                if (context.CreateGraph)
                    for (int i = 0; i < inputs; i++)
                        if (Array.Exists(read, t => ReferenceEquals(t, context.Saved(i)))) dx[i] = null;
                return [.. dx, .. found[k..]];
            }
            finally
            {
                Seek(after);
                GraphRecorder.Restore(state);
            }
        }

        // without a second derivative to come, the run is cut off from what came before it
        private static Tensor Input(FunctionContext context, int i) =>
            !context.Needs(i) ? context.Saved(i)
            : context.CreateGraph ? Dispatcher.Run(Alias.Instance, context.Saved(i))
            : context.Saved(i).Detach().WithGrad();

        private void Seek(ulong[] counters)
        {
            for (int i = 0; i < streams.Length; i++) streams[i].Counter = counters[i];
        }
    }
}
