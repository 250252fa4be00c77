namespace Neuron.Autograd;

/// <summary>What autograd knows of a tensor; kept in <see cref="Tensor.Annotation"/>.</summary>
internal sealed class GradState
{
    /// <summary>A leaf: a tensor that the user made and asked gradients for.</summary>
    public GradState()
    {
    }

    /// <summary>Output <paramref name="index"/> of <paramref name="producer"/>.</summary>
    public GradState(Node producer, int index)
    {
        Producer = producer;
        Index = index;
    }

    public Node? Producer { get; }

    public int Index { get; }

    public Tensor? Grad { get; set; }

    /// <summary>Whether <see cref="Grad"/> is filled although this is no leaf.</summary>
    public bool RetainsGrad { get; set; }

    /// <summary>Run in order on the finished gradient; one that returns a tensor replaces it.</summary>
    public List<Func<Tensor, Tensor?>>? Hooks { get; set; }

    public static GradState? Of(Tensor x) => x.Annotation as GradState;
}
