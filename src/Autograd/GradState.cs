namespace Neuron.Autograd;

/// <summary>What autograd knows of a tensor; kept in <see cref="Tensor.Annotation"/>. Without a producer it is a leaf's.</summary>
internal sealed class GradState(Node? producer = null)
{
    /// <summary>The node of which the tensor is an output.</summary>
    public Node? Producer => producer;

    public Tensor? Grad { get; set; }

    /// <summary>Whether <see cref="Grad"/> is filled although this is no leaf.</summary>
    public bool RetainsGrad { get; set; }

    /// <summary>Run in order on the finished gradient; one that returns a tensor replaces it.</summary>
    public List<Func<Tensor, Tensor?>>? Hooks { get; set; }

    /// <summary>What the backward pass <see cref="PendingIn"/> has added up so far.</summary>
    public Tensor? Pending { get; set; }

    public BackwardPass? PendingIn { get; set; }

    public static GradState? Of(Tensor x) => x.Annotation as GradState;
}
