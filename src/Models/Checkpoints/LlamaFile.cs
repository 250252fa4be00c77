using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Neuron.Models;

/// <summary>
/// Reads the llama2.c format: seven int32 (width, feed-forward width, layers, heads, key heads, vocabulary, context), then float32 weights in a fixed
/// order. A negative vocabulary says that a separate head follows; only the tied form is supported.
/// </summary>
public static class LlamaFile
{
    private const int HeaderBytes = 28;

    /// <summary>The network of a file, with its weights.</summary>
    /// <exception cref="InvalidDataException">The file is not sound; the text names what was expected and found.</exception>
    /// <exception cref="NotSupportedException">The head is not tied to the embedding.</exception>
    public static Llama Read(string path)
    {
        using var stream = File.OpenRead(path);
        return Read(stream, path);
    }

    /// <summary>The network of a stream that can seek.</summary>
    /// <exception cref="InvalidDataException">It is not sound.</exception>
    /// <exception cref="NotSupportedException">The head is not tied to the embedding.</exception>
    public static Llama Read(Stream stream, string source)
    {
        ArgumentNullException.ThrowIfNull(stream);
        long length = stream.Length - stream.Position;
        if (length < HeaderBytes) throw new InvalidDataException($"{source}: {length} bytes; expected a header of {HeaderBytes}.");
        Span<byte> header = stackalloc byte[HeaderBytes];
        stream.ReadExactly(header);
        var numbers = new int[7];
        for (int i = 0; i < numbers.Length; i++) numbers[i] = BinaryPrimitives.ReadInt32LittleEndian(header[(4 * i)..]);
        if (numbers[5] is < 0 and > int.MinValue) throw new NotSupportedException($"{source}: a head of its own (vocabulary {numbers[5]}); only tied heads are supported.");
        string[] names = ["width", "feed-forward width", "layers", "heads", "key heads", "vocabulary", "context"];
        for (int i = 0; i < numbers.Length; i++)
            if (numbers[i] is < 1 or > 1 << 20) throw new InvalidDataException($"{source}: {names[i]} {numbers[i]}; expected 1 to {1 << 20}.");
        var (width, feedForward, layers, heads, keyHeads, vocabulary, context) = (numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5], numbers[6]);
        if (width % heads != 0 || width / heads % 2 != 0 || heads % keyHeads != 0)
            throw new InvalidDataException($"{source}: width {width}, {heads} heads, {keyHeads} key heads; expected heads that divide the width evenly and key heads that divide the heads.");
        int headWidth = width / heads, keyWidth = keyHeads * headWidth;
        Int128 attention = ((Int128)2 * width * width) + ((Int128)2 * width * keyWidth), perLayer = attention + ((Int128)3 * width * feedForward) + (2 * width);
        var expected = HeaderBytes + (4 * (((Int128)vocabulary * width) + (layers * perLayer) + width + ((Int128)context * headWidth)));
        if (expected != length) throw new InvalidDataException($"{source}: {length} bytes; expected {expected} for its header.");

        var network = new Llama(new LlamaConfig(vocabulary, width, feedForward, layers, heads, keyHeads));
        var state = new Dictionary<string, Tensor>(StringComparer.Ordinal) { ["embed_tokens.weight"] = Next([vocabulary, width]) };
        void PerLayer(string name, Shape shape)
        {
            for (int i = 0; i < layers; i++) state[$"layers.{i}.{name}.weight"] = Next(shape);
        }

        PerLayer("input_layernorm", [width]);
        PerLayer("q_proj", [width, width]);
        PerLayer("k_proj", [keyWidth, width]);
        PerLayer("v_proj", [keyWidth, width]);
        PerLayer("o_proj", [width, width]);
        PerLayer("post_attention_layernorm", [width]);
        PerLayer("gate_proj", [feedForward, width]);
        PerLayer("down_proj", [width, feedForward]);
        PerLayer("up_proj", [feedForward, width]);
        state["norm.weight"] = Next([width]);
        network.LoadStateDictionary(state, source: source);
        return network;

        Tensor Next(Shape shape)
        {
            var values = new float[shape.Size];
            stream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
            return Tensor.From(values, shape);
        }
    }
}
