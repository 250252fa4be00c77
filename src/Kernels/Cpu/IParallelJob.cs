namespace Neuron.Kernels.Cpu;

/// <summary>One piece of work of a parallel loop; a struct, so that the loop is compiled for it.</summary>
internal interface IParallelJob
{
    /// <summary>Does piece <paramref name="index"/>. Pieces may run in any order and at the same time.</summary>
    void Run(int index);
}
