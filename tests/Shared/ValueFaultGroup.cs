namespace Neuron.Tests;

/// <summary>
/// Tests that give a device a value that it refuses, as an index outside its axis: run alone, because whoever reads next from the device is
/// told, and that may be another test.
/// </summary>
[CollectionDefinition(nameof(ValueFaultGroup), DisableParallelization = true)]
public class ValueFaultGroup;
