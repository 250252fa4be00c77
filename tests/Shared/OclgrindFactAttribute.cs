namespace Neuron.Tests.Shared;

/// <summary>A test that runs something on oclgrind; skipped with the reason where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OclgrindFactAttribute : FactAttribute
{
    public OclgrindFactAttribute() => Skip = Oclgrind.WhyAbsent;
}
