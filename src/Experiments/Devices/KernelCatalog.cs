using Neuron.Kernels.Compiler;
using Neuron.Kernels.Runtime;
using Neuron.Kernels.Runtime.Blueprint;

namespace Neuron.Experiments.Devices;

/// <summary>
/// Every GPU kernel in use, with its type arguments, compiled-in values and group size: what <see cref="DeviceExamples"/> launch on devices
/// on paper. A new kernel enters by being used by a primitive.
/// </summary>
internal static class KernelCatalog
{
    private static readonly Lazy<Listing> s_cpu = new(() => Record(BlueprintAccelerator.Cpu, 1));
    private static readonly Lazy<Listing> s_gpu = new(() => Record(BlueprintAccelerator.Gpu(tensorCores: false), 2));
    private static readonly Lazy<KernelRecord[]> s_all = new(() =>
        [.. OfCpu.Records.Concat(OfGpu.Records).Concat(OfTensorGpu.Records).DistinctBy(record => record.Name).OrderBy(record => record.Name, StringComparer.Ordinal)]);
    private static readonly Lazy<Listing> s_tensor = new(() => Record(BlueprintAccelerator.Gpu(tensorCores: true), 3));

    /// <summary>Kernels of a device, and the examples that found none.</summary>
    /// <param name="Records">One for each kernel that is compiled by itself.</param>
    /// <param name="Users">The kernels of each example.</param>
    /// <param name="Missing">Example and reason.</param>
    public sealed record Listing(IReadOnlyList<KernelRecord> Records, IReadOnlyDictionary<string, KernelRecord[]> Users, IReadOnlyList<(string Example, string Reason)> Missing);

    /// <summary>Kernels that a CPU runs.</summary>
    public static Listing OfCpu => s_cpu.Value;

    /// <summary>Kernels that a GPU without tensor cores runs.</summary>
    public static Listing OfGpu => s_gpu.Value;

    /// <summary>Kernels that a GPU with tensor cores runs.</summary>
    public static Listing OfTensorGpu => s_tensor.Value;

    /// <summary>All kernels in the order of their names.</summary>
    public static IReadOnlyList<KernelRecord> All => s_all.Value;

    /// <summary>Those whose name holds a text, regardless of case.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public static IReadOnlyList<KernelRecord> Find(string? name)
    {
        if (name is null) return All;
        KernelRecord[] exact = [.. All.Where(record => record.Name == name)];
        KernelRecord[] found = exact.Length > 0 ? exact : [.. All.Where(record => record.Name.Contains(name, StringComparison.OrdinalIgnoreCase))];
        string[] known = [.. All.Select(record => $"{record.Method.DeclaringType!.Name}.{record.Method.Name}").Distinct()];
        return found.Length > 0 ? found : throw new UsageException($"There is no kernel '{name}'.{Nearest.Hint(name, known)} 'neuron kernel list' shows all.");
    }

    /// <summary>Assembly of a kernel for a processor: sm_… for NVIDIA, gfx… for AMD.</summary>
    /// <exception cref="KernelException">clang is missing or refuses the source.</exception>
    public static string Assembly(KernelRecord record, string processor) => processor.StartsWith("sm_", StringComparison.Ordinal)
        ? Clang.Ptx(record.Name, record.Print(new CudaDialect(Capability(processor), forClang: true)).Source, processor)
        : Clang.AmdGcn(record.Name, record.Print(new OpenClDialect(forClang: true)).Source, processor);

    /// <summary>80 for sm_80.</summary>
    /// <exception cref="UsageException">The text names no processor of NVIDIA's.</exception>
    public static int Capability(string processor) =>
        processor.StartsWith("sm_", StringComparison.Ordinal) && int.TryParse(processor.AsSpan(3), out int number) && number is >= 60 and < 200 ? number
        : throw new UsageException($"'{processor}' is no processor of NVIDIA's from sm_60 on.");

    private static Listing Record(DeviceLimits limits, int number)
    {
        var device = new Device("blueprint", number);
        var accelerator = new BlueprintAccelerator(limits);
        Accelerators.Register(device, accelerator);
        var missing = new List<(string, string)>();
        var users = new Dictionary<string, KernelRecord[]>();
        foreach (var example in DeviceExamples.All)
        {
            try
            {
                example.RunOn(device);
            }
            catch (NotSupportedException reason)
            {
                missing.Add((example.Name, reason.Message));
            }
            catch (LinearAlgebraException)
            {
                // nothing computes on paper, so all factors are zero and look singular; the launches up to here are noted
            }
            users[example.Name] = accelerator.TakeLaunched();
        }
        return new(accelerator.Records, users, missing);
    }
}
