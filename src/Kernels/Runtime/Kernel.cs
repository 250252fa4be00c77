using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;
using Neuron.Kernels.Language;

namespace Neuron.Kernels.Runtime;

/// <summary>A kernel on one accelerator. Variants for specialised values are made when they are first launched.</summary>
public sealed partial class Kernel
{
    private readonly Lock _lock = new();
    private readonly List<(byte[] Key, KernelVariant Variant)> _variants = [];
    private readonly Accelerator _accelerator;
    private static readonly Lock s_counting = new();
    private static (long Programs, TimeSpan Time, TimeSpan Processor) s_compiling;

    internal Kernel(Accelerator accelerator, MethodInfo method, Index3D groupSize)
    {
        if (!method.IsStatic)
            throw Compiler.KernelCompilationException.NotStatic(method);
        _accelerator = accelerator;
        Method = method;
        GroupSize = groupSize;
        Type[] types = [.. method.GetParameters().Select(parameter => parameter.ParameterType)];
        if (types.FirstOrDefault(type => !type.IsValueType) is { } reference)
            throw Compiler.KernelCompilationException.BadParameter(method, reference);
        IndexType = types.Length > 0 && (types[0] == typeof(Index1D) || types[0] == typeof(Index2D) || types[0] == typeof(Index3D)) ? types[0] : null;
        Parameters = KernelParameter.Of(IndexType is null ? types : types[1..]);
        ArgumentBytes = Parameters.Length == 0 ? 0 : (Parameters[^1].Offset + Parameters[^1].Size + 7) & ~7;
        if (!Parameters.Any(parameter => parameter.IsSpecialized)) VariantFor(new byte[ArgumentBytes]);
    }

    /// <summary>The method that was compiled.</summary>
    public MethodInfo Method { get; }

    /// <summary>Work-items of a group, if fixed; all zero if each launch chooses.</summary>
    public Index3D GroupSize { get; }

    /// <summary>The name of the method with its class.</summary>
    public string Name => $"{Method.DeclaringType?.Name}.{Method.Name}";

    /// <summary>Source of the variants made so far, as the device's compiler got it.</summary>
    public IReadOnlyList<string> Sources
    {
        get
        {
            lock (_lock) return [.. _variants.Select(variant => variant.Variant.Source)];
        }
    }

    /// <summary>Index type of an implicitly grouped kernel, else null.</summary>
    internal Type? IndexType { get; }

    internal KernelParameter[] Parameters { get; }

    internal int ArgumentBytes { get; }

    /// <summary>
    /// Programs that this process made ready, how long that took and how much of the processor meanwhile (what other threads did beside it
    /// counts too): reading IL, compiling or finding the program on disk, handing it to the device.
    /// </summary>
    internal static (long Programs, TimeSpan Time, TimeSpan Processor) Compiling
    {
        get
        {
            lock (s_counting) return s_compiling;
        }
    }

    /// <summary>Launches with arguments packed at the offsets of <see cref="Parameters"/>.</summary>
    internal void Launch(AcceleratorStream stream, KernelConfig config, ReadOnlySpan<byte> arguments)
    {
        if (IndexType is not null)
            throw new KernelException($"{Name} is implicitly grouped: launch it over an index, not over groups.");
        if (GroupSize != default && config.GroupDimension != GroupSize)
            throw new KernelException($"{Name} was loaded for groups of {GroupSize}, and launched with {config.GroupDimension}.");
        LaunchChecked(stream, VariantFor(arguments), config, default, arguments);
    }

    /// <summary>Launches an implicitly grouped kernel over an extent.</summary>
    internal void LaunchOver(AcceleratorStream stream, Index3D extent, ReadOnlySpan<byte> arguments)
    {
        if (IndexType is null)
            throw new KernelException($"{Name} is explicitly grouped: launch it with a KernelConfig.");
        if (extent.X < 0 || extent.Y < 0 || extent.Z < 0) throw new KernelException($"{Name}: the extent {extent} is negative.");
        if (extent.X == 0 || extent.Y == 0 || extent.Z == 0) return;
        var variant = VariantFor(arguments);
        Index3D group = GroupSize != default ? GroupSize : DefaultGroup(extent, variant.MaxGroupSize);
        var grid = new Index3D(DivideUp(extent.X, group.X), DivideUp(extent.Y, group.Y), DivideUp(extent.Z, group.Z));
        LaunchChecked(stream, variant, new KernelConfig(grid, group), extent, arguments);
    }

