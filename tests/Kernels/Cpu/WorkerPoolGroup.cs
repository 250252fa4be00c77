namespace Neuron.Tests.Kernels.Cpu;

/// <summary>Tests that change the number of threads or the tile set, which are global: run alone.</summary>
[CollectionDefinition("worker pool", DisableParallelization = true)]
public class WorkerPoolGroup;
