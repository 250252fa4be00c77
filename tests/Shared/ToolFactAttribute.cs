namespace Neuron.Tests.Shared;

/// <summary>A test that needs these programs (see <see cref="Tool.WhyAbsent"/>); skipped with the reason where one is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ToolFactAttribute : FactAttribute
{
    public ToolFactAttribute(params string[] programs) => Skip = Tool.WhyAbsent(programs);
}
