using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Neuron.Kernels.Compiler;

/// <summary>Names of locals and C# lines from portable PDBs, beside the assembly or embedded in it; empty where there is none.</summary>
internal static class DebugSymbols
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<Assembly, MetadataReader?> Readers = [];

    /// <summary>Name of each local that has one, by slot.</summary>
    public static Dictionary<int, string> LocalNames(MethodBase method)
    {
        var names = new Dictionary<int, string>();
        lock (Gate)
        {
            if (ReaderOf(method.Module.Assembly) is not { } reader || HandleOf(method) is not { } handle) return names;
            foreach (var scopeHandle in reader.GetLocalScopes(handle))
            {
                foreach (var variableHandle in reader.GetLocalScope(scopeHandle).GetLocalVariables())
                {
                    var variable = reader.GetLocalVariable(variableHandle);
                    names.TryAdd(variable.Index, reader.GetString(variable.Name));
                }
            }
        }
        return names;
    }

    /// <summary>File and line of an IL offset, or null.</summary>
    public static string? LineOf(MethodBase method, int offset)
    {
        lock (Gate)
        {
            if (ReaderOf(method.Module.Assembly) is not { } reader || HandleOf(method) is not { } handle) return null;
            var information = reader.GetMethodDebugInformation(handle.ToDebugInformationHandle());
            string? line = null;
            foreach (var point in information.GetSequencePoints())
            {
                if (point.Offset > offset) break;
                if (point.IsHidden || point.Document.IsNil) continue;
                line = $"{Path.GetFileName(reader.GetString(reader.GetDocument(point.Document).Name))}:{point.StartLine}";
            }
            return line;
        }
    }

    private static MethodDefinitionHandle? HandleOf(MethodBase method)
    {
        int token = method.MetadataToken;
        return token >> 24 == 6 ? MetadataTokens.MethodDefinitionHandle(token & 0xFFFFFF) : null;
    }

#pragma warning disable IL3000 // no file, no symbols: that is an answer
    private static MetadataReader? ReaderOf(Assembly assembly)
    {
        if (Readers.TryGetValue(assembly, out var known)) return known;
        MetadataReader? reader = null;
        try
        {
            string path = assembly.IsDynamic ? "" : assembly.Location;
            if (File.Exists(path))
            {
                var image = new PEReader(new MemoryStream(File.ReadAllBytes(path)));
                if (image.TryOpenAssociatedPortablePdb(path, file => File.Exists(file) ? new MemoryStream(File.ReadAllBytes(file)) : null, out var provider, out _))
                    reader = provider!.GetMetadataReader();
            }
        }
        catch (Exception failure) when (failure is IOException or BadImageFormatException or UnauthorizedAccessException)
        {
            reader = null; // names and lines are a comfort: a damaged PDB must not stop a kernel
        }
        return Readers[assembly] = reader;
    }
#pragma warning restore IL3000
}
