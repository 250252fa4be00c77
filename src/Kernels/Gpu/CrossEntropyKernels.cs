using System.Numerics;

namespace Neuron.Kernels.Gpu;

/// <summary>Log-softmax and negative log-likelihood of class targets, forward and backward.</summary>
/// <remarks>
/// Row i of the logits x [rows, classes], target t, class weights w (empty: all 1): lossᵢ = hard · w_t · (lseᵢ − x_t)
/// + soft · Σ_c w_c · (lseᵢ − x_c), 0 for an ignored target; hard = 1 − ε, soft = ε / classes. A target that is no class is reported
/// by <see cref="Check"/>, and gives NaN elsewhere. Group: DimX work-items a row, DimY rows.
/// </remarks>
internal static class CrossEntropyKernels
{
    /// <summary>Notes the first target found that is neither a class nor ignored; see <see cref="IndexingKernels.Check"/>.</summary>
    public static void Check(Index1D i, ArrayView<long> targets, int classes, long ignore, ArrayView<int> fault, int call)
    {
        if (targets[i] != ignore) IndexingKernels.Note(targets[i], i.X, classes, fault, call);
    }

    /// <summary>The loss of each row and its log Σ eˣ, 0 where the target is ignored.</summary>
    public static void Forward<T>(
        ArrayView<T> x, ArrayView<long> targets, ArrayView<T> weights, ArrayView<T> losses, ArrayView<T> logSums, int rows, int classes, long ignore, T hard, T soft)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var scratch = SharedMemory.Allocate<T>(RowReduce.MaxGroupSize);
        int row = (Grid.IdxX * Group.DimY) + Group.IdxY;
        long start = (long)row * classes, target = row < rows ? targets[row] : ignore;
        int count = target == ignore ? 0 : classes;
        T lse = SoftmaxKernels.LogSumExp(scratch, x, start, count);
        T weighted = T.Zero, total = T.CreateTruncating(classes);
        if (soft != T.Zero) // the same for all rows, so all meet at the barriers inside
        {
            weighted = RowSums.Sum(scratch, new Weighted<T>(x, start, weights), count);
            if (weights.IsValid) total = RowSums.Sum(scratch, new Elements<T>(weights, 0, 1), classes);
        }
        if (row >= rows || Group.IdxX > 0) return;
        T loss = T.Zero;
        if (count > 0)
        {
            loss = T.NaN;
            if (target >= 0 && target < classes)
                loss = hard * (weights.IsValid ? weights[target] : T.One) * (lse - x[start + target]);
            if (soft != T.Zero) loss += soft * ((lse * total) - weighted);
        }
        losses[row] = loss;
        logSums[row] = count > 0 ? lse : T.Zero;
    }

    /// <summary>dx of Σᵢ dyᵢ · lossᵢ / divisor; dy has one element for all rows or one for each, the divisor is a single number or empty for 1.</summary>
    public static void Backward<T>(
        ArrayView<T> dy, ArrayView<T> x, ArrayView<long> targets, ArrayView<T> weights, ArrayView<T> logSums, ArrayView<T> divisor, ArrayView<T> dx,
        int rows, int classes, long ignore, T hard, T soft)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var scratch = SharedMemory.Allocate<T>(RowReduce.MaxGroupSize);
        int row = (Grid.IdxX * Group.DimY) + Group.IdxY;
        T total = T.CreateTruncating(classes);
        if (soft != T.Zero && weights.IsValid) total = RowSums.Sum(scratch, new Elements<T>(weights, 0, 1), classes);
        if (row >= rows) return;
        long start = (long)row * classes, target = targets[row];
        T g = dy.Length > 1 ? dy[row] : dy[0], lse = logSums[row], chosen = T.Zero;
        if (divisor.IsValid) g /= divisor[0];
        if (target == ignore) g = T.Zero;
        else if (target < 0 || target >= classes) g = T.NaN;
        else chosen = g * hard * (weights.IsValid ? weights[target] : T.One);
        T same = g * soft, scale = chosen + (same * total);
        var v = LocalMemory.Allocate<T>(RowReduce.Block);
        for (int first = 0; first < classes; first += RowReduce.Block * Group.DimX)
        {
            HeldRow.Load(v, RowReduce.Block, x, start + first, 1, classes - first, T.Zero);
            for (int j = 0; j < RowReduce.Block; j++)
            {
                Unroll.Fully();
                int c = first + Group.IdxX + (j * Group.DimX);
                T d = target == ignore ? T.Zero : T.Exp(v[j] - lse) * scale;
                if (soft != T.Zero && c < classes) d -= weights.IsValid ? same * weights[c] : same;
                v[j] = c == target ? d - chosen : d;
            }
            HeldRow.Store(v, RowReduce.Block, dx, start + first, 1, classes - first);
        }
    }

    /// <summary>sums[0] = Σ losses, sums[1] = Σ w_t over the targets that count; one group.</summary>
    public static void Total<T>(ArrayView<T> losses, ArrayView<long> targets, ArrayView<T> weights, ArrayView<T> sums, int rows, int classes, long ignore)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var scratch = SharedMemory.Allocate<T>(RowReduce.MaxGroupSize);
        (T loss, T weight) = RowSums.Both(scratch, new LossTerms<T>(losses, targets, weights, classes, ignore), rows);
        if (Group.IdxX > 0) return;
        sums[0] = loss;
        sums[1] = weight;
    }

    /// <summary>y = sums[0], divided by sums[1] for the mean.</summary>
    public static void Finish<T>(Index1D i, ArrayView<T> sums, ArrayView<T> y, SpecializedValue<bool> mean)
        where T : unmanaged, IFloatingPointIeee754<T> => y[i] = mean ? sums[0] / sums[1] : sums[0];

    /// <summary>The loss of a row (none where losses is empty) and its weight: 0 if it is ignored, NaN if its target is no class.</summary>
    private readonly struct LossTerms<T>(ArrayView<T> losses, ArrayView<long> targets, ArrayView<T> weights, int classes, long ignore) : IRowTerms<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public (T First, T Second) At(int i)
        {
            T loss = losses.IsValid ? losses[i] : T.Zero, weight = T.Zero;
            long target = targets[i];
            if (target != ignore) weight = target < 0 || target >= classes ? T.NaN : weights.IsValid ? weights[target] : T.One;
            return (loss, weight);
        }
    }
}
