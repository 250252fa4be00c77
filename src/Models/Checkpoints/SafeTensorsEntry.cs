namespace Neuron.Models;

/// <summary>One tensor of a safetensors header, checked: its bytes lie in the file and are as many as the shape needs.</summary>
/// <param name="Name">Name.</param>
/// <param name="Code">Element type: "F32", …</param>
/// <param name="Shape">Shape.</param>
/// <param name="Begin">First byte, from the start of the data.</param>
/// <param name="End">Byte after the last.</param>
internal sealed record SafeTensorsEntry(string Name, string Code, Shape Shape, long Begin, long End);
