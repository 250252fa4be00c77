using Microsoft.Win32.SafeHandles;

namespace Neuron.Experiments.Hdf5;

/// <summary>An identifier of the library, closed once by the function that belongs to its kind.</summary>
internal sealed class Hdf5Id : SafeHandleMinusOneIsInvalid
{
    private readonly Func<long, int> _close;

    private Hdf5Id(long id, Func<long, int> close) : base(ownsHandle: true)
    {
        _close = close;
        SetHandle((nint)id);
    }

    /// <summary>Wraps the result of an open or create call; the caller holds the library's lock.</summary>
    /// <exception cref="Hdf5Exception">The call failed (<paramref name="id"/> is negative).</exception>
    public static Hdf5Id Of(long id, Func<long, int> close, string whatFailed) =>
        id < 0 ? throw Hdf5Exception.AfterFailedCall(whatFailed) : new Hdf5Id(id, close);

    /// <summary>The number that the library knows.</summary>
    public long Value => IsClosed ? throw new ObjectDisposedException(nameof(Hdf5File), "The HDF5 file or dataset was already closed.") : handle;

    protected override bool ReleaseHandle()
    {
        lock (Hdf5Library.Gate)
        {
            Hdf5Library.EnsureLoaded(); // the finaliser's thread may not have silenced the library yet
            return _close(handle) >= 0;
        }
    }
}
