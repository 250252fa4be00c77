using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Neuron.Experiments.Data;

namespace Neuron.Experiments.Recordings;

/// <summary>BrainVision: a header of sections and keys (.vhdr), markers in the same form (.vmrk), and binary samples (.eeg).</summary>
internal static class BrainVisionReader
{
    private const int MostChannels = 4096;

    /// <summary>Reads the header and the two files that it names, which must lie beside it.</summary>
    /// <exception cref="InvalidDataException">A key is missing or wrong; the message names file, section and key.</exception>
    public static Recording Read(string headerPath)
    {
        using Stream stream = DataFile.Open(headerPath);
        string header = Decode(DataFile.ReadAll(stream, headerPath));
        Dictionary<string, string> keys = Keys(header, headerPath);
        string folder = Path.GetDirectoryName(Path.GetFullPath(headerPath))!;
        byte[] data = Beside("Common Infos/DataFile");
        string? markers = keys.ContainsKey("Common Infos/MarkerFile") ? Decode(Beside("Common Infos/MarkerFile")) : null;
        return Parse(header, data, markers, headerPath);

        byte[] Beside(string key)
        {
            string file = Require(keys, key, headerPath).Replace("$b", Path.GetFileNameWithoutExtension(headerPath), StringComparison.Ordinal);
            if (Path.GetFileName(file) != file) throw new InvalidDataException($"{headerPath}: {key} = {file}; expected a file beside the header.");
            using Stream other = DataFile.Open(Path.Combine(folder, file));
            return DataFile.ReadAll(other, file);
        }
    }

    /// <summary>Reads the contents of the three files; <paramref name="name"/> is used in errors.</summary>
    public static Recording Parse(string header, ReadOnlySpan<byte> data, string? markers, string name)
    {
        Dictionary<string, string> keys = Keys(header, name);
        if (Require(keys, "Common Infos/DataFormat", name) is not "BINARY")
            throw new NotSupportedException($"{name}: only DataFormat=BINARY is read, not {keys["Common Infos/DataFormat"]}.");
        int count = (int)Number(keys, "Common Infos/NumberOfChannels", name, 1, MostChannels);
        double rate = 1e6 / Number(keys, "Common Infos/SamplingInterval", name, 1e-3, 1e12);
        (int width, bool real, bool unsigned) = Require(keys, "Binary Infos/BinaryFormat", name) switch
        {
            "INT_16" => (2, false, false),
            "UINT_16" => (2, false, true),
            "INT_32" => (4, false, false),
            "IEEE_FLOAT_32" => (4, true, false),
            string other => throw new InvalidDataException($"{name}: Binary Infos/BinaryFormat = {other}; expected INT_16, UINT_16, INT_32 or IEEE_FLOAT_32."),
        };
        bool multiplexed = Require(keys, "Common Infos/DataOrientation", name) switch
        {
            "MULTIPLEXED" => true,
            "VECTORIZED" => false,
            string other => throw new InvalidDataException($"{name}: Common Infos/DataOrientation = {other}; expected MULTIPLEXED or VECTORIZED."),
        };
        if (data.Length % (width * count) != 0)
            throw new InvalidDataException($"{name}: {data.Length} bytes of data do not divide into {count} channels of {width} bytes; the data file is truncated or another one's.");
        int samples = data.Length / (width * count);
        var channels = new RecordingChannel[count];
        for (int c = 0; c < count; c++)
        {
            // name, reference, resolution, unit
            string[] parts = Require(keys, $"Channel Infos/Ch{c + 1}", name).Split(',');
            string text = parts.Length > 2 ? parts[2] : "";
            double resolution = 1;
            if (text.Length > 0 && !(double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out resolution) && double.IsFinite(resolution)))
                throw new InvalidDataException($"{name}: Channel Infos/Ch{c + 1}: the resolution '{text}' is not a number.");
            var values = new float[samples];
            for (int n = 0; n < samples; n++)
            {
                ReadOnlySpan<byte> at = data[(width * (multiplexed ? n * count + c : c * samples + n))..];
                double raw = real ? BinaryPrimitives.ReadSingleLittleEndian(at) : width == 4 ? BinaryPrimitives.ReadInt32LittleEndian(at)
                    : unsigned ? BinaryPrimitives.ReadUInt16LittleEndian(at) : BinaryPrimitives.ReadInt16LittleEndian(at);
                values[n] = (float)(raw * resolution);
            }
            string unit = parts.Length > 3 && parts[3].Length > 0 ? parts[3] : "µV"; // the format's default
            channels[c] = new(Commas(parts[0]), unit, rate, values);
        }
        return new(channels, markers is null ? [] : Markers(markers, rate, name));
    }

    private static List<RecordingEvent> Markers(string text, double rate, string name)
    {
        List<RecordingEvent> events = [];
        foreach ((string key, string value) in Keys(text, name))
        {
            if (!key.StartsWith("Marker Infos/Mk", StringComparison.Ordinal)) continue;
            string[] parts = value.Split(','); // type, description, position (from 1), size, channel
            if (parts.Length < 4 || !long.TryParse(parts[2], CultureInfo.InvariantCulture, out long position) || !long.TryParse(parts[3], CultureInfo.InvariantCulture, out long size))
                throw new InvalidDataException($"{name}: {key} = {value}; expected type, description, position, size, channel.");
            (string type, string description) = (Commas(parts[0]), Commas(parts[1]));
            events.Add(new((position - 1) / rate, size / rate, description.Length > 0 ? $"{type}/{description}" : type));
        }
        return events;
    }

    // as commas separate, those of a text are written \1
    private static string Commas(string text) => text.Replace("\\1", ",", StringComparison.Ordinal);

    private static Dictionary<string, string> Keys(string text, string name)
    {
        if (!text.TrimStart('\ufeff').StartsWith("Brain", StringComparison.Ordinal))
            throw new InvalidDataException($"{name}: not a BrainVision file; its first line should begin with 'Brain Vision'.");
        Dictionary<string, string> keys = [];
        string section = "";
        foreach (string raw in text.Split('\n'))
        {
            string line = raw.TrimEnd('\r');
            if (line.Length == 0 || line[0] == ';') continue;
            if (line[0] == '[' && line[^1] == ']') section = line[1..^1];
            else if (section != "Comment" && line.IndexOf('=', StringComparison.Ordinal) is > 0 and var at) keys[$"{section}/{line[..at]}"] = line[(at + 1)..];
        }
        return keys;
    }

    private static string Decode(byte[] bytes)
    {
        string utf8 = Encoding.UTF8.GetString(bytes);
        return utf8.Contains("Codepage=UTF-8", StringComparison.Ordinal) ? utf8 : Encoding.Latin1.GetString(bytes);
    }

    private static string Require(Dictionary<string, string> keys, string key, string name) =>
        keys.TryGetValue(key, out string? value) ? value : throw new InvalidDataException($"{name}: the key {key} is missing.");

    private static double Number(Dictionary<string, string> keys, string key, string name, double least, double most) =>
        double.TryParse(Require(keys, key, name), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value >= least && value <= most ? value
            : throw new InvalidDataException($"{name}: {key} = {keys[key]}; expected a number from {least} to {most}.");
}
