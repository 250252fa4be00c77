namespace Neuron.Autograd;

/// <summary>Until disposed, primitives of this thread are not recorded: <c>using (NoGrad.Enter()) { … }</c>.</summary>
public sealed class NoGrad : IDisposable
{
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private bool _left;

    private NoGrad() => GraphRecorder.Pause();

    /// <summary>Whether primitives of this thread are recorded now.</summary>
    public static bool IsRecording => GraphRecorder.IsRecording;

    /// <summary>Stops recording on this thread.</summary>
    public static NoGrad Enter() => new();

    /// <summary>Records again, if nothing further out stopped it.</summary>
    /// <exception cref="InvalidOperationException">Another thread entered, as happens where an <c>await</c> lies between.</exception>
    public void Dispose()
    {
        if (_left) return;
        if (_thread != Environment.CurrentManagedThreadId)
            throw new InvalidOperationException("NoGrad: left on another thread than it was entered on, so that one still does not record; leave it before an await.");
        _left = true;
        GraphRecorder.Resume();
    }
}
