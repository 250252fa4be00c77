using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Neuron.Files;

/// <summary>Header of an npy file: element type, order and shape (NumPy's format description, versions 1 to 3).</summary>
/// <param name="Kind">Letter of the element type: b, i, u or f.</param>
/// <param name="ElementSize">Bytes of an element.</param>
/// <param name="IsBigEndian">Whether bytes are stored the highest first.</param>
/// <param name="IsFortranOrder">Whether the first axis is the one of neighbours.</param>
/// <param name="Shape">Lengths of the axes.</param>
internal sealed record NpyHeader(char Kind, int ElementSize, bool IsBigEndian, bool IsFortranOrder, Shape Shape)
{
    /// <summary>A header is a line of text; one that claims to be longer is not read.</summary>
    private const int Longest = 1 << 20;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <exception cref="InvalidDataException">The file is not an npy file, or holds what no tensor can.</exception>
    public static NpyHeader Read(Stream stream, string name)
    {
        Span<byte> start = stackalloc byte[8];
        ReadExactly(stream, start, name);
        if (!start[..6].SequenceEqual(Magic)) throw new InvalidDataException($"{name}: expected an npy file, which begins with 93 4E 55 4D 50 59; found {Convert.ToHexString(start[..6])}.");
        if (start[6] is < 1 or > 3) throw new InvalidDataException($"{name}: npy version {start[6]}; expected 1, 2 or 3.");
        Span<byte> size = stackalloc byte[4];
        size.Clear();
        ReadExactly(stream, start[6] == 1 ? size[..2] : size, name);
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(size);
        if (length > Longest) throw new InvalidDataException($"{name}: an npy header of {length} bytes; expected at most {Longest}.");
        var text = new byte[length];
        ReadExactly(stream, text, name);
        return Parse(Encoding.UTF8.GetString(text), name);
    }

    public static void Write(Stream stream, string descr, Shape shape)
    {
        string dims = shape.Rank == 1 ? $"({shape[0]},)" : $"({string.Join(", ", shape)})";
        string text = $"{{'descr': '{descr}', 'fortran_order': False, 'shape': {dims}, }}";
        // data begin at a multiple of 64
        int length = ((10 + text.Length + 1 + 63) / 64 * 64) - 10;
        stream.Write(Magic);
        stream.Write([1, 0, (byte)length, (byte)(length >> 8)]);
        stream.Write(Encoding.ASCII.GetBytes(text.PadRight(length - 1) + "\n"));
    }

    private static NpyHeader Parse(string text, string name)
    {
        string descr = Value(text, "descr", name), order = Value(text, "fortran_order", name), dims = Value(text, "shape", name);
        descr = descr.Trim('\'', '"');
        if (descr.Length is not 3 || descr[0] is not ('<' or '>' or '|' or '=') || descr[1] is not ('b' or 'i' or 'u' or 'f') || descr[2] is not ('1' or '2' or '4' or '8'))
            throw new InvalidDataException($"{name}: elements of type '{descr}'; expected a bool, integer or floating-point type such as '<f4'.");
        if (order is not ("True" or "False")) throw new InvalidDataException($"{name}: fortran_order is {order}; expected True or False.");
        if (dims is not ['(', .., ')']) throw new InvalidDataException($"{name}: shape is {dims}; expected a tuple such as (3, 4).");
        var lengths = new List<int>();
        foreach (string part in dims[1..^1].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!int.TryParse(part.TrimEnd('L'), NumberStyles.None, CultureInfo.InvariantCulture, out int n))
                throw new InvalidDataException($"{name}: an axis of length {part}; expected 0 to {int.MaxValue}.");
            lengths.Add(n);
        }
        try
        {
            return new(descr[1], descr[2] - '0', descr[0] == '>', order == "True", Shape.Create(lengths.ToArray()));
        }
        catch (ShapeException e)
        {
            throw new InvalidDataException($"{name}: {e.Message}", e);
        }
    }

    /// <summary>The text after 'key': up to the comma that ends it, which inside of a tuple does not.</summary>
    private static string Value(string text, string key, string name)
    {
        int at = Math.Max(text.IndexOf($"'{key}'", StringComparison.Ordinal), text.IndexOf($"\"{key}\"", StringComparison.Ordinal));
        int colon = at < 0 ? -1 : text.IndexOf(':', at);
        if (colon < 0) throw new InvalidDataException($"{name}: the npy header has no '{key}'.");
        int depth = 0, end = colon + 1;
        for (; end < text.Length; end++)
        {
            char c = text[end];
            if (c == '(') depth++;
            if (c == ')') depth--;
            if (depth == 0 && c is ',' or '}' && depth <= 0) break;
        }
        return text[(colon + 1)..end].Trim();
    }

    private static void ReadExactly(Stream stream, Span<byte> bytes, string name)
    {
        if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
            throw new InvalidDataException($"{name}: the file ends inside its npy header.");
    }
}
