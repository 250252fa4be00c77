using System.Reflection;
using System.Runtime.CompilerServices;
using Neuron.Autograd;

namespace Neuron.Tests.Models;

public class PyTorchNamesTests
{
    [Fact]
    public void Every_name_of_the_PyTorch_table_exists()
    {
        string page = Path.Combine(Repository(), "docs", "pytorch.md");
        string[] names = [.. File.ReadLines(page).Where(l => l.StartsWith("| `", StringComparison.Ordinal)).Select(l => l.Split('|')[2].Trim(' ', '`'))];
        Assert.True(names.Length > 200, $"{names.Length} names in {page}");
        Type[] types = [.. ((Assembly[])[typeof(Tensor).Assembly, typeof(GradCheck).Assembly]).SelectMany(a => a.GetExportedTypes())];
        string[] missing = [.. names.Where(name => !Exists(name, types))];
        Assert.True(missing.Length == 0, $"docs/pytorch.md names what does not exist: {string.Join(", ", missing)}");
    }

    private static bool Exists(string name, Type[] types)
    {
        var (type, member) = name.Split('.') is [var t, var m] ? (t, m) : (name, null);
        // an extension property has no name of its own in metadata, only its accessors
        return types.Any(t => (t.Name == type || t.Name.StartsWith(type + "`", StringComparison.Ordinal))
            && (member is null || t.GetMembers().Any(x => x.Name == member || x.Name == $"get_{member}")));
    }

    private static string Repository([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));
}
