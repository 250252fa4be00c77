using Neuron.Primitives;

namespace Neuron;

/// <summary>
/// A stream of random numbers (Philox 4x32-10). The same seed gives the same numbers on every device and with any number of
/// threads; <see cref="Counter"/> is all its state, so a checkpoint resumes it exactly.
/// </summary>
public sealed class Rng(ulong seed)
{
    /// <summary>The stream's key.</summary>
    public ulong Seed { get; set; } = seed;

    /// <summary>The next unused block of four 32-bit words.</summary>
    public ulong Counter { get; set; }

    /// <summary>The stream from which layers without one of their own draw (dropout, initialisers).</summary>
    public static Rng Default { get; } = new(0);

    /// <summary>Uniform in [low, high).</summary>
    /// <exception cref="ArgumentOutOfRangeException">high is below low.</exception>
    public Tensor Uniform(Shape shape, double low = 0, double high = 1, DType dtype = DType.Float32, Device? device = null) =>
        high >= low ? Draw(Distribution.Uniform, shape, low, high, dtype, device)
        : throw new ArgumentOutOfRangeException(nameof(high), high, $"Uniform: expected at least {low}.");

    /// <summary>Normal with the given mean and standard deviation.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The deviation is negative.</exception>
    public Tensor Normal(Shape shape, double mean = 0, double deviation = 1, DType dtype = DType.Float32, Device? device = null) =>
        deviation >= 0 ? Draw(Distribution.Normal, shape, mean, deviation, dtype, device)
        : throw new ArgumentOutOfRangeException(nameof(deviation), deviation, "Normal: expected a deviation of at least 0.");

    /// <summary>Integers in [low, high) as int64.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range is empty or wider than 2³².</exception>
    public Tensor Integers(Shape shape, long low, long high, Device? device = null)
    {
        if (high <= low || (ulong)high - (ulong)low > 1UL << 32) throw new ArgumentOutOfRangeException(nameof(high), high, $"Integers: expected more than {low} and at most 2^32 beyond it.");
        const long Exact = 1L << 53; // bounds are given to kernels as float64
        return low >= -Exact && high <= Exact
            ? Draw(Distribution.Integers, shape, low, high, DType.Int64, device)
            : Draw(Distribution.Integers, shape, 0, high - low, DType.Int64, device) + Tensor.From([low], [], device);
    }

    /// <summary>Bools, true with probability <paramref name="p"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The probability is not in [0, 1].</exception>
    public Tensor Bernoulli(Shape shape, double p, Device? device = null) =>
        p is >= 0 and <= 1 ? Uniform(shape, 0, 1, DType.Float32, device).Lt(Tensor.Scalar(p, device: device))
        : throw new ArgumentOutOfRangeException(nameof(p), p, "Bernoulli: expected 0 to 1.");

    /// <summary>The numbers 0 to n − 1 in random order.</summary>
    public int[] Permutation(int n)
    {
        var order = new int[n];
        for (int i = 0; i < n; i++) order[i] = i;
        for (int i = n - 1; i > 0; i--)
        {
            int j = Next(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }
        return order;
    }

    /// <summary>An integer in [0, high).</summary>
    public int Next(int high)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(high);
        return (int)((Kernels.Operators.Philox.Block(Seed, Reserve(1)).X * (ulong)high) >> 32);
    }

    /// <summary>A number in [0, 1).</summary>
    public double NextDouble()
    {
        var block = Kernels.Operators.Philox.Block(Seed, Reserve(1));
        return ((((ulong)block.X << 32) | block.Y) >> 11) * (1.0 / (1L << 53));
    }

    /// <summary>An independent stream, determined by this one's seed and <paramref name="index"/>.</summary>
    public Rng Split(ulong index)
    {
        var block = Kernels.Operators.Philox.Block(Seed, ulong.MaxValue - index);
        return new Rng(((ulong)block.X << 32) | block.Y);
    }

    /// <summary>The next of the independent streams that this one gives off: those that <see cref="Split"/> gives for the counters; use one of the two.</summary>
    public Rng NextStream() => Split(Reserve(1));

    /// <summary>Reserves so many blocks and returns the first.</summary>
    internal ulong Reserve(long blocks)
    {
        ulong first = Counter;
        Counter += (ulong)blocks;
        Dispatcher.TellDraw(this, first, Counter);
        return first;
    }

    private Tensor Draw(Distribution distribution, Shape shape, double a, double b, DType dtype, Device? device)
    {
        ArgumentNullException.ThrowIfNull(shape);
        long elements = shape.Size + (shape.Size & 1); // normals come in pairs
        ulong first = Reserve(((dtype == DType.Float64 ? 2 * elements : elements) + 3) / 4); // a word of 32 bits an element, of float64 two
        return Dispatcher.Create(new RandomFill(shape, dtype, distribution, a, b, Seed, first) { Stream = this }, device ?? Device.Default);
    }
}
