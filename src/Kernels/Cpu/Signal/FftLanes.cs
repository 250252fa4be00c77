using System.Collections.Concurrent;
using System.Numerics;

namespace Neuron.Kernels.Cpu;

/// <summary>
/// Discrete Fourier transforms of as many signals as a vector has lanes, all at once: a vector holds element n of every signal,
/// so that each butterfly is plain vector arithmetic. Stockham autosort with radices 13, 11, 7, 3, 5, 2, 4 and 8.
/// </summary>
/// <remarks>A plan is immutable, cached for the life of the process, and thread-safe. Its factors are computed in float64.</remarks>
internal sealed unsafe class FftLanes<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly ConcurrentDictionary<int, FftLanes<T>?> s_plans = new();
    private readonly FftStage<T>[] _stages;

    private FftLanes(int length, List<int> radices)
    {
        Length = length;
        _stages = new FftStage<T>[radices.Count];
        for (int i = 0, n = length, stride = 1; i < _stages.Length; n /= radices[i], stride *= radices[i], i++)
            _stages[i] = new(n, radices[i], stride);
    }

    /// <summary>Signals transformed at once.</summary>
    public static int Lanes => Vector<T>.Count;

    /// <summary>Elements of a signal.</summary>
    public int Length { get; }

    /// <summary>Times that the data are read and written.</summary>
    public int Stages => _stages.Length;

    /// <summary>The plan of a length; null where a prime factor exceeds 13.</summary>
    public static FftLanes<T>? For(int length) => s_plans.GetOrAdd(length, n =>
    {
        List<int> radices = [];
        int rest = n;
        // the widest last: it has no twiddles there
        foreach (int radix in (ReadOnlySpan<int>)[8, 4, 2, 5, 3, 7, 11, 13])
            for (; rest % radix == 0 && (radix != 8 || rest % 32 != 16); rest /= radix) radices.Insert(0, radix); // 16 is rather 4·4 than 8·2
        return rest == 1 ? new FftLanes<T>(n, radices) : null;
    });

    /// <summary>The last of them; null for one element.</summary>
    public FftStage<T>? Last => _stages is [.., var last] ? last : null;

    /// <summary>Transforms, with a and b, of 2 · Lanes · Length elements each, as scratch. The input may be a; the output is neither.</summary>
    public void Forward<TIn, TOut>(TIn input, TOut output, T* a, T* b)
        where TIn : struct, IComplexReader<T>
        where TOut : struct, IComplexWriter<T>
    {
        if (_stages is [])
        {
            output.Write(0, input.Read(0));
            return;
        }
        if (_stages is [var only])
        {
            only.Run(input, output);
            return;
        }
        _stages[^1].Run(new LaneMemory<T>(Begin(input, a, b)), output);
    }

    /// <summary>All stages but the last, of which there is one: the result lies in a or in b, and the other is free.</summary>
    public T* Begin<TIn>(TIn input, T* a, T* b)
        where TIn : struct, IComplexReader<T>
    {
        LaneMemory<T> from = new(b), to = new(a);
        if (_stages is [_])
            for (int n = 0; n < Length; n++) from.Write(n * from.Step, input.Read(n * input.Step));
        else _stages[0].Run(input, from);
        for (int i = 1; i < _stages.Length - 1; i++, (from, to) = (to, from)) _stages[i].Run(from, to);
        return _stages.Length % 2 == 0 || _stages is [_] ? b : a;
    }
}