    private void LaunchChecked(AcceleratorStream stream, KernelVariant variant, in KernelConfig config, Index3D extent, ReadOnlySpan<byte> arguments)
    {
        if (stream.Accelerator != _accelerator)
            throw new KernelException($"{Name} was loaded on {_accelerator} and launched on a stream of {stream.Accelerator}.");
        var limits = _accelerator.Limits;
        var (grid, group) = (config.GridDimension, config.GroupDimension);
        if (grid.X < 1 || grid.Y < 1 || grid.Z < 1 || group.X < 1 || group.Y < 1 || group.Z < 1)
            throw new KernelException($"{Name} on {_accelerator}: grid {grid} of groups {group}; every dimension must be at least 1.");
        var most = limits.MaxGridDimension;
        if (IndexType is not null) most = new Index3D(most.X, int.MaxValue, int.MaxValue); // variants cover longer extents part by part
        if (Exceeds(grid, most)) throw new KernelException($"{Name} on {_accelerator}: grid {grid}, the limit is {most}.");
        if (Exceeds(group, limits.MaxGroupDimension) || (long)group.X * group.Y * group.Z > variant.MaxGroupSize)
            throw new KernelException($"{Name} on {_accelerator}: groups of {group}, the limit is {variant.MaxGroupSize} work-items and {limits.MaxGroupDimension} by dimension.");
        long shared = (long)variant.SharedBytes + config.DynamicSharedBytes;
        if (config.DynamicSharedBytes < 0 || shared > limits.SharedBytesPerGroup)
            throw new KernelException($"{Name} on {_accelerator}: {shared} bytes of shared memory, the limit is {limits.SharedBytesPerGroup}.");
        variant.Launch(stream, config, extent, arguments);
    }

    /// <summary>256 work-items, or fewer where the kernel's registers allow no more.</summary>
    private Index3D DefaultGroup(Index3D extent, int most)
    {
        most = Math.Min(256, most);
        int z = 1, y = 1;
        if (IndexType == typeof(Index2D)) y = Math.Min(extent.Y, 8);
        if (IndexType == typeof(Index3D)) (y, z) = (Math.Min(extent.Y, 4), Math.Min(extent.Z, 2));
        var dimension = _accelerator.Limits.MaxGroupDimension;
        y = Math.Min(y, Math.Min(dimension.Y, most));
        z = Math.Min(z, Math.Min(dimension.Z, most / y));
        return new Index3D(Math.Max(1, Math.Min(most / (y * z), dimension.X)), y, z);
    }

    private void CheckCount(int count)
    {
        if (count != Parameters.Length)
            throw new KernelException($"{Name} takes {Parameters.Length} arguments, and was given {count}.");
    }

    private unsafe void Pack<T>(int position, byte* packed, in T value) where T : unmanaged
    {
        var parameter = Parameters[position];
        if (typeof(T) != parameter.Type)
            throw new KernelException($"{Name}: argument {position + 1} is {typeof(T).Name}, and {parameter.Type.Name} is expected.");
        Unsafe.WriteUnaligned(packed + parameter.Offset, value);
    }

    private Index3D ExtentOf<TIndex>(TIndex index) where TIndex : unmanaged
    {
        if (typeof(TIndex) != IndexType)
            throw new KernelException($"{Name} runs over {IndexType?.Name ?? "groups"}, and was launched over {typeof(TIndex).Name}.");
        if (index is Index1D x) return new(x.X, 1, 1);
        return index is Index2D plane ? new(plane.X, plane.Y, 1) : (Index3D)(object)index;
    }

    private KernelVariant VariantFor(ReadOnlySpan<byte> arguments)
    {
        lock (_lock)
        {
            foreach (var (key, variant) in _variants)
                if (Matches(key, arguments)) return variant;
            var (start, used) = (Stopwatch.GetTimestamp(), ProcessorTime());
            var made = _accelerator.Compile(this, arguments);
            lock (s_counting) s_compiling = (s_compiling.Programs + 1, s_compiling.Time + Stopwatch.GetElapsedTime(start), s_compiling.Processor + (ProcessorTime() - used));
            _variants.Add((arguments.ToArray(), made));
            return made;
        }
    }

    private bool Matches(byte[] key, ReadOnlySpan<byte> arguments)
    {
        foreach (var parameter in Parameters)
            if (parameter.IsSpecialized && !arguments.Slice(parameter.Offset, parameter.Size).SequenceEqual(key.AsSpan(parameter.Offset, parameter.Size)))
                return false;
        return true;
    }

    private static TimeSpan ProcessorTime() => OperatingSystem.IsLinux() || OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? Environment.CpuUsage.TotalTime : TimeSpan.Zero;

    private static bool Exceeds(Index3D value, Index3D limit) => value.X > limit.X || value.Y > limit.Y || value.Z > limit.Z;

    private static int DivideUp(int value, int by) => (int)(((long)value + by - 1) / by);
}
