namespace Neuron.Kernels.Cpu;

/// <summary>The elements of a window along one axis: from Start to before End in steps; Counted includes the padding.</summary>
internal readonly record struct PoolWindow(int Start, int End, int Step, int Counted);
