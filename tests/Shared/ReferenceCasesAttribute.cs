using System.IO.Enumeration;
using System.Reflection;
using Xunit.Sdk;

namespace Neuron.Tests.Shared;

/// <summary>
/// Gives a <see cref="ReferenceTheoryAttribute"/> the names of the cases of one reference file that match a pattern
/// (* and ?).
/// </summary>
/// <example><c>[ReferenceTheory, ReferenceCases("matmul", "mm_*", "bmm")] public void Product(string name) { … }</c></example>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class ReferenceCasesAttribute(string file, params string[] patterns) : DataAttribute
{
    /// <summary>Name of the reference file, without extension.</summary>
    public string File { get; } = file;

    /// <summary>True when one of the patterns matches; without patterns every case does.</summary>
    public bool Matches(string name) =>
        patterns.Length == 0 || patterns.Any(p => FileSystemName.MatchesSimpleExpression(p, name, ignoreCase: false));

    /// <summary>The names of the matching cases, one a row.</summary>
    public override IEnumerable<object[]> GetData(MethodInfo testMethod)
    {
        if (SharedFolder.WhyAbsent() is not null) return []; // the theory itself carries the reason
        object[][] rows = [.. ReferenceFile.Open(File).Cases.Where(c => Matches(c.Name)).Select(c => new object[] { c.Name })];
        return rows.Length > 0 ? rows
            : throw new ArgumentException($"{File}: no case matches {string.Join(", ", patterns)}.");
    }
}
