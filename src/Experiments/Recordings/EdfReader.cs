using System.Globalization;
using System.Text;
using Neuron.Experiments.Data;

namespace Neuron.Experiments.Recordings;

/// <summary>European Data Format (EDF, EDF+, 16 bit) and BioSemi's BDF (24 bit): a header of fixed-width text, then records in which each signal has its samples.</summary>
internal static class EdfReader
{
    private const int FixedHeader = 256, PerSignal = 256, MostSignals = 4096;

    private sealed record Signal(string Label, string Unit, double Scale, double Offset, int SamplesPerRecord, bool IsAnnotation);

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">The header is damaged, or the data end before it says.</exception>
    /// <exception cref="NotSupportedException">The records are of a recording with gaps.</exception>
    public static Recording Read(string path)
    {
        using Stream stream = DataFile.Open(path);
        return Read(stream, path);
    }

    /// <summary>Reads a stream; <paramref name="name"/> is used in errors.</summary>
    public static Recording Read(Stream stream, string name)
    {
        byte[] header = DataFile.ReadExactly(stream, FixedHeader, $"{name}: header");
        bool bdf = header[0] == 0xFF && Text(header, 1, 7) == "BIOSEMI";
        if (!bdf && Text(header, 0, 8) != "0") throw new InvalidDataException($"{name}: neither EDF nor BDF (it begins with '{Text(header, 0, 8)}').");
        int count = Whole(header, 252, 4, 1, MostSignals, $"{name}: number of signals");
        int declared = Whole(header, 236, 8, -1, int.MaxValue, $"{name}: number of records");
        double seconds = Number(header, 244, 8, $"{name}: duration of a record");
        if (!(seconds >= 0)) throw new InvalidDataException($"{name}: a record lasts {seconds} s.");
        string kind = Text(header, 192, 44);
        bool mayHaveGaps = kind.StartsWith("EDF+D", StringComparison.Ordinal) || kind.StartsWith("BDF+D", StringComparison.Ordinal);
        Signal[] signals = Signals(DataFile.ReadExactly(stream, count * PerSignal, $"{name}: signal headers"), count, name);

        int width = bdf ? 3 : 2;
        long recordBytes = signals.Sum(s => (long)s.SamplesPerRecord * width);
        if (recordBytes is 0 or > 1 << 28) throw new InvalidDataException($"{name}: a record of {recordBytes} bytes.");
        byte[] data = DataFile.ReadAll(stream, name);
        long present = data.Length / recordBytes;
        if (declared >= 0 && present < declared) throw new InvalidDataException($"{name}: {declared} records of {recordBytes} bytes are declared, {present} are there.");
        int records = declared >= 0 ? declared : (int)present; // −1: the recording was not closed properly
        List<RecordingChannel> channels = [];
        List<RecordingEvent> events = [];
        long at = 0;
        double? start = null; // of the first record, by the file's own clock, which events count by too
        foreach (Signal signal in signals)
        {
            if (signal.IsAnnotation && start is null && records > 0) start = RecordTime(data.AsSpan((int)at, signal.SamplesPerRecord * width)) ?? 0;
            if (signal.IsAnnotation && mayHaveGaps) CheckContiguous(signal);
            if (signal.IsAnnotation)
                for (int r = 0; r < records; r++) Annotations(data.AsSpan((int)(r * recordBytes + at), signal.SamplesPerRecord * width), events);
            else
                channels.Add(new(signal.Label, signal.Unit, seconds > 0 ? signal.SamplesPerRecord / seconds : double.NaN, Decode(signal)));
            at += (long)signal.SamplesPerRecord * width;
        }
        return !mayHaveGaps ? new(channels, [.. events.Select(e => e with { OnsetSeconds = e.OnsetSeconds - (start ?? 0) })]) : throw new NotSupportedException($"{name}: {kind[..5]} without the times of its records, which may have gaps between them.");

        // by the times that begin each record's annotations, to half a sample; the first such signal has them
        void CheckContiguous(Signal signal)
        {
            int most = signals.Where(s => !s.IsAnnotation).Select(s => s.SamplesPerRecord).DefaultIfEmpty().Max();
            double before = double.NaN;
            for (int r = 0; r < records; r++)
            {
                ReadOnlySpan<byte> bytes = data.AsSpan((int)(r * recordBytes + at), signal.SamplesPerRecord * width);
                if (!IsNumber(Encoding.Latin1.GetString(bytes[..Math.Max(0, bytes.IndexOfAny((byte)0x14, (byte)0x15))]), out double onset)) return;
                if (most > 0 && Math.Abs(onset - before - seconds) > seconds / (2.0 * most))
                    throw new NotSupportedException(string.Create(CultureInfo.InvariantCulture, $"{name}: {kind[..5]} with a gap: record {r} begins at {onset} s, that before at {before} s, and a record lasts {seconds} s; recordings with gaps are not read."));
                before = onset;
            }
            mayHaveGaps = false;
        }

        float[] Decode(Signal signal)
        {
            var samples = new float[(long)records * signal.SamplesPerRecord];
            for (int r = 0, n = 0; r < records; r++)
            {
                ReadOnlySpan<byte> from = data.AsSpan((int)(r * recordBytes + at), signal.SamplesPerRecord * width);
                for (int i = 0; i < from.Length; i += width, n++)
                {
                    int digital = bdf ? from[i] | from[i + 1] << 8 | (sbyte)from[i + 2] << 16 : (short)(from[i] | from[i + 1] << 8);
                    samples[n] = (float)(digital * signal.Scale + signal.Offset);
                }
            }
            return samples;
        }
    }

