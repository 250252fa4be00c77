namespace Neuron.Tests.Shared;

/// <summary>A theory that needs these programs (see <see cref="Tool.WhyAbsent"/>); skipped with the reason where one is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ToolTheoryAttribute : TheoryAttribute
{
    public ToolTheoryAttribute(params string[] programs) => Skip = Tool.WhyAbsent(programs);
}
