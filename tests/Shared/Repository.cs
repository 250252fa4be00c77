namespace Neuron.Tests.Shared;

/// <summary>The files that the tests were built from.</summary>
public static class Repository
{
    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = Find();

    /// <summary>The text of a page in docs/.</summary>
    public static string Page(string name) => File.ReadAllText(Path.Combine(Root, "docs", name));

    private static string Find()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Neuron.sln"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
