using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Neuron.Kernels.Memory;

namespace Neuron.Kernels.Cpu.Optimizers;

/// <summary>
/// LAMB (arXiv 1904.00962): u = m / (√v + ε) + λ·p, p −= lr · c · r · u with r = min(|p|, clamp) / |u| for each parameter, 1 where
/// one of the norms is 0.
/// </summary>
/// <remarks>Two passes: moments and norms, then the step. The norms are summed piece by piece, in an order that sizes alone fix.</remarks>
internal static unsafe class Lamb
{
    /// <summary>Updates all parameters; their states are m and v.</summary>
    /// <param name="slots">The parameters.</param>
    /// <param name="learningRate">lr · c, the bias correction included.</param>
    /// <param name="beta1">Decay of m.</param>
    /// <param name="beta2">Decay of v.</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="weightDecay">λ.</param>
    /// <param name="clamp">Largest |p| that counts.</param>
    public static void Run<T>(
        Span<ParameterSlot> slots, double learningRate, double beta1, double beta2, double epsilon, double weightDecay, double clamp)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int pieces = ParameterUpdates.Divide(slots);
        long bytes = sizeof(double) * ((2L * pieces) + slots.Length);
        nint block = NativePool.Host.Rent(bytes);
        try
        {
            fixed (ParameterSlot* first = slots)
            {
                var job = new Job<T>
                {
                    Slots = first,
                    Count = slots.Length,
                    Norms = (double*)block,
                    Beta1 = T.CreateTruncating(beta1),
                    Beta2 = T.CreateTruncating(beta2),
                    Fresh1 = T.CreateTruncating(1 - beta1),
                    Fresh2 = T.CreateTruncating(1 - beta2),
                    Epsilon = T.CreateTruncating(epsilon),
                    Decay = T.CreateTruncating(weightDecay),
                };
                WorkerPool.For(pieces, job);
                job.Rates = job.Norms + (2L * pieces);
                for (int i = 0; i < slots.Length; i++)
                {
                    double p = 0, u = 0;
                    long last = i + 1 < slots.Length ? slots[i + 1].FirstPiece : pieces;
                    for (long piece = slots[i].FirstPiece; piece < last; piece++)
                    {
                        p += job.Norms[2 * piece];
                        u += job.Norms[(2 * piece) + 1];
                    }
                    double weight = Math.Min(Math.Sqrt(p), clamp);
                    job.Rates[i] = learningRate * (weight == 0 || u == 0 ? 1 : weight / Math.Sqrt(u));
                }
                WorkerPool.For(pieces, job);
            }
        }
        finally
        {
            NativePool.Host.Return(block, bytes);
        }
    }

    private struct Job<T> : IParallelJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public ParameterSlot* Slots;
        public int Count;
        public double* Norms, Rates;
        public T Beta1, Beta2, Fresh1, Fresh2, Epsilon, Decay;

        public readonly void Run(int index)
        {
            int number = ParameterUpdates.SlotOf(Slots, Count, index);
            ref readonly var slot = ref Slots[number];
            long first = (index - slot.FirstPiece) * ParameterUpdates.PieceElements;
            int n = (int)Math.Min(ParameterUpdates.PieceElements, slot.Count - first);
            T* p = (T*)slot.Parameter + first, g = (T*)slot.Gradient + first, m = (T*)slot.State0 + first, v = (T*)slot.State1 + first;
            if (Rates is null) Moments(p, g, m, v, n, Norms + (2L * index));
            else Step(p, m, v, n, Vector512.Create(T.CreateTruncating(Rates[number])));
        }

        [MethodImpl(JitOptions.Kernel)]
        private readonly void Moments(T* p, T* g, T* m, T* v, int n, double* norms)
        {
            Vector512<T> weights = default, moves = default;
            for (int i = 0; i < n; i += Vector512<T>.Count)
            {
                int count = Math.Min(Vector512<T>.Count, n - i);
                Vector512<T> w = Load(p + i, count), d = Load(g + i, count);
                var a = (Load(m + i, count) * Vector512.Create(Beta1)) + (d * Vector512.Create(Fresh1));
                var b = (Load(v + i, count) * Vector512.Create(Beta2)) + (d * d * Vector512.Create(Fresh2));
                Store(m + i, a, count);
                Store(v + i, b, count);
                var u = Move(w, a, b);
                weights += w * w;
                moves += u * u;
            }
            norms[0] = double.CreateTruncating(Vector512.Sum(weights));
            norms[1] = double.CreateTruncating(Vector512.Sum(moves));
        }

        [MethodImpl(JitOptions.Kernel)]
        private readonly void Step(T* p, T* m, T* v, int n, Vector512<T> rate)
        {
            for (int i = 0; i < n; i += Vector512<T>.Count)
            {
                int count = Math.Min(Vector512<T>.Count, n - i);
                var w = Load(p + i, count);
                Store(p + i, w - (rate * Move(w, Load(m + i, count), Load(v + i, count))), count);
            }
        }

        private readonly Vector512<T> Move(Vector512<T> w, Vector512<T> m, Vector512<T> v) =>
            (m / (Vector512.Sqrt(v) + Vector512.Create(Epsilon))) + (w * Vector512.Create(Decay));

        private static Vector512<T> Load(T* x, int count) => count == Vector512<T>.Count ? Vector512.Load(x) : RowVectors<T>.LoadPart(x, count);

        private static void Store(T* y, Vector512<T> value, int count)
        {
            if (count == Vector512<T>.Count) value.Store(y);
            else RowVectors<T>.StorePart(y, count, value);
        }
    }
}
