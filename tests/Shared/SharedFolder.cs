namespace Neuron.Tests.Shared;

/// <summary>The folder of data sets and reference vectors that lies beside the checkout.</summary>
internal static class SharedFolder
{
    /// <summary>Full path, or null where it is absent: NEURON_SHARED, else ../shared beside the repository.</summary>
    public static string? Path { get; } = Find();

    /// <summary>Why a test that needs the folder (or a file of it) cannot run; null when it can.</summary>
    public static string? WhyAbsent(string? relativePath = null)
    {
        if (Path is null)
            return "the shared folder was not found: set NEURON_SHARED or put it beside the checkout as ../shared";
        if (relativePath is null) return null;
        string full = System.IO.Path.Combine(Path, relativePath);
        return File.Exists(full) || Directory.Exists(full) ? null : $"{full} was not found";
    }

    /// <summary>Full path of a file of the folder.</summary>
    /// <exception cref="DirectoryNotFoundException">The shared folder is absent.</exception>
    public static string Locate(string relativePath) =>
        System.IO.Path.Combine(Path ?? throw new DirectoryNotFoundException(WhyAbsent()), relativePath);

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("NEURON_SHARED") is { Length: > 0 } set)
            return Directory.Exists(set) ? System.IO.Path.GetFullPath(set) : null;
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (!File.Exists(System.IO.Path.Combine(at.FullName, "Neuron.sln"))) continue;
            string beside = System.IO.Path.GetFullPath(System.IO.Path.Combine(at.FullName, "..", "shared"));
            return Directory.Exists(beside) ? beside : null;
        }
        return null;
    }
}
