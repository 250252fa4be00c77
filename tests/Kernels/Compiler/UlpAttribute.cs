namespace Neuron.Tests.Kernels.Compiler;

/// <summary>How far a function's result may lie from .NET's, in units of the last place; without it results agree in every bit.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class UlpAttribute(int distance) : Attribute
{
    public int Distance { get; } = distance;
}
