using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Neuron.Kernels.Memory;

namespace Neuron.Kernels.Cpu.Recurrent;

/// <summary>Backward through time: the cells' gradients and the product with the packed weights step by step, then one product for the weights.</summary>
internal static unsafe class RecurrentBackward
{
    /// <summary>Fills the gradients; the arguments hold what the forward pass read, wrote and saved.</summary>
    public static void Run<T>(in RecurrentArguments<T> arguments, in RecurrentGradients<T> gradients)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int w = 4 * Vector512<T>.Count, panels = (arguments.Units + w - 1) / w, width = arguments.GateCount * arguments.Units;
        long rows = (long)arguments.Steps * arguments.Batch, packed = (long)panels * width * w, states = rows * arguments.Units;
        bool own = arguments.Kind == RecurrentKind.Gru; // the gates' gradients towards x and h differ in n alone
        long bytes = sizeof(T) * (packed + states + (own ? rows * width : 0));
        nint block = NativePool.Host.Rent(bytes);
        try
        {
            var job = new Job<T> { A = arguments, G = gradients, Packed = (T*)block, Panels = panels, Width = width, States = (T*)block + packed };
            job.Hidden = own ? job.States + states : gradients.Dx;
            WorkerPool.For(panels, new PackJob<T> { Backward = job });
            WorkerPool.For(arguments.Pieces, job);
            Gemm.Run(new GemmArguments<T>
            {
                M = width, N = arguments.Units, K = checked((int)rows), A = job.Hidden, ARow = 1, AColumn = width,
                B = job.States, BRow = arguments.Units, BColumn = 1, C = gradients.DWeight, CRow = arguments.Units, CColumn = 1, Alpha = T.One,
            });
            if (gradients.DBias is not null)
                WorkerPool.For((width + w - 1) / w, new SumJob<T> { From = job.Hidden, To = gradients.DBias, Rows = rows, Width = width, Each = w });
        }
        finally
        {
            NativePool.Host.Return(block, bytes);
        }
    }

    private struct PackJob<T> : IParallelJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public Job<T> Backward;

        [MethodImpl(JitOptions.Kernel)]
        public readonly void Run(int panel)
        {
            int w = 4 * Vector512<T>.Count, units = Backward.A.Units, first = panel * w, count = Math.Min(w, units - first);
            for (int k = 0; k < Backward.Width; k++)
            {
                var to = new Span<T>(Backward.Panel(panel) + ((long)k * w), w);
                new Span<T>(Backward.A.Weight + ((long)k * units) + first, count).CopyTo(to);
                to[count..].Clear();
            }
        }
    }

    private struct SumJob<T> : IParallelJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public T* From, To;
        public long Rows;
        public int Width, Each;

        [MethodImpl(JitOptions.Kernel)]
        public readonly void Run(int index)
        {
            int last = Math.Min(Width, (index + 1) * Each), w = Vector512<T>.Count;
            for (int j = index * Each; j < last; j += w)
            {
                int count = Math.Min(w, last - j);
                Vector512<T> sum = default;
                for (long row = 0; row < Rows; row++) sum += Job<T>.Load(From + (row * Width) + j, count);
                Job<T>.Store(To + j, sum, count);
            }
        }
    }

    private struct Job<T> : IParallelJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public RecurrentArguments<T> A;
        public RecurrentGradients<T> G;

        /// <summary>Packed weights; states before each step [T, B, H]; gradients of the gates towards the state [T, B, G·H].</summary>
        public T* Packed, States, Hidden;

        public int Panels, Width;

        public readonly T* Panel(int index) => Packed + ((long)index * Width * 4 * Vector512<T>.Count);

        public readonly void Run(int index)
        {
            int first = index * A.RowsEach, last = Math.Min(A.Batch, first + A.RowsEach), n = A.Units;
            T* sums = stackalloc T[RecurrentTile<T>.Sums];
            bool lstm = A.Kind == RecurrentKind.Lstm;
            // the gradients of the state travel in the places where those of the initial state end
            Copy(G.Dhn + ((long)first * n), G.Dh0 + ((long)first * n), (long)(last - first) * n);
            if (lstm) Copy(G.Dcn + ((long)first * n), G.Dc0 + ((long)first * n), (long)(last - first) * n);
            for (int i = A.Steps - 1; i >= 0; i--)
            {
                int step = A.Step(i);
                for (int row = first; row < last; row++) Cell(step, row);
                for (int panel = 0; panel < Panels; panel++)
                {
                    for (int row = first; row < last; row += RecurrentTile<T>.Rows) Carry(panel, step, row, Math.Min(RecurrentTile<T>.Rows, last - row), sums);
                }
            }
        }

        /// <summary>dh += gates' gradients · U.</summary>
        [MethodImpl(JitOptions.Kernel)]
        private readonly void Carry(int panel, int step, int row, int rows, T* sums)
        {
            int w = Vector512<T>.Count, n = A.Units;
            T* hidden = Hidden + ((((long)step * A.Batch) + row) * Width);
            RecurrentTile<T>.Multiply(
                hidden, hidden + (Math.Min(1, rows - 1) * Width), hidden + (Math.Min(2, rows - 1) * Width), hidden + (Math.Min(3, rows - 1) * Width), Width, Panel(panel), 4, sums);
            for (int r = 0; r < rows; r++)
            {
                for (int j = 0; j < 4; j++)
                {
                    int unit = ((4 * panel) + j) * w, count = Math.Min(w, n - unit);
                    if (count <= 0) break;
                    T* dh = G.Dh0 + ((long)(row + r) * n) + unit;
                    Store(dh, Load(dh, count) + Vector512.Load(sums + (((4 * r) + j) * w)), count);
                }
            }
        }

        [MethodImpl(JitOptions.Kernel)]
        private readonly void Cell(int step, int row)
        {
            int n = A.Units;
            long at = ((long)step * A.Batch) + row;
            T* dx = G.Dx + (at * Width), hidden = Hidden + (at * Width), state = States + (at * n);
            if (step >= A.Length(row))
            {
                new Span<T>(dx, Width).Clear();
                new Span<T>(hidden, Width).Clear();
                new Span<T>(state, n).Clear();
                return;
            }
            T* before = A.Before(A.Y, A.H0, step, row);
            Copy(before, state, n);
            T* dh = G.Dh0 + ((long)row * n), dy = G.Dy + (at * n), gates = A.Gates + (at * 4 * n);
            for (int unit = 0; unit < n; unit += Vector512<T>.Count)
            {
                int count = Math.Min(Vector512<T>.Count, n - unit);
                var d = Load(dh + unit, count) + Load(dy + unit, count);
                switch (A.Kind)
                {
                    case RecurrentKind.Lstm:
                        Store(dh + unit, default, count);
                        Lstm(d, unit, count, gates + unit, A.Cells + (at * n) + unit, A.Before(A.Cells, A.C0, step, row) + unit, G.Dc0 + ((long)row * n) + unit, dx + unit);
                        break;
                    case RecurrentKind.Gru:
                        Gru(d, count, gates + unit, before + unit, dh + unit, dx + unit, hidden + unit);
                        break;
                    default:
                        Store(dh + unit, default, count);
                        var y = Load(A.Y + (at * n) + unit, count);
                        var slope = A.Kind == RecurrentKind.Tanh ? d * (Vector512<T>.One - (y * y)) : Vector512.ConditionalSelect(Vector512.GreaterThan(y, Vector512<T>.Zero), d, default);
                        Store(dx + unit, slope, count);
                        break;
                }
            }
        }

        private readonly void Lstm(Vector512<T> dh, int unit, int count, T* gates, T* cell, T* before, T* dc, T* dx)
        {
            int n = A.Units;
            Vector512<T> one = Vector512<T>.One, i = Load(gates, count), f = Load(gates + n, count), g = Load(gates + (2 * n), count), o = Load(gates + (3 * n), count);
            var t = VectorMath.Tanh(Load(cell, count));
            var d = Load(dc, count) + (dh * o * (one - (t * t)));
            Store(dc, d * f, count);
            Store(dx, d * g * i * (one - i), count);
            Store(dx + n, d * Load(before, count) * f * (one - f), count);
            Store(dx + (2 * n), d * i * (one - (g * g)), count);
            Store(dx + (3 * n), dh * t * o * (one - o), count);
        }

        private readonly void Gru(Vector512<T> d, int count, T* gates, T* before, T* dh, T* dx, T* hidden)
        {
            int n = A.Units;
            Vector512<T> one = Vector512<T>.One, r = Load(gates, count), z = Load(gates + n, count), c = Load(gates + (2 * n), count), u = Load(gates + (3 * n), count);
            var dn = d * (one - z) * (one - (c * c));
            var dr = dn * u * r * (one - r);
            var dz = d * (Load(before, count) - c) * z * (one - z);
            Store(dh, d * z, count);
            Store(dx, dr, count);
            Store(dx + n, dz, count);
            Store(dx + (2 * n), dn, count);
            Store(hidden, dr, count);
            Store(hidden + n, dz, count);
            Store(hidden + (2 * n), dn * r, count);
        }

        private static void Copy(T* from, T* to, long count) => Buffer.MemoryCopy(from, to, count * sizeof(T), count * sizeof(T));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<T> Load(T* x, int count) => count == Vector512<T>.Count ? Vector512.Load(x) : RowVectors<T>.LoadPart(x, count);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Store(T* y, Vector512<T> value, int count)
        {
            if (count == Vector512<T>.Count) value.Store(y);
            else RowVectors<T>.StorePart(y, count, value);
        }
    }
}
