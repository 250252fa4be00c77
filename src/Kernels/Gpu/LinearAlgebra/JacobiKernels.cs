using System.Numerics;

namespace Neuron.Kernels.Gpu;

/// <summary>Eigenvectors and singular vectors by Jacobi rotations, rounds of disjoint pairs as in a tournament. A group works on one matrix.</summary>
internal static class JacobiKernels
{
    private const int MostSweeps = 60;

    /// <summary>
    /// w ascending, v ← eigenvalues and eigenvectors (columns, the largest component positive) of a, symmetric [N, N], which is
    /// overwritten; failed[matrix] ← whether it holds a NaN or an infinity. work: N² + 4·N numbers by matrix.
    /// </summary>
    /// <remarks>Grid: X matrices. Shared: 128 numbers.</remarks>
    public static void Eigh<T>(ArrayView<T> a, ArrayView<T> w, ArrayView<T> v, ArrayView<T> work, ArrayView<int> failed, int n)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var scratch = SharedMemory.Allocate<T>(GroupReduce.MostItems);
        long start = (long)Grid.IdxX * n * n, values = (long)Grid.IdxX * n, vectors = (long)Grid.IdxX * n * (n + 4), turns = vectors + ((long)n * n);
        T largest = T.Zero;
        for (int i = Group.IdxX; i < n * n; i += Group.DimX)
        {
            work[vectors + i] = i / n == i % n ? T.One : T.Zero;
            T size = T.Abs(a[start + i]);
            if (size > largest || !T.IsFinite(size)) largest = size;
        }
        largest = GroupReduce.Max(scratch, largest);
        bool bad = !T.IsFinite(largest);
        T threshold = largest * Epsilon<T>() * T.CreateTruncating(0.25);
        int players = n + (n % 2), pairs = players / 2;
        bool moved = !bad && largest > T.Zero && n > 1;
        for (int sweep = 0; sweep < MostSweeps && moved; sweep++)
        {
            T rotations = T.Zero;
            for (int round = 0; round < players - 1; round++)
            {
                for (int pair = Group.IdxX; pair < pairs; pair += Group.DimX)
                {
                    int p = First(pair, round, players), q = Second(pair, round, players);
                    T s = T.Zero, half = T.Zero;
                    if (q < n)
                    {
                        T app = a[start + ((long)p * n) + p], aqq = a[start + ((long)q * n) + q], apq = a[start + ((long)p * n) + q];
                        if (T.Abs(apq) > threshold)
                        {
                            (s, half) = Angle((aqq - app) / (apq + apq));
                            rotations += T.One;
                        }
                    }
                    work[turns + (2L * pair)] = s;
                    work[turns + (2L * pair) + 1] = half;
                }
                Group.Barrier();
                // rows: each work-item turns all pairs of its columns
                for (int column = Group.IdxX; column < n; column += Group.DimX)
                {
                    for (int pair = 0; pair < pairs; pair++)
                    {
                        int p = First(pair, round, players), q = Second(pair, round, players);
                        T s = work[turns + (2L * pair)];
                        if (q < n && s != T.Zero) Turn(a, start + ((long)p * n) + column, start + ((long)q * n) + column, s, work[turns + (2L * pair) + 1]);
                    }
                }
                Group.Barrier();
                for (int row = Group.IdxX; row < n; row += Group.DimX)
                {
                    for (int pair = 0; pair < pairs; pair++)
                    {
                        int p = First(pair, round, players), q = Second(pair, round, players);
                        T s = work[turns + (2L * pair)], half = work[turns + (2L * pair) + 1];
                        if (q >= n || s == T.Zero) continue;
                        Turn(a, start + ((long)row * n) + p, start + ((long)row * n) + q, s, half);
                        Turn(work, vectors + ((long)row * n) + p, vectors + ((long)row * n) + q, s, half);
                        if (row == p) a[start + ((long)row * n) + q] = T.Zero;
                        if (row == q) a[start + ((long)row * n) + p] = T.Zero;
                    }
                }
                Group.Barrier();
            }
            moved = GroupReduce.Sum(scratch, rotations) > T.Zero;
        }
        for (int j = Group.IdxX; j < n; j += Group.DimX)
        {
            T value = a[start + ((long)j * n) + j];
            int place = 0;
            for (int i = 0; i < n; i++)
            {
                T other = a[start + ((long)i * n) + i];
                if (other < value || (other == value && i < j)) place++;
            }
            w[values + place] = value;
            T sign = SignOfLargest(work, vectors + j, n, n);
            for (int i = 0; i < n; i++) v[start + ((long)i * n) + place] = sign * work[vectors + ((long)i * n) + j];
        }
        if (Group.IdxX == 0) failed[Grid.IdxX] = bad ? 1 : 0;
    }

    /// <summary>
    /// a = u·diag(s)·vt by turning columns until they are orthogonal (Hestenes): s descending, the largest component of each
    /// column of u positive. a [M, N], M ≥ N, is overwritten. work: N² + 2·N numbers by matrix.
    /// </summary>
    /// <remarks>Grid: X matrices. Shared: 128 numbers.</remarks>
    public static void Svd<T>(ArrayView<T> a, ArrayView<T> u, ArrayView<T> s, ArrayView<T> vt, ArrayView<T> work, ArrayView<int> failed, int m, int n)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var scratch = SharedMemory.Allocate<T>(GroupReduce.MostItems);
        long start = (long)Grid.IdxX * m * n, square = (long)Grid.IdxX * n * n, values = (long)Grid.IdxX * n;
        long vectors = (long)Grid.IdxX * n * (n + 2), norms = vectors + ((long)n * n);
        T largest = T.Zero;
        for (int i = Group.IdxX; i < n * n; i += Group.DimX) work[vectors + i] = i / n == i % n ? T.One : T.Zero;
        for (int i = Group.IdxX; i < m * n; i += Group.DimX)
        {
            T size = T.Abs(a[start + i]);
            if (size > largest || !T.IsFinite(size)) largest = size;
        }
        largest = GroupReduce.Max(scratch, largest);
        bool bad = !T.IsFinite(largest);
        // elements near 1: squares neither overflow nor vanish
        T scale = largest > T.Zero && !bad ? largest : T.One;
        T total = T.Zero;
        for (int i = Group.IdxX; i < m * n; i += Group.DimX)
        {
            T element = a[start + i] / scale;
            a[start + i] = element;
            total += element * element;
        }
        total = GroupReduce.Sum(scratch, total);
        // the square of what rounding leaves of a column that depends on the others: each turn adds an epsilon of its partner
        T tolerance = Epsilon<T>() * T.Sqrt(T.CreateTruncating(m)), tiny = Epsilon<T>() * Epsilon<T>() * (T.CreateTruncating(m) + (T.CreateTruncating(4) * total));
        int players = n + (n % 2), pairs = players / 2;
        bool moved = !bad && largest > T.Zero && n > 1;
        for (int sweep = 0; sweep < MostSweeps && moved; sweep++)
        {
            T rotations = T.Zero;
            for (int round = 0; round < players - 1; round++)
            {
                for (int pair = Group.IdxX; pair < pairs; pair += Group.DimX)
                {
                    int p = First(pair, round, players), q = Second(pair, round, players);
                    if (q >= n) continue;
                    T alpha = T.Zero, beta = T.Zero, gamma = T.Zero;
                    for (int i = 0; i < m; i++)
                    {
                        T x = a[start + ((long)i * n) + p], y = a[start + ((long)i * n) + q];
                        alpha += x * x;
                        beta += y * y;
                        gamma += x * y;
                    }
                    // a column of rounding errors alone is left as it is
                    if (T.Abs(gamma) <= tolerance * T.Sqrt(alpha * beta) || alpha <= tiny || beta <= tiny) continue;
                    (T sine, T half) = Angle((beta - alpha) / (gamma + gamma));
                    rotations += T.One;
                    for (int i = 0; i < m; i++) Turn(a, start + ((long)i * n) + p, start + ((long)i * n) + q, sine, half);
                    for (int i = 0; i < n; i++) Turn(work, vectors + ((long)i * n) + p, vectors + ((long)i * n) + q, sine, half);
                }
                Group.Barrier();
            }
            moved = GroupReduce.Sum(scratch, rotations) > T.Zero;
        }
        for (int j = Group.IdxX; j < n; j += Group.DimX)
        {
            T squares = T.Zero;
            for (int i = 0; i < m; i++) squares += a[start + ((long)i * n) + j] * a[start + ((long)i * n) + j];
            work[norms + j] = T.Sqrt(squares);
        }
        Group.Barrier();
        for (int j = Group.IdxX; j < n; j += Group.DimX)
        {
            T value = work[norms + j];
            int place = 0;
            for (int i = 0; i < n; i++)
            {
                T other = work[norms + i];
                if (other > value || (other == value && i < j)) place++;
            }
            bool vanishes = value * value <= tiny;
            s[values + place] = value * scale;
            work[norms + n + place] = vanishes ? T.Zero : T.One;
            for (int i = 0; i < m; i++) u[start + ((long)i * n) + place] = vanishes ? T.Zero : a[start + ((long)i * n) + j] / value;
            for (int i = 0; i < n; i++) vt[square + ((long)place * n) + i] = work[vectors + ((long)i * n) + j];
        }
        Group.Barrier();
        if (Group.IdxX == 0 && !bad) Complete(u, start, work, norms + n, m, n);
        Group.Barrier();
        for (int j = Group.IdxX; j < n; j += Group.DimX)
        {
            T sign = SignOfLargest(u, start + j, m, n);
            for (int i = 0; i < m; i++) u[start + ((long)i * n) + j] *= sign;
            for (int i = 0; i < n; i++) vt[square + ((long)j * n) + i] *= sign;
        }
        if (Group.IdxX == 0) failed[Grid.IdxX] = bad ? 1 : 0;
    }

    /// <summary>Columns that belong to no singular value above rounding become unit vectors orthogonal to the others.</summary>
    private static void Complete<T>(ArrayView<T> u, long start, ArrayView<T> present, long flags, int m, int n)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int j = 0; j < n; j++)
        {
            if (present[flags + j] != T.Zero) continue;
            // the axis that the columns so far reach least
            int axis = 0;
            T least = T.PositiveInfinity;
            for (int i = 0; i < m; i++)
            {
                T reach = T.Zero;
                for (int k = 0; k < n; k++)
                    if (present[flags + k] != T.Zero) reach += u[start + ((long)i * n) + k] * u[start + ((long)i * n) + k];
                if (reach < least)
                {
                    least = reach;
                    axis = i;
                }
            }
            for (int i = 0; i < m; i++) u[start + ((long)i * n) + j] = i == axis ? T.One : T.Zero;
            for (int pass = 0; pass < 2; pass++)
            {
                for (int k = 0; k < n; k++)
                {
                    if (present[flags + k] == T.Zero) continue;
                    T dot = T.Zero;
                    for (int i = 0; i < m; i++) dot += u[start + ((long)i * n) + k] * u[start + ((long)i * n) + j];
                    for (int i = 0; i < m; i++) u[start + ((long)i * n) + j] -= dot * u[start + ((long)i * n) + k];
                }
            }
            T squares = T.Zero;
            for (int i = 0; i < m; i++) squares += u[start + ((long)i * n) + j] * u[start + ((long)i * n) + j];
            T scale = T.One / T.Sqrt(squares);
            for (int i = 0; i < m; i++) u[start + ((long)i * n) + j] *= scale;
            present[flags + j] = T.One;
        }
    }

    /// <summary>y [N, M] ← V·diag(1/s)·Uᵀ, singular values up to cut · s₀ left out. Index: X element of y, Y matrix.</summary>
    public static void PseudoInverse<T>(Index2D index, ArrayView<T> u, ArrayView<T> s, ArrayView<T> vt, ArrayView<T> y, T cut, int m, int n)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int k = XMath.Min(m, n), row = index.X / m, column = index.X % m;
        long us = (long)index.Y * m * k, ss = (long)index.Y * k, vs = (long)index.Y * k * n;
        T sum = T.Zero;
        for (int i = 0; i < k; i++)
            if (s[ss + i] > cut * s[ss]) sum += vt[vs + ((long)i * n) + row] / s[ss + i] * u[us + ((long)column * k) + i];
        y[((long)index.Y * n * m) + index.X] = sum;
    }

    /// <summary>y [N, M] ← aᵀ. Index: X element of y, Y matrix.</summary>
    public static void Transpose<T>(Index2D index, ArrayView<T> a, ArrayView<T> y, int m, int n) where T : unmanaged
    {
        long start = (long)index.Y * m * n;
        y[start + index.X] = a[start + ((long)(index.X % m) * n) + (index.X / m)];
    }

    /// <summary>y ← (a + aᵀ)/2. Index: X element, Y matrix.</summary>
    public static void Symmetrise<T>(Index2D index, ArrayView<T> a, ArrayView<T> y, int n)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        long start = (long)index.Y * n * n;
        T half = T.CreateTruncating(0.5), one = a[start + index.X];
        int i = index.X / n, j = index.X % n;
        y[start + index.X] = i == j ? one : (half * one) + (half * a[start + ((long)j * n) + i]);
    }

    /// <summary>The pair's lesser player of a round: player 0 stays, the others go round.</summary>
    private static int First(int pair, int round, int players)
    {
        int a = Seat(pair, round, players), b = Seat(players - 1 - pair, round, players);
        return XMath.Min(a, b);
    }

    private static int Second(int pair, int round, int players)
    {
        int a = Seat(pair, round, players), b = Seat(players - 1 - pair, round, players);
        return XMath.Max(a, b);
    }

    private static int Seat(int seat, int round, int players) => seat == 0 ? 0 : 1 + ((seat - 1 + round) % (players - 1));

    /// <summary>Sine of the angle φ whose tangent t is the lesser root of t² + 2θt − 1 = 0, and tan φ/2.</summary>
    private static (T Sine, T HalfTangent) Angle<T>(T theta) where T : unmanaged, IFloatingPointIeee754<T>
    {
        T size = T.Abs(theta), t = T.One / (size + T.Hypot(size, T.One)), cosine = T.One / T.Sqrt((t * t) + T.One);
        T sine = (theta < T.Zero ? -t : t) * cosine;
        return (sine, sine / (T.One + cosine));
    }

    /// <summary>x_p, x_q ← cos φ · x_p − sin φ · x_q, sin φ · x_p + cos φ · x_q.</summary>
    /// <remarks>
    /// As increments (Rutishauser, "The Jacobi method for real symmetric matrices", 1966): a cosine rounded to float32 stretches or
    /// shrinks by up to 2⁻²⁵ each time, and over thousands of rotations these errors add up in one direction.
    /// </remarks>
    private static void Turn<T>(ArrayView<T> x, long p, long q, T sine, T halfTangent) where T : unmanaged, IFloatingPointIeee754<T>
    {
        T a = x[p], b = x[q];
        x[p] = a - (sine * (b + (halfTangent * a)));
        x[q] = b + (sine * (a - (halfTangent * b)));
    }

    /// <summary>−1 if the component of largest size (the first of equals) of a column is negative, else 1.</summary>
    private static T SignOfLargest<T>(ArrayView<T> x, long column, int rows, int pitch) where T : unmanaged, IFloatingPointIeee754<T>
    {
        T best = T.Zero;
        for (int i = 0; i < rows; i++)
        {
            T value = x[column + ((long)i * pitch)];
            if (T.Abs(value) > T.Abs(best)) best = value;
        }
        return best < T.Zero ? -T.One : T.One;
    }

    /// <summary>Distance from 1 to the next number: found by the type's size, as kernels know no BitIncrement.</summary>
    private static T Epsilon<T>() where T : unmanaged, IFloatingPointIeee754<T> =>
        T.CreateTruncating(Interop.SizeOf<T>() == 8 ? 2.220446049250313e-16 : 1.1920928955078125e-7);
}
