using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Neuron.Kernels.Memory;
using Neuron.Kernels.Operators;

namespace Neuron.Kernels.Cpu.Recurrent;

/// <summary>All steps of a recurrent layer: the weights are packed once, each thread takes some sequences from first step to last.</summary>
/// <remarks>The panels of an LSTM or GRU hold all gates of a few units, so the cell follows its product in the first cache.</remarks>
internal static unsafe class RecurrentForward
{
    /// <summary>Fills the outputs that the arguments name.</summary>
    public static void Run<T>(in RecurrentArguments<T> arguments)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (arguments.Batch == 0 || arguments.Units == 0) return;
        int w = Vector512<T>.Count, vectors = arguments.GateCount == 3 ? 3 : 4, units = arguments.GateCount == 1 ? 4 * w : w;
        int panels = (arguments.Units + units - 1) / units;
        long bytes = (long)sizeof(T) * panels * arguments.Units * vectors * w;
        nint block = NativePool.Host.Rent(bytes);
        try
        {
            var job = new Job<T> { A = arguments, Packed = (T*)block, Panels = panels, Vectors = vectors };
            WorkerPool.For(panels, new PackJob<T> { Forward = job });
            WorkerPool.For(arguments.Pieces, job);
        }
        finally
        {
            NativePool.Host.Return(block, bytes);
        }
    }

    private struct PackJob<T> : IParallelJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public Job<T> Forward;

        [MethodImpl(JitOptions.Kernel)]
        public readonly void Run(int panel)
        {
            ref readonly var a = ref Forward.A;
            int w = Vector512<T>.Count, units = a.Units;
            T* to = Forward.Panel(panel);
            for (int j = 0; j < Forward.Vectors; j++)
            {
                for (int lane = 0; lane < w; lane++)
                {
                    int unit = Forward.FirstUnit(panel, j) + lane;
                    T* row = a.Weight + (((long)(a.GateCount == 1 ? 0 : j * units) + unit) * units);
                    for (int k = 0; k < units; k++) to[(((long)k * Forward.Vectors) + j) * w + lane] = unit < units ? row[k] : T.Zero;
                }
            }
        }
    }

    private struct Job<T> : IParallelJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public RecurrentArguments<T> A;
        public T* Packed;
        public int Panels, Vectors;

        public readonly T* Panel(int index) => Packed + ((long)index * A.Units * Vectors * Vector512<T>.Count);

        /// <summary>The unit of the first lane of a vector of a panel.</summary>
        public readonly int FirstUnit(int panel, int vector) =>
            A.GateCount == 1 ? ((4 * panel) + vector) * Vector512<T>.Count : panel * Vector512<T>.Count;

        [MethodImpl(JitOptions.Kernel)]
        public readonly void Run(int index)
        {
            int first = index * A.RowsEach, last = Math.Min(A.Batch, first + A.RowsEach);
            T* sums = stackalloc T[RecurrentTile<T>.Sums];
            T** before = stackalloc T*[RecurrentTile<T>.Rows];
            for (int i = 0; i < A.Steps; i++)
            {
                int step = A.Step(i);
                for (int panel = 0; panel < Panels; panel++)
                {
                    for (int row = first; row < last; row += RecurrentTile<T>.Rows)
                    {
                        int rows = Math.Min(RecurrentTile<T>.Rows, last - row);
                        for (int r = 0; r < RecurrentTile<T>.Rows; r++)
                        {
                            int at = row + Math.Min(r, rows - 1);
                            before[r] = step < A.Length(at) ? A.Before(A.Y, A.H0, step, at) : A.H0 + ((long)at * A.Units);
                        }
                        RecurrentTile<T>.Multiply(before[0], before[1], before[2], before[3], A.Units, Panel(panel), Vectors, sums);
                        for (int r = 0; r < rows; r++) Cell(panel, step, row + r, before[r], sums + (4 * r * Vector512<T>.Count));
                    }
                }
            }
            for (int row = first; row < last; row++)
            {
                int length = A.Length(row);
                Last(A.Y, A.H0, A.Hn, row, length);
                if (A.Kind == RecurrentKind.Lstm) Last(A.Cells, A.C0, A.Cn, row, length);
            }
        }

        private readonly void Last(T* states, T* initial, T* final, int row, int length)
        {
            long step = A.Reverse ? 0 : length - 1;
            T* from = length == 0 ? initial + ((long)row * A.Units) : states + (((step * A.Batch) + row) * A.Units);
            new Span<T>(from, A.Units).CopyTo(new Span<T>(final + ((long)row * A.Units), A.Units));
        }

        [MethodImpl(JitOptions.Kernel)]
        private readonly void Cell(int panel, int step, int row, T* before, T* sums)
        {
            int n = A.Units, w = Vector512<T>.Count;
            long at = ((long)step * A.Batch) + row;
            bool valid = step < A.Length(row);
            T* x = A.X + (at * A.GateCount * n), y = A.Y + (at * n), gates = A.Gates + (at * 4 * n);
            for (int j = 0; j < (A.GateCount == 1 ? 4 : 1); j++)
            {
                int unit = FirstUnit(panel, j), count = Math.Min(w, n - unit);
                if (count <= 0) return;
                if (!valid)
                {
                    Clear(y + unit, count);
                    if (A.Kind == RecurrentKind.Lstm) Clear(A.Cells + (at * n) + unit, count);
                    continue;
                }
                switch (A.Kind)
                {
                    case RecurrentKind.Lstm:
                        T* c = A.Before(A.Cells, A.C0, step, row);
                        Lstm(x + unit, sums, unit, count, c + unit, A.Cells + (at * n) + unit, gates + unit, y + unit);
                        break;
                    case RecurrentKind.Gru:
                        Gru(x + unit, sums, unit, count, before + unit, gates + unit, y + unit);
                        break;
                    default:
                        var h = Gate(x + unit, sums, j, unit, 0, count);
                        Store(y + unit, A.Kind == RecurrentKind.Tanh ? VectorMath.Tanh(h) : Vector512.Max(h, Vector512<T>.Zero), count);
                        break;
                }
            }
        }

        // the activations run over the gates side by side: each function's code stands once
        private readonly void Lstm(T* x, T* sums, int unit, int count, T* before, T* cell, T* gates, T* y)
        {
            int n = A.Units, w = Vector512<T>.Count;
            T* i = sums, f = i + w, g = f + w, o = g + w;
            Vector512<T> candidate = Gate(x, sums, 2, unit, 2, count), output = Gate(x, sums, 3, unit, 3, count);
            Gate(x, sums, 0, unit, 0, count).Store(i);
            Gate(x, sums, 1, unit, 1, count).Store(f);
            output.Store(g);
            UnaryLoop<T>.Row(default(Sigmoid<T>), i, i, 3 * w, isStreamed: false);
            output = Vector512.Load(g);
            candidate.Store(o);
            UnaryLoop<T>.Row(default(Tanh<T>), o, o, w, isStreamed: false);
            candidate = Vector512.Load(o);
            var c = (Vector512.Load(f) * Load(before, count)) + (Vector512.Load(i) * candidate);
            c.Store(o);
            UnaryLoop<T>.Row(default(Tanh<T>), o, o, w, isStreamed: false);
            Store(cell, c, count);
            Store(y, output * Vector512.Load(o), count);
            Store(gates, Vector512.Load(i), count);
            Store(gates + n, Vector512.Load(f), count);
            Store(gates + (2 * n), candidate, count);
            Store(gates + (3 * n), output, count);
        }

        private readonly void Gru(T* x, T* sums, int unit, int count, T* before, T* gates, T* y)
        {
            int n = A.Units;
            Gate(x, sums, 0, unit, 0, count).Store(sums);
            Gate(x, sums, 1, unit, 1, count).Store(sums + Vector512<T>.Count);
            UnaryLoop<T>.Row(default(Sigmoid<T>), sums, sums, 2 * Vector512<T>.Count, isStreamed: false);
            Vector512<T> r = Vector512.Load(sums), z = Vector512.Load(sums + Vector512<T>.Count);
            var hidden = Vector512.Load(sums + (2 * Vector512<T>.Count));
            if (A.Bias is not null) hidden += Load(A.Bias + (2 * n) + unit, count);
            var candidate = VectorMath.Tanh(Load(x + (2 * n), count) + (r * hidden));
            Store(y, candidate + (z * (Load(before, count) - candidate)), count);
            Store(gates, r, count);
            Store(gates + n, z, count);
            Store(gates + (2 * n), candidate, count);
            Store(gates + (3 * n), hidden, count);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private readonly Vector512<T> Gate(T* x, T* sums, int vector, int unit, int gate, int count)
        {
            var v = Vector512.Load(sums + (vector * Vector512<T>.Count)) + Load(x + (gate * A.Units), count);
            return A.Bias is null ? v : v + Load(A.Bias + (gate * A.Units) + unit, count);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector512<T> Load(T* x, int count) => count == Vector512<T>.Count ? Vector512.Load(x) : RowVectors<T>.LoadPart(x, count);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Store(T* y, Vector512<T> value, int count)
        {
            if (count == Vector512<T>.Count) value.Store(y);
            else RowVectors<T>.StorePart(y, count, value);
        }

        private static void Clear(T* y, int count) => new Span<T>(y, count).Clear();
    }
}
