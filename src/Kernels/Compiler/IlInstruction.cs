using System.Reflection.Emit;

namespace Neuron.Kernels.Compiler;

/// <summary>One IL instruction; Operand is an int, long, float, double, token or jump target, or int[] for a switch.</summary>
internal readonly record struct IlInstruction(int Offset, int Next, OpCode Code, object? Operand)
{
    public int Int => (int)Operand!;
}
