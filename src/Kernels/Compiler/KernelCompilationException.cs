using System.Reflection;

namespace Neuron.Kernels.Compiler;

/// <summary>A kernel breaks a rule of the kernel language. The message holds rule number, method, call chain and C# line.</summary>
public sealed class KernelCompilationException : Exception
{
    internal KernelCompilationException(KernelRule rule, string detail, string? location, IReadOnlyList<string> callChain)
        : base(Describe(rule, detail, location, callChain))
    {
        Rule = rule.Code;
        Location = location;
        CallChain = callChain;
    }

    /// <summary>The rule's number, such as NK0007.</summary>
    public string Rule { get; }

    /// <summary>File and line, if symbols are at hand.</summary>
    public string? Location { get; }

    /// <summary>The kernel first, the method that breaks the rule last.</summary>
    public IReadOnlyList<string> CallChain { get; }

    internal static KernelCompilationException NotStatic(MethodInfo method) =>
        new(KernelRule.NotStatic, NameOf(method), null, [NameOf(method)]);

    internal static KernelCompilationException BadParameter(MethodInfo method, Type type) =>
        new(KernelRule.Parameter, $"{type.Name} in {NameOf(method)}", null, [NameOf(method)]);

    internal static KernelCompilationException BadLayout(MethodInfo method, Type type) =>
        new(KernelRule.UnsupportedType, $"{type.Name} in {NameOf(method)}: its fields lie elsewhere than C would put them", null, [NameOf(method)]);

    internal static string NameOf(MethodBase method) => $"{method.DeclaringType?.Name}.{method.Name}";

    private static string Describe(KernelRule rule, string detail, string? location, IReadOnlyList<string> callChain)
    {
        string text = $"{rule.Code}: {rule.Text}: {detail}";
        if (location is not null) text += $"\n  at {location}";
        return callChain.Count > 0 ? text + "\n  in " + string.Join(" → ", callChain) : text;
    }
}
