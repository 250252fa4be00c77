using System.Diagnostics;
using System.Globalization;
using Neuron.Primitives;

namespace Neuron;

/// <summary>
/// Reports each primitive as it runs: with <c>NEURON_DEBUG</c> of 2 or more a line on standard error, with
/// <c>NEURON_TRACE=FILE</c> an event in a timeline that Chrome's tracing page and Perfetto open. On devices each primitive is waited for.
/// </summary>
internal static class Tracer
{
    /// <summary>Operands whose shapes a line shows; an optimiser's step has hundreds.</summary>
    private const int Shown = 8;

    private static readonly int s_level =
        int.TryParse(Environment.GetEnvironmentVariable("NEURON_DEBUG"), CultureInfo.InvariantCulture, out int level) ? level : 0;

    private static readonly Timeline? s_timeline =
        Environment.GetEnvironmentVariable("NEURON_TRACE") is { Length: > 0 } file ? new Timeline(file) : null;

    private static long s_count;

    public static bool IsOn { get; } = s_level >= 2 || s_timeline is not null;

    public static void Report(Primitive primitive, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y, long started)
    {
        var device = x.Length > 0 ? x[0].Device : y[0].Device;
        if (device != Device.Cpu) Accelerators.For(device).Synchronize(); // else the time would be that of queueing the work
        long ended = Stopwatch.GetTimestamp();
        double seconds = Stopwatch.GetElapsedTime(started, ended).TotalSeconds;
        s_timeline?.Add(primitive.Name, CallPath.Current, started, ended);
        if (s_level >= 2) Console.Error.WriteLine(Line(++s_count, primitive, x, y, seconds));
    }

    /// <summary>"cpu 128 matmul [512, 768] · [768, 3072] 1.920 ms 1258.0 GFLOP/s 9.0 GB/s encoder.3.ffn"</summary>
    public static string Line(long number, Primitive primitive, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y, double seconds)
    {
        double bytes = 0, operations = primitive.Operations(x);
        var shapes = new List<string>();
        foreach (var tensor in x)
        {
            bytes += tensor.Size * tensor.DType.Size;
            if (shapes.Count < Shown) shapes.Add(tensor.Shape.ToString());
        }
        if (x.Length > Shown) shapes.Add($"{x.Length - Shown} more");
        foreach (var tensor in y) bytes += tensor.Size * tensor.DType.Size;
        var device = x.Length > 0 ? x[0].Device : y[0].Device;
        string flops = operations > 0 ? string.Create(CultureInfo.InvariantCulture, $"{operations / seconds / 1e9,9:f1} GFLOP/s") : new string(' ', 17);
        return string.Create(CultureInfo.InvariantCulture,
            $"{device,-8} {number,7} {primitive.Name,-20} {string.Join(" · ", shapes),-40} {seconds * 1e3,9:f3} ms {flops} {bytes / seconds / 1e9,7:f1} GB/s {CallPath.Current}").TrimEnd();
    }
}
