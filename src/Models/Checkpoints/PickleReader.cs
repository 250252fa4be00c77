using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Neuron.Models;

/// <summary>
/// Reads pickles of protocols 0 to 5 as data: numbers, texts, bytes, lists, tuples, dictionaries, sets, and the few names that
/// <see cref="PickleGlobals"/> knows. No class is looked up and no function of the pickle is called.
/// </summary>
/// <remarks>Memory is bounded by the length of the stream: no length is believed beyond what is left of it.</remarks>
/// <param name="stream">At the first opcode; left behind the last.</param>
/// <param name="source">For messages.</param>
/// <param name="globals">What names mean.</param>
/// <param name="persistent">What a persistent identifier (a tuple) stands for.</param>
internal sealed class PickleReader(Stream stream, string source, PickleGlobals globals, Func<object?, object?> persistent)
{
    private static readonly object s_mark = new();
    private readonly List<object?> _stack = [];
    private readonly Dictionary<long, object?> _memo = [];
    private byte[] _buffer = new byte[16];

    /// <summary>The value that the pickle describes.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or asks for what is no data.</exception>
    public object? Read()
    {
        while (true)
        {
            int opcode = stream.ReadByte();
            if (opcode < 0) throw Bad("ends before its STOP opcode");
            if (opcode == '.') return Pop();
            Step((char)opcode);
        }
    }

