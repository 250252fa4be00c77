using System.Reflection.Emit;
using Neuron.Kernels.Language;

namespace Neuron.Kernels.Runtime.Host;

/// <summary>A kernel as .NET runs it: its arguments are read from the packed bytes and the method is called.</summary>
internal sealed unsafe class HostVariant : KernelVariant
{
    private readonly HostAccelerator _accelerator;
    private readonly Kernel _kernel;
    private readonly Invoker _invoke;

    public HostVariant(HostAccelerator accelerator, Kernel kernel)
    {
        (_accelerator, _kernel) = (accelerator, kernel);
        var method = new DynamicMethod(kernel.Name, null, [typeof(nint), typeof(Index3D)], typeof(HostVariant).Module, skipVisibility: true);
        var il = method.GetILGenerator();
        if (kernel.IndexType is { } index)
        {
            il.Emit(OpCodes.Ldarg_1);
            il.Emit(OpCodes.Call, typeof(HostVariant).GetMethod(index.Name, System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic)!);
        }
        foreach (var parameter in kernel.Parameters)
        {
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldc_I4, parameter.Offset);
            il.Emit(OpCodes.Add);
            il.Emit(OpCodes.Ldobj, parameter.Type);
        }
        il.Emit(OpCodes.Call, kernel.Method);
        il.Emit(OpCodes.Ret);
        _invoke = method.CreateDelegate<Invoker>();
    }

    private delegate void Invoker(nint arguments, Index3D index);

    public override int MaxGroupSize => _accelerator.Limits.MaxGroupSize;

    public override void Launch(AcceleratorStream stream, in KernelConfig config, Index3D extent, ReadOnlySpan<byte> arguments)
    {
        fixed (byte* packed = arguments)
        {
            nint address = (nint)packed;
            CheckViews(packed);
            var options = _accelerator.Options;
            var races = options.ReportRaces ? new RaceDetector(_kernel.Name, place => Describe(address, place)) : null;
            var random = new Random(options.Seed);
            if (_kernel.IndexType is null)
            {
                var groups = Positions(config.GridDimension);
                random.Shuffle(groups);
                using var group = new HostGroup(_kernel.Name, config, options.Seed, races);
                group.Run(groups, index => _invoke(address, index));
            }
            else
            {
                // no barriers, no shared memory: each work-item is a group of one
                var alone = new KernelConfig(new Index3D(1, 1, 1), new Index3D(1, 1, 1));
                var positions = Positions(extent);
                random.Shuffle(positions);
                using var group = new HostGroup(_kernel.Name, alone, options.Seed, races);
                group.Run(positions, _ => _invoke(address, WorkItem.Current.GridIndex));
            }
        }
    }

    private static Index3D[] Positions(Index3D extent)
    {
        var positions = new Index3D[extent.Size];
        for (int i = 0; i < positions.Length; i++)
            positions[i] = new(i % extent.X, i / extent.X % extent.Y, i / (extent.X * extent.Y));
        return positions;
    }

    private static Index1D Index1D(Index3D index) => new(index.X);

    private static Index2D Index2D(Index3D index) => new(index.X, index.Y);

    private static Index3D Index3D(Index3D index) => index;

    private void CheckViews(byte* packed)
    {
        foreach (var parameter in _kernel.Parameters)
            foreach (var leaf in parameter.Leaves)
                if (leaf.IsView) ((RawView*)(packed + leaf.Offset))->HandleOn(_accelerator, _kernel.Name);
    }

    private string Describe(nint packed, nint place)
    {
        int number = 0;
        foreach (var parameter in _kernel.Parameters)
        {
            number++;
            foreach (var leaf in parameter.Leaves)
            {
                if (!leaf.IsView) continue;
                var view = *(RawView*)(packed + leaf.Offset);
                int size = KernelParameter.SizeOf(leaf.Type.GetGenericArguments()[0]);
                long at = (place - view.Address) / size;
                if (place >= view.Address && at < view.Length) return $"element {at} of argument {number}";
            }
        }
        return "global memory";
    }
}
