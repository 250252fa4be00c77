using Neuron.Primitives;

namespace Neuron.Autograd;

/// <summary>Listens to primitives and builds the graph of those whose inputs need gradients.</summary>
internal sealed class GraphRecorder : IPrimitiveListener
{
    [ThreadStatic]
    private static int t_paused;

    static GraphRecorder() => Dispatcher.Listen(new GraphRecorder());

    private GraphRecorder()
    {
    }

    /// <summary>Whether primitives are recorded on this thread.</summary>
    public static bool IsRecording => t_paused == 0;

    /// <summary>Makes sure that the recorder listens; called before any tensor can need a gradient.</summary>
    public static void Start()
    {
        // the static constructor does it once
    }

    public static void Pause() => t_paused++;

    public static void Resume() => t_paused--;

    /// <summary>Sets whether to record and returns the former state, for <see cref="Restore"/>.</summary>
    public static int Set(bool recording)
    {
        int before = t_paused;
        t_paused = recording ? 0 : 1;
        return before;
    }

    public static void Restore(int state) => t_paused = state;

    public void OnRun(Primitive primitive, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y)
    {
        if (t_paused != 0) return;
        bool needed = false;
        foreach (var input in x) needed |= input.Annotation is GradState;
        if (!needed) return;
        for (int i = 0; i < x.Length; i++)
            if (primitive.Writes(i)) throw new InvalidOperationException($"{primitive.Name}: a tensor that takes part in a graph can't be changed in place; use NoGrad or Detach.");
        if (!Rules.TryFind(primitive.GetType(), out var rule)) return; // not differentiable: comparisons, indices
        _ = new Node(primitive, rule, x, y); // the outputs hold it
    }
}
