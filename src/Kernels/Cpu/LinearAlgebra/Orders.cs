namespace Neuron.Kernels.Cpu.LinearAlgebra;

/// <summary>Ascending orders of the values of two neighbouring parts.</summary>
internal static unsafe class Orders
{
    /// <summary>
    /// order: the ascending orders of elements 0 to count − 1 and, from place second on, of elements second to n − 1, each counted
    /// from its own first ← that of all, without gap.
    /// </summary>
    public static void Merge(double* d, int* order, int count, int second, int n, int* memory)
    {
        int all = count + n - second;
        for (int at = 0, i = 0, j = second; at < all; at++)
        {
            bool takeFirst = i < count && (j == n || d[order[i]] <= d[second + order[j]]);
            memory[at] = takeFirst ? order[i++] : second + order[j++];
        }
        new Span<int>(memory, all).CopyTo(new Span<int>(order, all));
    }
}
