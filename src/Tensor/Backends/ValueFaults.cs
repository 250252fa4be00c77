using Neuron.Kernels.Language;
using Neuron.Kernels.Runtime;

namespace Neuron;

/// <summary>
/// Where kernels note a value that their operation does not take, as an index outside its axis. The host looks when it reads from the
/// device anyway, so that a launch need not wait.
/// </summary>
internal sealed class ValueFaults(Accelerator accelerator)
{
    /// <summary>Calls whose description is kept.</summary>
    private const int Remembered = 4096;

    private readonly Lock _lock = new(), _looks = new();
    private readonly AllowedValues[] _calls = new AllowedValues[Remembered];
    private readonly MemoryBuffer1D<int> _fault = accelerator.Allocate1D(new int[4]);
    private int _next;
    private bool _isOpen;

    /// <summary>Number of the call, lower and upper half of the index, its position; all 0 when nothing is wrong.</summary>
    public ArrayView<int> View => _fault.View;

    /// <summary>The number by which kernels name a call. <see cref="Launched"/> follows the launch.</summary>
    public int Begin(in AllowedValues allowed)
    {
        lock (_lock)
        {
            _next = _next == int.MaxValue ? 1 : _next + 1;
            _calls[_next % Remembered] = allowed;
            return _next;
        }
    }

    /// <summary>A call is on its way: who reads from the device looks for its fault.</summary>
    public void Launched()
    {
        lock (_lock) _isOpen = true;
    }

    /// <summary>Waits for the calls since the last look, if there were any.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One of them found a value outside its range.</exception>
    public void ThrowIfAny()
    {
        using var looking = _looks.EnterScope(); // another thread that reads meanwhile waits for what is found
        lock (_lock)
        {
            if (!_isOpen) return;
            _isOpen = false; // before the read: a call that is launched meanwhile opens it again
        }
        int[] found = _fault.GetAsArray1D();
        if (found[0] == 0) return;
        _fault.MemSetToZero();
        long value = ((long)found[2] << 32) | (uint)found[1];
        lock (_lock)
        {
            int since = _next >= found[0] ? _next - found[0] : _next + (int.MaxValue - found[0]);
            throw since < Remembered ? _calls[found[0] % Remembered].Error(value, found[3])
                : new ArgumentOutOfRangeException("index", $"{value} at position {found[3]} lies outside what an operation takes; {since:N0} others that check their data ran since, and its name is kept for {Remembered:N0}. Read from the device sooner.");
        }
    }
}
