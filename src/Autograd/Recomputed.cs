using Neuron.Primitives;

namespace Neuron.Autograd;

/// <summary>
/// An output that nobody keeps for the backward pass: it is computed again, from what its node keeps anyway, when the first rule
/// reads it. One pass over memory, before a product that takes many times as long, saves the memory from the forward pass on.
/// </summary>
internal sealed class Recomputed(Node producer, int output, int passes)
{
    /// <summary>How many primitives, besides views, may run again for one value.</summary>
    public const int MostPasses = 2;

    /// <summary>Smaller tensors are kept: their memory is not worth a call.</summary>
    private const long LeastBytes = 256 << 10;

    private Tensor? _value;
    private int _readers; // nodes that still may read the value
    private bool _isKept; // by a view, or by a node of a graph that the backward pass makes

    /// <summary>How many primitives, besides views, run for the value.</summary>
    public int Passes => passes;

    public void AddReader() => Interlocked.Increment(ref _readers);

    public void RemoveReader() => Interlocked.Decrement(ref _readers);

    /// <summary>The value; from the first reader on it is there until <see cref="Leave"/>.</summary>
    public Tensor Value
    {
        get
        {
            _isKept |= GraphRecorder.IsRecording;
            return _value ??= producer.Recompute(output);
        }
    }

    /// <summary>Stands for a tensor that a product keeps, if it is large, is what its node made of it, and can be had again cheaply.</summary>
    public static Recomputed? Of(Tensor x) =>
        x.Storage.Bytes >= LeastBytes && !Dispatcher.IsRecorded && GradState.Of(x) is { Producer: { } producer } state ? producer.Recomputable(state, x.Storage.Version) : null;

    /// <summary>Lets a primitive read the value, without leaving it in memory.</summary>
    /// <param name="read">Runs the primitive.</param>
    /// <param name="isShared">Whether its result lies in the same memory.</param>
    public void Lend(Action<Tensor> read, bool isShared)
    {
        if (isShared) _isKept = true;
        if (isShared || _value is not null)
        {
            read(_value ??= producer.Recompute(output));
            return;
        }
        var value = producer.Recompute(output);
        read(value);
        if (producer.Primitive is not ViewPrimitive && !Dispatcher.IsRecorded) value.Dispose();
    }

    /// <summary>The producer is about to let go of what it keeps: the value stays for readers of other passes, and goes otherwise.</summary>
    /// <param name="frees">Whether no graph and no recording can hold the value.</param>
    public void Leave(bool frees)
    {
        if (Volatile.Read(ref _readers) > 0) _ = Value;
        else if (frees && !_isKept && producer.Primitive is not ViewPrimitive) _value?.Dispose();
    }
}
