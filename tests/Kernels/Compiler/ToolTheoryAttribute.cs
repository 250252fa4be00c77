namespace Neuron.Tests.Kernels.Compiler;

/// <summary>A theory that needs one of these programs; skipped with the reason where none is installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ToolTheoryAttribute : TheoryAttribute
{
    public ToolTheoryAttribute(params string[] programs)
    {
        if (Tool.Find(programs) is null) Skip = $"{string.Join(" or ", programs)} is not installed.";
    }
}
