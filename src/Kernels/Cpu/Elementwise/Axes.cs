using System.Runtime.CompilerServices;

namespace Neuron.Kernels.Cpu;

/// <summary>Lengths and strides of up to <see cref="StridedLoop.MaxRank"/> axes, without a heap object: jobs of the worker pool carry them.</summary>
[InlineArray(StridedLoop.MaxRank)]
internal struct Axes
{
    private long _first;
}
