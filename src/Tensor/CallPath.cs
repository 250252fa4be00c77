namespace Neuron;

/// <summary>The names of the modules whose forward pass is running on this thread, outermost first; errors begin with it.</summary>
public static class CallPath
{
    [ThreadStatic]
    private static Scope? t_innermost;

    /// <summary>"encoder.3.fc1", or "" outside any module.</summary>
    public static string Current => t_innermost?.Path ?? "";

    /// <summary>Enters <paramref name="path"/> (a full, dotted path) until the result is disposed.</summary>
    public static Scope Enter(string path) => t_innermost = new Scope(path, t_innermost);

    internal static string Describe(string message) => t_innermost is { Path: { Length: > 0 } path } ? $"{path}: {message}" : message;

    /// <summary>One level of the path; disposing it leaves the level.</summary>
    public sealed class Scope : IDisposable
    {
        private readonly Scope? _outer;

        internal Scope(string path, Scope? outer)
        {
            Path = path;
            _outer = outer;
        }

        internal string Path { get; }

        /// <inheritdoc/>
        public void Dispose() => t_innermost = _outer;
    }
}
