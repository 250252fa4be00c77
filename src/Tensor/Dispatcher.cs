using System.Diagnostics;
using Neuron.Primitives;

namespace Neuron;

/// <summary>Runs primitives: checks devices, allocates outputs, calls the backend, tells the listeners.</summary>
internal static class Dispatcher
{
    private static IPrimitiveListener[] s_listeners = AnomalyMode.FromEnvironment ? [AnomalyMode.Listener] : [];

    [ThreadStatic]
    private static IPrimitiveListener[]? t_listeners;

    /// <summary>Whether someone on this thread keeps what runs: memory must then not be given back early.</summary>
    public static bool IsRecorded => t_listeners is { Length: > 0 };

    /// <summary>Whether this thread records a captured step.</summary>
    public static bool IsCaptured => t_listeners is { } here && Array.Exists(here, listener => listener is Recording);

    /// <summary>Adds a listener of all threads, for good.</summary>
    public static void Listen(IPrimitiveListener listener)
    {
        IPrimitiveListener[] before;
        do before = s_listeners;
        while (Interlocked.CompareExchange(ref s_listeners, [.. before, listener], before) != before);
    }

    /// <summary>Adds a listener of this thread until the result is disposed.</summary>
    public static IDisposable ListenHere(IPrimitiveListener listener)
    {
        var before = t_listeners;
        t_listeners = [.. before ?? [], listener];
        return new Restore(before);
    }

    /// <summary>
    /// Until the result is disposed, listeners of this thread are told nothing: for tensors that something makes at its first use and
    /// keeps, which must not be taken for intermediate results of a recording.
    /// </summary>
    public static IDisposable Unrecorded()
    {
        var before = t_listeners;
        t_listeners = null;
        return new Restore(before);
    }

    /// <summary>Runs a primitive of one output.</summary>
    public static Tensor Run(Primitive primitive, params ReadOnlySpan<Tensor> x)
    {
        if (primitive is ViewPrimitive view)
        {
            var v = view.View(x[0]);
            Tell(primitive, x, new(in v));
            return v;
        }
        var device = CheckedDevice(primitive, x);
        var spec = primitive.Infer(x, 0);
        var y = new Tensor(spec, primitive.Place(device));
        Execute(primitive, device, x, new(in y));
        Tell(primitive, x, new(in y));
        KeepAlive(x);
        return y;
    }

    /// <summary>Runs a primitive of several outputs, or of none.</summary>
    public static Tensor[] RunMany(Primitive primitive, params ReadOnlySpan<Tensor> x)
    {
        var device = CheckedDevice(primitive, x);
        var y = new Tensor[primitive.Outputs];
        for (int i = 0; i < y.Length; i++)
        {
            var spec = primitive.Infer(x, i);
            y[i] = new Tensor(spec, device);
        }
        if (y.Length == 0) primitive.Infer(x, 0); // only its checks
        Execute(primitive, device, x, y);
        for (int i = 0; i < x.Length; i++)
            if (primitive.Writes(i)) x[i].Storage.Version++;
        Tell(primitive, x, y);
        KeepAlive(x);
        return y;
    }

    /// <summary>Runs a primitive without inputs on a device: random numbers, fills.</summary>
    public static Tensor Create(Primitive primitive, Device device)
    {
        var spec = primitive.Infer([], 0);
        var y = new Tensor(spec, device);
        Execute(primitive, device, [], new(in y));
        Tell(primitive, [], new(in y));
        return y;
    }

    /// <summary>Tells a recording of this thread which blocks of a random stream were drawn, <paramref name="end"/> not among them.</summary>
    public static void TellDraw(Rng rng, ulong first, ulong end)
    {
        if (t_listeners is { } here)
            foreach (var listener in here) (listener as Recording)?.OnDraw(rng, first, end);
    }

    private static void Execute(Primitive primitive, Device device, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y)
    {
        long started = Tracer.IsOn ? Stopwatch.GetTimestamp() : 0;
        primitive.Run(Backends.For(device), x, y);
        if (started != 0) Tracer.Report(primitive, x, y, started);
    }

    private static void Tell(Primitive primitive, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y)
    {
        foreach (var listener in s_listeners) listener.OnRun(primitive, x, y);
        if (t_listeners is { } here)
            foreach (var listener in here) listener.OnRun(primitive, x, y);
    }

    private static Device CheckedDevice(Primitive primitive, ReadOnlySpan<Tensor> x)
    {
        var first = x[0];
        foreach (var other in x[1..])
            if (other.Device != first.Device) throw ShapeException.DeviceOf(primitive.Name, first, other);
        return first.Device;
    }

    // kernels work on addresses: a finalizer must not give an operand's memory back while one runs
    private static void KeepAlive(ReadOnlySpan<Tensor> x)
    {
        foreach (var tensor in x) GC.KeepAlive(tensor);
    }

    private sealed class Restore(IPrimitiveListener[]? before) : IDisposable
    {
        public void Dispose() => t_listeners = before;
    }
}