    private static Signal[] Signals(byte[] header, int count, string name)
    {
        // the fields of all signals stand together: all labels, then all transducers, …
        int[] widths = [16, 80, 8, 8, 8, 8, 8, 80, 8, 32];
        int Field(int which, int signal) => widths.Take(which).Sum() * count + widths[which] * signal;
        var signals = new Signal[count];
        for (int s = 0; s < count; s++)
        {
            string label = Text(header, Field(0, s), 16), where = $"{name}: signal {s} ({label})";
            double physicalMin = Number(header, Field(3, s), 8, $"{where}: physical minimum"), physicalMax = Number(header, Field(4, s), 8, $"{where}: physical maximum");
            double digitalMin = Number(header, Field(5, s), 8, $"{where}: digital minimum"), digitalMax = Number(header, Field(6, s), 8, $"{where}: digital maximum");
            int samples = Whole(header, Field(8, s), 8, 0, 1 << 26, $"{where}: samples in a record");
            bool annotation = label is "EDF Annotations" or "BDF Annotations";
            if (digitalMax == digitalMin && !annotation) throw new InvalidDataException($"{where}: digital minimum and maximum are both {digitalMin}.");
            double scale = annotation ? 1 : (physicalMax - physicalMin) / (digitalMax - digitalMin);
            signals[s] = new(label, Text(header, Field(2, s), 8), scale, physicalMin - digitalMin * scale, samples, annotation);
        }
        return signals;
    }

    // time-stamped lists: +onset[\x15duration]\x14text\x14…\x14\0; the first of a record, without text, is the record's time
    private static void Annotations(ReadOnlySpan<byte> bytes, List<RecordingEvent> events)
    {
        foreach (string list in Encoding.UTF8.GetString(bytes).Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = list.Split('\x14');
            string[] times = parts[0].Split('\x15');
            if (!IsNumber(times[0], out double onset)) continue;
            double duration = times.Length > 1 && IsNumber(times[1], out double d) ? d : 0;
            foreach (string text in parts.Skip(1))
                if (text.Length > 0) events.Add(new(onset, duration, text));
        }
    }

    // the list that begins a record's annotations is its time where its first text is empty: +onset\x14\x14
    private static double? RecordTime(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOf((byte)0x14);
        return end >= 0 && end + 1 < bytes.Length && bytes[end + 1] == 0x14 && IsNumber(Encoding.Latin1.GetString(bytes[..end]), out double onset) && double.IsFinite(onset) ? onset : null;
    }

    private static string Text(byte[] bytes, int at, int length) => Encoding.Latin1.GetString(bytes, at, length).Trim(' ', '\0');

    // the format asks for a point; there are files with the comma of the machine that wrote them
    private static bool IsNumber(string text, out double value) =>
        double.TryParse(text.Replace(',', '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out value);

    private static double Number(byte[] bytes, int at, int length, string what) =>
        IsNumber(Text(bytes, at, length), out double value) && double.IsFinite(value) ? value
            : throw new InvalidDataException($"{what}: '{Text(bytes, at, length)}' is not a number.");

    private static int Whole(byte[] bytes, int at, int length, int least, int most, string what) =>
        int.TryParse(Text(bytes, at, length), CultureInfo.InvariantCulture, out int value) && value >= least && value <= most ? value
            : throw new InvalidDataException($"{what}: '{Text(bytes, at, length)}'; expected a whole number from {least} to {most}.");
}
