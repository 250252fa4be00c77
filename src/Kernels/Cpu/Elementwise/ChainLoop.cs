using System.Numerics;
using System.Runtime.CompilerServices;

namespace Neuron.Kernels.Cpu;

/// <summary>
/// Several element-wise operations in one pass over memory: block after block, all steps while the block lies in the first-level
/// cache. What only later steps read never leaves it. The bits are those of the operations one by one.
/// </summary>
/// <remarks>
/// Slots are numbered: the inputs, then the outputs, then buffers of a block each. Made once for its steps; set the operands, then
/// run. Runs of one instance must not overlap.
/// </remarks>
internal sealed unsafe class ChainLoop<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The most slots that a chain may have: a block of each still fits the second level.</summary>
    public const int MaxSlots = 48;

    // of floats 4 KiB: half a dozen slots fill the first level, and the steps' own cost is small beside the work on a block
    private const int Block = 1024;

    private readonly Step[] _steps;
    private readonly int _slots;
    private readonly Operand<T>[] _inputs;
    private readonly T*[] _outputs;
    private long _run;

    /// <param name="inputs">Number of inputs.</param>
    /// <param name="outputs">Number of outputs.</param>
    /// <param name="buffers">Number of buffers.</param>
    /// <param name="steps">In order; each writes one slot that is no input.</param>
    public ChainLoop(int inputs, int outputs, int buffers, IReadOnlyList<(RowFunction<T> Function, int First, int Second, int Target)> steps)
    {
        _slots = inputs + outputs + buffers;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(_slots, MaxSlots);
        _inputs = new Operand<T>[inputs];
        _outputs = new T*[outputs];
        _steps = [.. steps.Select((s, i) => new Step(s.Function, s.First, s.Second, s.Target, steps.Skip(i + 1).Any(later => later.First == s.Target || later.Second == s.Target)))];
    }

    /// <summary>Input <paramref name="index"/>: as many elements as the outputs, read in row-major order.</summary>
    public void SetInput(int index, Strided<T> x)
    {
        _inputs[index] = new(x);
        _run = index == 0 ? _inputs[0].Run : Math.Max(_run, _inputs[index].Run);
    }

    /// <summary>Output <paramref name="index"/>, without gaps.</summary>
    public void SetOutput(int index, Strided<T> y) => _outputs[index] = y.Data;

    /// <summary>Computes all outputs of <paramref name="count"/> elements.</summary>
    public void Run(long count) => WorkerPool.For(Pieces.Of(count), new Job(this, count));

    private readonly record struct Step(RowFunction<T> Function, int First, int Second, int Target, bool IsReadLater);

    private readonly struct Job(ChainLoop<T> chain, long count) : IParallelJob
    {
        [SkipLocalsInit]
        public void Run(int index)
        {
            T** slots = stackalloc T*[MaxSlots];
            T* memory = stackalloc T[(chain._slots * Block) + (64 / sizeof(T))], buffers = (T*)(((nint)memory + 63) & -64);
            int inputs = chain._inputs.Length, outputs = chain._outputs.Length;
            for (int i = inputs + outputs; i < chain._slots; i++) slots[i] = buffers + (i * Block);
            long start = (long)index * Pieces.Length, end = Math.Min(count, start + Pieces.Length);
            for (int n; start < end; start += n)
            {
                n = Pieces.Block(start, end, chain._run, Block);
                for (int i = 0; i < inputs; i++) slots[i] = chain._inputs[i].Read(start, n, buffers + (i * Block));
                for (int i = 0; i < outputs; i++) slots[inputs + i] = chain._outputs[i] + start;
                foreach (ref readonly Step step in chain._steps.AsSpan())
                {
                    T* y = slots[step.Target];
                    bool isStreamed = step.Target < inputs + outputs && !step.IsReadLater && Pieces.IsStreamed(y, count);
                    step.Function.Run(slots[step.First], slots[step.Second], y, n, isStreamed);
                }
            }
        }
    }
}
