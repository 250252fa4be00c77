namespace Neuron.Kernels.Cpu.LinearAlgebra;

/// <summary>Work on the matrices number <c>index</c> of a batch.</summary>
internal interface IMatrixJob
{
    /// <summary>Returns whether it succeeded.</summary>
    bool Run(int index);
}
