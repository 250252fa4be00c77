namespace Neuron.Autograd;

/// <summary>Until disposed, primitives of this thread are not recorded: <c>using (NoGrad.Enter()) { … }</c>.</summary>
public sealed class NoGrad : IDisposable
{
    private bool _left;

    private NoGrad() => GraphRecorder.Pause();

    /// <summary>Whether primitives of this thread are recorded now.</summary>
    public static bool IsRecording => GraphRecorder.IsRecording;

    /// <summary>Stops recording on this thread.</summary>
    public static NoGrad Enter() => new();

    /// <summary>Records again, if nothing further out stopped it.</summary>
    public void Dispose()
    {
        if (_left) return;
        _left = true;
        GraphRecorder.Resume();
    }
}
