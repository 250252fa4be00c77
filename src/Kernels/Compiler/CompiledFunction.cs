using System.Reflection;

namespace Neuron.Kernels.Compiler;

/// <summary>A method compiled for one set of argument types and memories.</summary>
internal sealed class CompiledFunction(string name, MethodBase method)
{
    private readonly Dictionary<string, int> _names = [];

    public string Name { get; } = name;

    public MethodBase Method { get; } = method;

    public List<Variable> Parameters { get; } = [];

    /// <summary>Shared arrays that the function and those it calls need; a kernel declares them, functions are handed them.</summary>
    public List<Variable> Shared { get; } = [];

    /// <summary>Groups that a processor is to hold at once; 0 leaves it to the compiler.</summary>
    public int ResidentGroups { get; set; }

    public KernelType ReturnType { get; set; } = KernelType.Void;

    public List<Statement> Body { get; set; } = [];

    /// <summary>A variable whose name no other variable of the function has.</summary>
    public Variable NewVariable(string name, KernelType type, bool isFixed = false, bool isParameter = false) =>
        new(Unique(name), type) { IsFixed = isFixed, IsParameter = isParameter };

    private string Unique(string name)
    {
        name = CName.Of(name);
        if (!_names.TryGetValue(name, out int count))
        {
            _names[name] = 1;
            return name;
        }
        string candidate;
        do candidate = $"{name}_{++count}";
        while (_names.ContainsKey(candidate));
        _names[name] = count;
        _names[candidate] = 1;
        return candidate;
    }
}
