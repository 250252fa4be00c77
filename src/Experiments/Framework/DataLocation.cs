namespace Neuron.Experiments;

/// <summary>Where data sets are: the folder given by <c>--data</c>, else by NEURON_DATA, else none.</summary>
/// <param name="root">The folder; null if none was given.</param>
/// <param name="isFromEnvironment">Whether NEURON_DATA gave it.</param>
internal sealed class DataLocation(string? root, bool isFromEnvironment = false)
{
    /// <summary>Whether the environment gave it, and nobody asked for it by <c>--data</c>.</summary>
    public bool IsFromEnvironment => isFromEnvironment;

    /// <summary>The folder; null if none was given.</summary>
    public string? Root { get; } = root is null ? null : Path.TrimEndingDirectorySeparator(Path.GetFullPath(root)); // one folder, one text: runs compare it

    /// <summary>The location that the command line and the environment name.</summary>
    /// <exception cref="UsageException">The folder does not exist.</exception>
    public static DataLocation From(string? option)
    {
        string? root = option ?? Environment.GetEnvironmentVariable("NEURON_DATA");
        if (string.IsNullOrEmpty(root)) return new(null);
        if (Directory.Exists(root)) return new(root, isFromEnvironment: option is null);
        throw new UsageException($"{(option is null ? "NEURON_DATA" : "--data")}: there is no folder '{root}'.");
    }

    /// <summary>
    /// The first file called one of <paramref name="names"/> (or that name + ".gz"), in the folder itself or in its subfolder
    /// <paramref name="set"/>; null if there is none.
    /// </summary>
    public string? Find(string set, params ReadOnlySpan<string> names)
    {
        if (Root is null) return null;
        foreach (string name in names)
        {
            string[] places = [Path.Combine(Root, set, name), Path.Combine(Root, name)];
            if (places.SelectMany(p => (string[])[p, p + ".gz"]).FirstOrDefault(File.Exists) is { } path) return path;
        }
        return null;
    }

    /// <summary>As <see cref="Find"/>, but the file must be there.</summary>
    /// <exception cref="FileNotFoundException">It is not; the message says which file goes where.</exception>
    public string Require(string set, params ReadOnlySpan<string> names) => Find(set, names)
        ?? throw new FileNotFoundException(
            $"{set}: no file {string.Join(" or ", names.ToArray())} (or .gz) in {(Root is null ? "any data folder: give one by --data or NEURON_DATA" : $"{Root} or {Path.Combine(Root, set)}")}. "
            + "'neuron data list' says where to get it.");
}
