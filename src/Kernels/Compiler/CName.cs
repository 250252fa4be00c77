using System.Text;

namespace Neuron.Kernels.Compiler;

/// <summary>C# names as names that neither OpenCL C nor CUDA C++ reserves.</summary>
internal static class CName
{
    private static readonly HashSet<string> Reserved =
    [
        "auto", "break", "case", "char", "const", "continue", "default", "do", "double", "else", "enum", "extern", "float", "for", "goto",
        "if", "inline", "int", "long", "register", "restrict", "return", "short", "signed", "sizeof", "static", "struct", "switch",
        "typedef", "union", "unsigned", "void", "volatile", "while", "bool", "half", "uchar", "ushort", "uint", "ulong", "size_t",
        "kernel", "global", "local", "constant", "private", "read_only", "write_only", "image2d_t", "event_t", "sampler_t", "class",
        "new", "delete", "template", "this", "operator", "public", "protected", "friend", "namespace", "using", "virtual", "try", "catch",
        "throw", "typename", "mutable", "explicit", "export", "true", "false", "asm", "and", "or", "not", "xor", "min", "max", "abs",
        "exp", "log", "sin", "cos", "tan", "pow", "sqrt", "fma", "floor", "ceil", "round", "select", "mix", "step", "sign", "dot", "cross",
        "length", "distance", "normalize", "clamp", "any", "all", "barrier", "printf", "popcount", "clz", "rotate", "hypot", "fabs", "ptrdiff_t",
        "threadIdx", "blockIdx", "blockDim", "gridDim", "warpSize", "NAN", "INFINITY", "M_PI", "linux", "unix", "vec", "pipe", "generic",
        "isnan", "isinf", "isfinite", "tanh", "sinh", "cosh", "asin", "acos", "atan", "erf", "trunc", "rint", "degrees", "radians", "shuffle",
        "index", "signbit", "j0", "j1", "y0", "y1", "jn", "yn", "gamma", "wait", "time", "exit", "remainder", "exp2", "exp10", "log2", "log10",
    ];

    public static string Of(string name)
    {
        var text = new StringBuilder();
        foreach (char c in name) text.Append(char.IsAsciiLetterOrDigit(c) || c == '_' ? c : '_');
        string result = text.ToString().Trim('_');
        if (result.Length == 0 || char.IsAsciiDigit(result[0])) result = "v" + result;
        return Reserved.Contains(result) || result.StartsWith("nk_", StringComparison.Ordinal) ? result + "_" : result;
    }

    /// <summary>A type's name with its arguments: Vec4_float.</summary>
    public static string Of(Type type)
    {
        if (!type.IsGenericType) return Of(type.Name);
        string name = type.Name.Split('`')[0];
        return Of(name + "_" + string.Join("_", type.GetGenericArguments().Select(Of)));
    }
}