    private void Step(char opcode)
    {
        switch (opcode)
        {
            case '\x80': if (Byte() is var protocol && protocol > 5) throw Bad($"has protocol {protocol}; expected at most 5"); break;
            case '\x95': Long(); break; // a frame's length: the stream is read opcode by opcode
            case '(': Push(s_mark); break;
            case '0': Pop(); break;
            case '1': PopToMark(); break;
            case '2': Push(Peek()); break;
            case 'N': Push(null); break;
            case '\x88': Push(true); break;
            case '\x89': Push(false); break;
            case 'I': Push(Line() switch { "00" => false, "01" => true, var number => Whole(number) }); break;
            case 'L': Push(Whole(Line().TrimEnd('L'))); break;
            case 'J': Push((long)BinaryPrimitives.ReadInt32LittleEndian(Bytes(4))); break;
            case 'K': Push((long)Byte()); break;
            case 'M': Push((long)BinaryPrimitives.ReadUInt16LittleEndian(Bytes(2))); break;
            case '\x8a': Push(Whole(Bytes(Byte()))); break;
            case '\x8b': Push(Whole(Bytes(Length(4) is <= 255 and var size ? size : throw Bad("holds a number of more than 255 bytes")))); break;
            case 'F': Push(Line() is var digits && double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out double real) ? real : throw Bad($"holds '{digits}' as a number")); break;
            case 'G': Push(BinaryPrimitives.ReadDoubleBigEndian(Bytes(8))); break;
            case 'V': Push(Line()); break;
            case 'S': Push(Line().Trim('\'', '"')); break;
            case 'U': Push(Latin(Byte())); break;
            case 'T': Push(Latin(Length(4))); break;
            case '\x8c': Push(Text(Byte())); break;
            case 'X': Push(Text(Length(4))); break;
            case '\x8d': Push(Text(Length(8))); break;
            case 'C': Push(Bytes(Byte()).ToArray()); break;
            case 'B': Push(Bytes(Length(4)).ToArray()); break;
            case '\x8e' or '\x96': Push(Bytes(Length(8)).ToArray()); break;
            default: Build(opcode); break;
        }
    }

    private void Build(char opcode)
    {
        switch (opcode)
        {
            case ']' or '\x8f': Push(new List<object?>()); break;
            case 'l' or '\x91': Push(PopToMark()); break;
            case 'a': Append([Pop()]); break;
            case 'e' or '\x90': Append(PopToMark()); break;
            case ')': Push(Array.Empty<object?>()); break;
            case 't': Push(PopToMark().ToArray()); break;
            case '\x85': Push(new object?[] { Pop() }); break;
            case '\x86': Push(PopMany(2)); break;
            case '\x87': Push(PopMany(3)); break;
            case '}': Push(new PickleDictionary()); break;
            case 'd':
                List<object?> pairs = PopToMark();
                Push(new PickleDictionary());
                Set(pairs);
                break;
            case 's': Set([.. PopMany(2)]); break;
            case 'u': Set(PopToMark()); break;
            case 'c': Push(globals.Find(Line(), Line())); break;
            case '\x93': Push(PopMany(2) is [string module, string name] ? globals.Find(module, name) : throw Bad("names a class by what is no text")); break;
            case 'R' or '\x81': Push(PopMany(2) is [var function, object?[] arguments] ? globals.Call(function, arguments) : throw Bad("calls without a tuple of arguments")); break;
            case '\x92': Push(PopMany(3) is [var type, object?[] positional, _] ? globals.Call(type, positional) : throw Bad("calls without a tuple of arguments")); break;
            case 'b':
                Pop(); // the state of a container (a state dictionary's _metadata) or of a foreign object
                if (Peek() is not (PickleDictionary or PickleForeign or StoredTensor)) throw Bad($"sets the state of a {Kind(Peek())}");
                break;
            case 'Q': Push(persistent(Pop())); break;
            case 'P': Push(persistent(Line())); break;
            case 'g': Push(Memo(Whole(Line()) as long? ?? -1)); break;
            case 'h': Push(Memo(Byte())); break;
            case 'j': Push(Memo(Length(4))); break;
            case 'p': _memo[Whole(Line()) as long? ?? -1] = Peek(); break;
            case 'q': _memo[Byte()] = Peek(); break;
            case 'r': _memo[Length(4)] = Peek(); break;
            case '\x94': _memo[_memo.Count] = Peek(); break;
            default: throw Bad($"holds the opcode 0x{(int)opcode:x2}, which describes no data");
        }
    }

    private void Append(List<object?> items)
    {
        if (Peek() is List<object?> list) list.AddRange(items);
        else if (Peek() is not PickleForeign) throw Bad($"appends to a {Kind(Peek())}");
    }

    private void Set(List<object?> pairs)
    {
        if (pairs.Count % 2 != 0) throw Bad("holds a key without a value");
        if (Peek() is PickleDictionary dictionary)
            for (int i = 0; i < pairs.Count; i += 2) dictionary.Set(pairs[i], pairs[i + 1]);
        else if (Peek() is not PickleForeign) throw Bad($"sets an entry of a {Kind(Peek())}");
    }

    private void Push(object? value) => _stack.Add(value);

    private object? Peek() => _stack.Count > 0 ? _stack[^1] : throw Bad("takes from an empty stack");

    private object? Pop()
    {
        object? top = Peek();
        _stack.RemoveAt(_stack.Count - 1);
        return ReferenceEquals(top, s_mark) ? throw Bad("takes a mark for a value") : top;
    }

    private object?[] PopMany(int count)
    {
        var items = new object?[count];
        for (int i = count - 1; i >= 0; i--) items[i] = Pop();
        return items;
    }

    private List<object?> PopToMark()
    {
        int at = _stack.LastIndexOf(s_mark);
        if (at < 0) throw Bad("closes what was not opened");
        List<object?> items = _stack[(at + 1)..];
        _stack.RemoveRange(at, _stack.Count - at);
        return items;
    }

    private object? Memo(long key) => _memo.TryGetValue(key, out object? value) ? value : throw Bad($"recalls entry {key}, which was not stored");

    private byte Byte() => stream.ReadByte() is >= 0 and var b ? (byte)b : throw Bad("is cut off");

    private long Long() => BinaryPrimitives.ReadInt64LittleEndian(Bytes(8));

    private int Length(int bytes)
    {
        long length = bytes == 4 ? BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4)) : Long();
        return length >= 0 && length <= Math.Min(stream.Length - stream.Position, int.MaxValue) ? (int)length
            : throw Bad($"claims {length} bytes where {stream.Length - stream.Position} are left");
    }

    // valid until the next call
    private ReadOnlySpan<byte> Bytes(int count)
    {
        if (count > stream.Length - stream.Position) throw Bad($"claims {count} bytes where {stream.Length - stream.Position} are left");
        if (_buffer.Length < count) _buffer = new byte[count];
        Span<byte> bytes = _buffer.AsSpan(0, count);
        stream.ReadExactly(bytes);
        return bytes;
    }

    private string Line()
    {
        const int longest = 4096;
        StringBuilder line = new();
        for (byte b = Byte(); b != '\n'; b = Byte())
            if (line.Append((char)b).Length > longest) throw Bad($"holds a line longer than {longest} characters");
        return line.ToString();
    }

    private string Latin(int count) => Encoding.Latin1.GetString(Bytes(count));

    private string Text(int count) => Encoding.UTF8.GetString(Bytes(count));

    // numbers beyond 64 bits (the magic number of old files) stay texts
    private static object Whole(ReadOnlySpan<byte> littleEndian)
    {
        System.Numerics.BigInteger value = new(littleEndian);
        return value >= long.MinValue && value <= long.MaxValue ? (long)value : value.ToString(CultureInfo.InvariantCulture);
    }

    private object Whole(string line) => long.TryParse(line, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long n) ? n
        : line.Length > 0 && line.All(c => char.IsAsciiDigit(c) || c == '-') ? line : throw Bad($"holds '{line}' as a whole number");

    private static string Kind(object? value) => value switch
    {
        null => "None",
        PickleGlobal g => $"{g.Module}.{g.Name}",
        object?[] => "tuple",
        _ => value.GetType().Name,
    };

    private InvalidDataException Bad(string what) => new($"{source}: the pickle {what} (at byte {stream.Position}).");
}
