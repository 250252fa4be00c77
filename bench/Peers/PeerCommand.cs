using Neuron.Bench.Cases;

namespace Neuron.Bench.Peers;

/// <summary><c>peers</c>: the engine beside the libraries that others use, in one alternating run.</summary>
internal static class PeerCommand
{
    private const string UsageText = """
        usage: dotnet run -c Release --project bench -- peers [--only GROUP] [--filter TEXT] [--threads 1|2] [--device NAME] [--quick] [--out FILE]
          GROUP    gemm, conv, attention, steps, ops, numeric, signal, small, start, memory
          --filter only rows whose name holds TEXT
          --device cuda: ours and PyTorch's on a GPU; opencl: ours alone
          --quick  shorter windows, and without --filter the first rows of each group
          --out    JSON file; default artifacts/bench/peers.json
        dotnet run -c Release --project bench -- stream [HOURS [ELECTRODES]]   band power of a long recording, with peak memory
        dotnet run -c Release --project bench -- growth [--out FOLDER]   time of a step as batch, width, depth and length grow, with a plot
        dotnet run -c Release --project bench -- launch   host time of a kernel's launch, time to the first kernel with an empty and a filled program cache
        """;

    public static int Usage()
    {
        Console.Error.WriteLine(UsageText);
        return 2;
    }

    public static int Run(ReadOnlySpan<string> args)
    {
        string? only = null, filter = null, output = null;
        int? threads = null;
        bool quick = false;
        for (int i = 0; i < args.Length; i++)
        {
            string? Value(ReadOnlySpan<string> all) => i + 1 < all.Length ? all[++i] : null;
            switch (args[i])
            {
                case "--quick": quick = true; break;
                case "--only": only = Value(args); break;
                case "--filter": filter = Value(args); break;
                case "--device" when Value(args) is { } name:
                    try
                    {
                        Device.Default = Device.Parse(name);
                    }
                    catch (FormatException unknown)
                    {
                        Console.Error.WriteLine(unknown.Message);
                        return 2;
                    }
                    break;
                case "--out": output = Value(args); break;
                case "--threads" when int.TryParse(Value(args), out int n) && n >= 1: threads = n; break;
                default: return Usage();
            }
        }
        if (only is not null && !AllCases.Groups.Contains(only))
        {
            Console.Error.WriteLine($"There is no group '{only}'; there are {string.Join(", ", AllCases.Groups)}.");
            return 2;
        }
        var cases = (Device.Default == Device.Cpu ? AllCases.Build() : AllCases.OnDevices()).Where(c => (only is null || c.Group == only) && (filter is null || c.Name.Contains(filter, StringComparison.OrdinalIgnoreCase)));
        if (quick && filter is null) cases = cases.GroupBy(c => c.Group).SelectMany(g => g.Take(3));
        var processes = Device.Default != Device.Cpu ? [] : ProcessCases.All().Where(c => (only is null || c.Group == only) && (filter is null || c.Name.Contains(filter, StringComparison.OrdinalIgnoreCase)));
        return new PeerRun(quick, output ?? "artifacts/bench/peers.json").All([.. cases], [.. processes], threads is { } t ? [t] : Device.Default == Device.Cpu && Environment.ProcessorCount > 1 ? [1, 2] : [1]);
    }
}
