// Made by a loop over the number of arguments: the same five loaders for 1 to 12 of them.
using Neuron.Kernels.Language;

namespace Neuron.Kernels.Runtime;

public abstract partial class Accelerator
{
    /// <summary>Loads an implicitly grouped kernel of 1 argument; it launches on the default stream.</summary>
    public Action<TIndex, T1> LoadAutoGroupedStreamKernel<TIndex, T1>(Action<TIndex, T1> kernel)
        where TIndex : unmanaged where T1 : unmanaged
    {
        var loaded = LoadKernel(kernel.Method);
        return (index, a1) => loaded.LaunchOver(DefaultStream, index, a1);
    }

    /// <summary>Loads an implicitly grouped kernel of 1 argument; each launch names its stream.</summary>
    public Action<AcceleratorStream, TIndex, T1> LoadAutoGroupedKernel<TIndex, T1>(Action<TIndex, T1> kernel)
        where TIndex : unmanaged where T1 : unmanaged
    {
        var loaded = LoadKernel(kernel.Method);
        return (stream, index, a1) => loaded.LaunchOver(stream, index, a1);
    }

    /// <summary>Loads an implicitly grouped kernel of 1 argument with a fixed group size.</summary>
    public Action<TIndex, T1> LoadImplicitlyGroupedStreamKernel<TIndex, T1>(Action<TIndex, T1> kernel, int groupSize)
        where TIndex : unmanaged where T1 : unmanaged
    {
        var loaded = LoadKernel(kernel.Method, new Index3D(groupSize, 1, 1));
        return (index, a1) => loaded.LaunchOver(DefaultStream, index, a1);
    }

    /// <summary>Loads an explicitly grouped kernel of 1 argument; it launches on the default stream.</summary>
    public Action<KernelConfig, T1> LoadStreamKernel<T1>(Action<T1> kernel)
        where T1 : unmanaged
    {
        var loaded = LoadKernel(kernel.Method);
        return (config, a1) => loaded.Launch(DefaultStream, config, a1);
    }

    /// <summary>Loads an explicitly grouped kernel of 1 argument; each launch names its stream.</summary>
    public Action<AcceleratorStream, KernelConfig, T1> LoadKernel<T1>(Action<T1> kernel)
        where T1 : unmanaged
    {
        var loaded = LoadKernel(kernel.Method);
        return (stream, config, a1) => loaded.Launch(stream, config, a1);
    }

    /// <summary>Loads an implicitly grouped kernel of 2 arguments; it launches on the default stream.</summary>
    public Action<TIndex, T1, T2> LoadAutoGroupedStreamKernel<TIndex, T1, T2>(Action<TIndex, T1, T2> kernel)
        where TIndex : unmanaged where T1 : unmanaged where T2 : unmanaged
    {
        var loaded = LoadKernel(kernel.Method);
        return (index, a1, a2) => loaded.LaunchOver(DefaultStream, index, a1, a2);
    }

    /// <summary>Loads an implicitly grouped kernel of 2 arguments; each launch names its stream.</summary>
    public Action<AcceleratorStream, TIndex, T1, T2> LoadAutoGroupedKernel<TIndex, T1, T2>(Action<TIndex, T1, T2> kernel)
        where TIndex : unmanaged where T1 : unmanaged where T2 : unmanaged
    {
        var loaded = LoadKernel(kernel.Method);
        return (stream, index, a1, a2) => loaded.LaunchOver(stream, index, a1, a2);
    }

    /// <summary>Loads an implicitly grouped kernel of 2 arguments with a fixed group size.</summary>
    public Action<TIndex, T1, T2> LoadImplicitlyGroupedStreamKernel<TIndex, T1, T2>(Action<TIndex, T1, T2> kernel, int groupSize)
        where TIndex : unmanaged where T1 : unmanaged where T2 : unmanaged
    {
        var loaded = LoadKernel(kernel.Method, new Index3D(groupSize, 1, 1));
        return (index, a1, a2) => loaded.LaunchOver(DefaultStream, index, a1, a2);
    }

    /// <summary>Loads an explicitly grouped kernel of 2 arguments; it launches on the default stream.</summary>
    public Action<KernelConfig, T1, T2> LoadStreamKernel<T1, T2>(Action<T1, T2> kernel)
        where T1 : unmanaged where T2 : unmanaged
    {
        var loaded = LoadKernel(kernel.Method);
        return (config, a1, a2) => loaded.Launch(DefaultStream, config, a1, a2);
    }

    /// <summary>Loads an explicitly grouped kernel of 2 arguments; each launch names its stream.</summary>
    public Action<AcceleratorStream, KernelConfig, T1, T2> LoadKernel<T1, T2>(Action<T1, T2> kernel)
        where T1 : unmanaged where T2 : unmanaged
    {
        var loaded = LoadKernel(kernel.Method);
        return (stream, config, a1, a2) => loaded.Launch(stream, config, a1, a2);
    }

    /// <summary>Loads an implicitly grouped kernel of 3 arguments; it launches on the default stream.</summary>
    public Action<TIndex, T1, T2, T3> LoadAutoGroupedStreamKernel<TIndex, T1, T2, T3>(Action<TIndex, T1, T2, T3> kernel)
        where TIndex : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged
    {
        var loaded = LoadKernel(kernel.Method);
        return (index, a1, a2, a3) => loaded.LaunchOver(DefaultStream, index, a1, a2, a3);
    }

    /// <summary>Loads an implicitly grouped kernel of 3 arguments; each launch names its stream.</summary>
    public Action<AcceleratorStream, TIndex, T1, T2, T3> LoadAutoGroupedKernel<TIndex, T1, T2, T3>(Action<TIndex, T1, T2, T3> kernel)
        where TIndex : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged
    {
        var loaded = LoadKernel(kernel.Method);
        return (stream, index, a1, a2, a3) => loaded.LaunchOver(stream, index, a1, a2, a3);
    }

    /// <summary>Loads an implicitly grouped kernel of 3 arguments with a fixed group size.</summary>
    public Action<TIndex, T1, T2, T3> LoadImplicitlyGroupedStreamKernel<TIndex, T1, T2, T3>(Action<TIndex, T1, T2, T3> kernel, int groupSize)
        where TIndex : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged
    {
        var loaded = LoadKernel(kernel.Method, new Index3D(groupSize, 1, 1));
        return (index, a1, a2, a3) => loaded.LaunchOver(DefaultStream, index, a1, a2, a3);
    }

    /// <summary>Loads an explicitly grouped kernel of 3 arguments; it launches on the default stream.</summary>
    public Action<KernelConfig, T1, T2, T3> LoadStreamKernel<T1, T2, T3>(Action<T1, T2, T3> kernel)
        where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged
    {
        var loaded = LoadKernel(kernel.Method);
        return (config, a1, a2, a3) => loaded.Launch(DefaultStream, config, a1, a2, a3);
    }

    /// <summary>Loads an explicitly grouped kernel of 3 arguments; each launch names its stream.</summary>
    public Action<AcceleratorStream, KernelConfig, T1, T2, T3> LoadKernel<T1, T2, T3>(Action<T1, T2, T3> kernel)
        where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged
    {
        var loaded = LoadKernel(kernel.Method);
        return (stream, config, a1, a2, a3) => loaded.Launch(stream, config, a1, a2, a3);
    }

    /// <summary>Loads an implicitly grouped kernel of 4 arguments; it launches on the default stream.</summary>
    public Action<TIndex, T1, T2, T3, T4> LoadAutoGroupedStreamKernel<TIndex, T1, T2, T3, T4>(Action<TIndex, T1, T2, T3, T4> kernel)
        where TIndex : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged
    {
        var loaded = LoadKernel(kernel.Method);
        return (index, a1, a2, a3, a4) => loaded.LaunchOver(DefaultStream, index, a1, a2, a3, a4);
    }

    /// <summary>Loads an implicitly grouped kernel of 4 arguments; each launch names its stream.</summary>
    public Action<AcceleratorStream, TIndex, T1, T2, T3, T4> LoadAutoGroupedKernel<TIndex, T1, T2, T3, T4>(Action<TIndex, T1, T2, T3, T4> kernel)
        where TIndex : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged
    {
        var loaded = LoadKernel(kernel.Method);
        return (stream, index, a1, a2, a3, a4) => loaded.LaunchOver(stream, index, a1, a2, a3, a4);
    }

    /// <summary>Loads an implicitly grouped kernel of 4 arguments with a fixed group size.</summary>
    public Action<TIndex, T1, T2, T3, T4> LoadImplicitlyGroupedStreamKernel<TIndex, T1, T2, T3, T4>(Action<TIndex, T1, T2, T3, T4> kernel, int groupSize)
        where TIndex : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged
    {
        var loaded = LoadKernel(kernel.Method, new Index3D(groupSize, 1, 1));
        return (index, a1, a2, a3, a4) => loaded.LaunchOver(DefaultStream, index, a1, a2, a3, a4);
    }

    /// <summary>Loads an explicitly grouped kernel of 4 arguments; it launches on the default stream.</summary>
    public Action<KernelConfig, T1, T2, T3, T4> LoadStreamKernel<T1, T2, T3, T4>(Action<T1, T2, T3, T4> kernel)
        where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged
    {
        var loaded = LoadKernel(kernel.Method);
        return (config, a1, a2, a3, a4) => loaded.Launch(DefaultStream, config, a1, a2, a3, a4);
    }

    /// <summary>Loads an explicitly grouped kernel of 4 arguments; each launch names its stream.</summary>
    public Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4> LoadKernel<T1, T2, T3, T4>(Action<T1, T2, T3, T4> kernel)
        where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged
    {
        var loaded = LoadKernel(kernel.Method);
        return (stream, config, a1, a2, a3, a4) => loaded.Launch(stream, config, a1, a2, a3, a4);
    }

    /// <summary>Loads an implicitly grouped kernel of 5 arguments; it launches on the default stream.</summary>
    public Action<TIndex, T1, T2, T3, T4, T5> LoadAutoGroupedStreamKernel<TIndex, T1, T2, T3, T4, T5>(Action<TIndex, T1, T2, T3, T4, T5> kernel)
        where TIndex : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged
    {
        var loaded = LoadKernel(kernel.Method);
        return (index, a1, a2, a3, a4, a5) => loaded.LaunchOver(DefaultStream, index, a1, a2, a3, a4, a5);
    }

    /// <summary>Loads an implicitly grouped kernel of 5 arguments; each launch names its stream.</summary>
    public Action<AcceleratorStream, TIndex, T1, T2, T3, T4, T5> LoadAutoGroupedKernel<TIndex, T1, T2, T3, T4, T5>(Action<TIndex, T1, T2, T3, T4, T5> kernel)
        where TIndex : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged
    {
        var loaded = LoadKernel(kernel.Method);
        return (stream, index, a1, a2, a3, a4, a5) => loaded.LaunchOver(stream, index, a1, a2, a3, a4, a5);
    }

    /// <summary>Loads an implicitly grouped kernel of 5 arguments with a fixed group size.</summary>
    public Action<TIndex, T1, T2, T3, T4, T5> LoadImplicitlyGroupedStreamKernel<TIndex, T1, T2, T3, T4, T5>(Action<TIndex, T1, T2, T3, T4, T5> kernel, int groupSize)
        where TIndex : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged
    {
        var loaded = LoadKernel(kernel.Method, new Index3D(groupSize, 1, 1));
        return (index, a1, a2, a3, a4, a5) => loaded.LaunchOver(DefaultStream, index, a1, a2, a3, a4, a5);
    }

    /// <summary>Loads an explicitly grouped kernel of 5 arguments; it launches on the default stream.</summary>
    public Action<KernelConfig, T1, T2, T3, T4, T5> LoadStreamKernel<T1, T2, T3, T4, T5>(Action<T1, T2, T3, T4, T5> kernel)
        where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged
    {
        var loaded = LoadKernel(kernel.Method);
        return (config, a1, a2, a3, a4, a5) => loaded.Launch(DefaultStream, config, a1, a2, a3, a4, a5);
    }

    /// <summary>Loads an explicitly grouped kernel of 5 arguments; each launch names its stream.</summary>
    public Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4, T5> LoadKernel<T1, T2, T3, T4, T5>(Action<T1, T2, T3, T4, T5> kernel)
        where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged
    {
        var loaded = LoadKernel(kernel.Method);
        return (stream, config, a1, a2, a3, a4, a5) => loaded.Launch(stream, config, a1, a2, a3, a4, a5);
    }

    /// <summary>Loads an implicitly grouped kernel of 6 arguments; it launches on the default stream.</summary>
    public Action<TIndex, T1, T2, T3, T4, T5, T6> LoadAutoGroupedStreamKernel<TIndex, T1, T2, T3, T4, T5, T6>(Action<TIndex, T1, T2, T3, T4, T5, T6> kernel)
        where TIndex : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged where T6 : unmanaged
    {
        var loaded = LoadKernel(kernel.Method);
        return (index, a1, a2, a3, a4, a5, a6) => loaded.LaunchOver(DefaultStream, index, a1, a2, a3, a4, a5, a6);
    }

    /// <summary>Loads an implicitly grouped kernel of 6 arguments; each launch names its stream.</summary>
    public Action<AcceleratorStream, TIndex, T1, T2, T3, T4, T5, T6> LoadAutoGroupedKernel<TIndex, T1, T2, T3, T4, T5, T6>(Action<TIndex, T1, T2, T3, T4, T5, T6> kernel)
        where TIndex : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged where T6 : unmanaged
    {
        var loaded = LoadKernel(kernel.Method);
        return (stream, index, a1, a2, a3, a4, a5, a6) => loaded.LaunchOver(stream, index, a1, a2, a3, a4, a5, a6);
    }

    /// <summary>Loads an implicitly grouped kernel of 6 arguments with a fixed group size.</summary>
    public Action<TIndex, T1, T2, T3, T4, T5, T6> LoadImplicitlyGroupedStreamKernel<TIndex, T1, T2, T3, T4, T5, T6>(Action<TIndex, T1, T2, T3, T4, T5, T6> kernel, int groupSize)
        where TIndex : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged where T6 : unmanaged
    {
        var loaded = LoadKernel(kernel.Method, new Index3D(groupSize, 1, 1));
        return (index, a1, a2, a3, a4, a5, a6) => loaded.LaunchOver(DefaultStream, index, a1, a2, a3, a4, a5, a6);
    }

    /// <summary>Loads an explicitly grouped kernel of 6 arguments; it launches on the default stream.</summary>
    public Action<KernelConfig, T1, T2, T3, T4, T5, T6> LoadStreamKernel<T1, T2, T3, T4, T5, T6>(Action<T1, T2, T3, T4, T5, T6> kernel)
        where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged where T6 : unmanaged
    {
        var loaded = LoadKernel(kernel.Method);
        return (config, a1, a2, a3, a4, a5, a6) => loaded.Launch(DefaultStream, config, a1, a2, a3, a4, a5, a6);
    }

    /// <summary>Loads an explicitly grouped kernel of 6 arguments; each launch names its stream.</summary>
    public Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4, T5, T6> LoadKernel<T1, T2, T3, T4, T5, T6>(Action<T1, T2, T3, T4, T5, T6> kernel)
        where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged where T6 : unmanaged
    {
        var loaded = LoadKernel(kernel.Method);
        return (stream, config, a1, a2, a3, a4, a5, a6) => loaded.Launch(stream, config, a1, a2, a3, a4, a5, a6);
    }

    /// <summary>Loads an implicitly grouped kernel of 7 arguments; it launches on the default stream.</summary>
    public Action<TIndex, T1, T2, T3, T4, T5, T6, T7> LoadAutoGroupedStreamKernel<TIndex, T1, T2, T3, T4, T5, T6, T7>(Action<TIndex, T1, T2, T3, T4, T5, T6, T7> kernel)
        where TIndex : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged where T6 : unmanaged where T7 : unmanaged
    {
        var loaded = LoadKernel(kernel.Method);
        return (index, a1, a2, a3, a4, a5, a6, a7) => loaded.LaunchOver(DefaultStream, index, a1, a2, a3, a4, a5, a6, a7);
    }

    /// <summary>Loads an implicitly grouped kernel of 7 arguments; each launch names its stream.</summary>
    public Action<AcceleratorStream, TIndex, T1, T2, T3, T4, T5, T6, T7> LoadAutoGroupedKernel<TIndex, T1, T2, T3, T4, T5, T6, T7>(Action<TIndex, T1, T2, T3, T4, T5, T6, T7> kernel)
        where TIndex : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged where T6 : unmanaged where T7 : unmanaged
    {
        var loaded = LoadKernel(kernel.Method);
        return (stream, index, a1, a2, a3, a4, a5, a6, a7) => loaded.LaunchOver(stream, index, a1, a2, a3, a4, a5, a6, a7);
    }

    /// <summary>Loads an implicitly grouped kernel of 7 arguments with a fixed group size.</summary>
    public Action<TIndex, T1, T2, T3, T4, T5, T6, T7> LoadImplicitlyGroupedStreamKernel<TIndex, T1, T2, T3, T4, T5, T6, T7>(Action<TIndex, T1, T2, T3, T4, T5, T6, T7> kernel, int groupSize)
        where TIndex : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged where T6 : unmanaged where T7 : unmanaged
    {
        var loaded = LoadKernel(kernel.Method, new Index3D(groupSize, 1, 1));
        return (index, a1, a2, a3, a4, a5, a6, a7) => loaded.LaunchOver(DefaultStream, index, a1, a2, a3, a4, a5, a6, a7);
    }

    /// <summary>Loads an explicitly grouped kernel of 7 arguments; it launches on the default stream.</summary>
    public Action<KernelConfig, T1, T2, T3, T4, T5, T6, T7> LoadStreamKernel<T1, T2, T3, T4, T5, T6, T7>(Action<T1, T2, T3, T4, T5, T6, T7> kernel)
        where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged where T6 : unmanaged where T7 : unmanaged
    {
        var loaded = LoadKernel(kernel.Method);
        return (config, a1, a2, a3, a4, a5, a6, a7) => loaded.Launch(DefaultStream, config, a1, a2, a3, a4, a5, a6, a7);
    }

    /// <summary>Loads an explicitly grouped kernel of 7 arguments; each launch names its stream.</summary>
    public Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4, T5, T6, T7> LoadKernel<T1, T2, T3, T4, T5, T6, T7>(Action<T1, T2, T3, T4, T5, T6, T7> kernel)
        where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged where T6 : unmanaged where T7 : unmanaged
    {
        var loaded = LoadKernel(kernel.Method);
        return (stream, config, a1, a2, a3, a4, a5, a6, a7) => loaded.Launch(stream, config, a1, a2, a3, a4, a5, a6, a7);
    }

    /// <summary>Loads an implicitly grouped kernel of 8 arguments; it launches on the default stream.</summary>
    public Action<TIndex, T1, T2, T3, T4, T5, T6, T7, T8> LoadAutoGroupedStreamKernel<TIndex, T1, T2, T3, T4, T5, T6, T7, T8>(Action<TIndex, T1, T2, T3, T4, T5, T6, T7, T8> kernel)
        where TIndex : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged where T6 : unmanaged where T7 : unmanaged where T8 : unmanaged
    {
        var loaded = LoadKernel(kernel.Method);
        return (index, a1, a2, a3, a4, a5, a6, a7, a8) => loaded.LaunchOver(DefaultStream, index, a1, a2, a3, a4, a5, a6, a7, a8);
    }

    /// <summary>Loads an implicitly grouped kernel of 8 arguments; each launch names its stream.</summary>
    public Action<AcceleratorStream, TIndex, T1, T2, T3, T4, T5, T6, T7, T8> LoadAutoGroupedKernel<TIndex, T1, T2, T3, T4, T5, T6, T7, T8>(Action<TIndex, T1, T2, T3, T4, T5, T6, T7, T8> kernel)
        where TIndex : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged where T6 : unmanaged where T7 : unmanaged where T8 : unmanaged
    {
        var loaded = LoadKernel(kernel.Method);
        return (stream, index, a1, a2, a3, a4, a5, a6, a7, a8) => loaded.LaunchOver(stream, index, a1, a2, a3, a4, a5, a6, a7, a8);
    }

    /// <summary>Loads an implicitly grouped kernel of 8 arguments with a fixed group size.</summary>
    public Action<TIndex, T1, T2, T3, T4, T5, T6, T7, T8> LoadImplicitlyGroupedStreamKernel<TIndex, T1, T2, T3, T4, T5, T6, T7, T8>(Action<TIndex, T1, T2, T3, T4, T5, T6, T7, T8> kernel, int groupSize)
        where TIndex : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged where T6 : unmanaged where T7 : unmanaged where T8 : unmanaged
    {
        var loaded = LoadKernel(kernel.Method, new Index3D(groupSize, 1, 1));
        return (index, a1, a2, a3, a4, a5, a6, a7, a8) => loaded.LaunchOver(DefaultStream, index, a1, a2, a3, a4, a5, a6, a7, a8);
    }

    /// <summary>Loads an explicitly grouped kernel of 8 arguments; it launches on the default stream.</summary>
    public Action<KernelConfig, T1, T2, T3, T4, T5, T6, T7, T8> LoadStreamKernel<T1, T2, T3, T4, T5, T6, T7, T8>(Action<T1, T2, T3, T4, T5, T6, T7, T8> kernel)
        where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged where T6 : unmanaged where T7 : unmanaged where T8 : unmanaged
    {
        var loaded = LoadKernel(kernel.Method);
        return (config, a1, a2, a3, a4, a5, a6, a7, a8) => loaded.Launch(DefaultStream, config, a1, a2, a3, a4, a5, a6, a7, a8);
    }

    /// <summary>Loads an explicitly grouped kernel of 8 arguments; each launch names its stream.</summary>
    public Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4, T5, T6, T7, T8> LoadKernel<T1, T2, T3, T4, T5, T6, T7, T8>(Action<T1, T2, T3, T4, T5, T6, T7, T8> kernel)
        where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged where T6 : unmanaged where T7 : unmanaged where T8 : unmanaged
    {
        var loaded = LoadKernel(kernel.Method);
        return (stream, config, a1, a2, a3, a4, a5, a6, a7, a8) => loaded.Launch(stream, config, a1, a2, a3, a4, a5, a6, a7, a8);
    }

    /// <summary>Loads an implicitly grouped kernel of 9 arguments; it launches on the default stream.</summary>
    public Action<TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9> LoadAutoGroupedStreamKernel<TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9>(Action<TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9> kernel)
        where TIndex : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged where T6 : unmanaged where T7 : unmanaged where T8 : unmanaged where T9 : unmanaged
    {
        var loaded = LoadKernel(kernel.Method);
        return (index, a1, a2, a3, a4, a5, a6, a7, a8, a9) => loaded.LaunchOver(DefaultStream, index, a1, a2, a3, a4, a5, a6, a7, a8, a9);
    }

    /// <summary>Loads an implicitly grouped kernel of 9 arguments; each launch names its stream.</summary>
    public Action<AcceleratorStream, TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9> LoadAutoGroupedKernel<TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9>(Action<TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9> kernel)
        where TIndex : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged where T6 : unmanaged where T7 : unmanaged where T8 : unmanaged where T9 : unmanaged
    {
        var loaded = LoadKernel(kernel.Method);
        return (stream, index, a1, a2, a3, a4, a5, a6, a7, a8, a9) => loaded.LaunchOver(stream, index, a1, a2, a3, a4, a5, a6, a7, a8, a9);
    }

    /// <summary>Loads an implicitly grouped kernel of 9 arguments with a fixed group size.</summary>
    public Action<TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9> LoadImplicitlyGroupedStreamKernel<TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9>(Action<TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9> kernel, int groupSize)
        where TIndex : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged where T6 : unmanaged where T7 : unmanaged where T8 : unmanaged where T9 : unmanaged
    {
        var loaded = LoadKernel(kernel.Method, new Index3D(groupSize, 1, 1));
        return (index, a1, a2, a3, a4, a5, a6, a7, a8, a9) => loaded.LaunchOver(DefaultStream, index, a1, a2, a3, a4, a5, a6, a7, a8, a9);
    }

    /// <summary>Loads an explicitly grouped kernel of 9 arguments; it launches on the default stream.</summary>
    public Action<KernelConfig, T1, T2, T3, T4, T5, T6, T7, T8, T9> LoadStreamKernel<T1, T2, T3, T4, T5, T6, T7, T8, T9>(Action<T1, T2, T3, T4, T5, T6, T7, T8, T9> kernel)
        where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged where T6 : unmanaged where T7 : unmanaged where T8 : unmanaged where T9 : unmanaged
    {
        var loaded = LoadKernel(kernel.Method);
        return (config, a1, a2, a3, a4, a5, a6, a7, a8, a9) => loaded.Launch(DefaultStream, config, a1, a2, a3, a4, a5, a6, a7, a8, a9);
    }

    /// <summary>Loads an explicitly grouped kernel of 9 arguments; each launch names its stream.</summary>
    public Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4, T5, T6, T7, T8, T9> LoadKernel<T1, T2, T3, T4, T5, T6, T7, T8, T9>(Action<T1, T2, T3, T4, T5, T6, T7, T8, T9> kernel)
        where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged where T6 : unmanaged where T7 : unmanaged where T8 : unmanaged where T9 : unmanaged
    {
        var loaded = LoadKernel(kernel.Method);
        return (stream, config, a1, a2, a3, a4, a5, a6, a7, a8, a9) => loaded.Launch(stream, config, a1, a2, a3, a4, a5, a6, a7, a8, a9);
    }

    /// <summary>Loads an implicitly grouped kernel of 10 arguments; it launches on the default stream.</summary>
    public Action<TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10> LoadAutoGroupedStreamKernel<TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>(Action<TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10> kernel)
        where TIndex : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged where T6 : unmanaged where T7 : unmanaged where T8 : unmanaged where T9 : unmanaged where T10 : unmanaged
    {
        var loaded = LoadKernel(kernel.Method);
        return (index, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10) => loaded.LaunchOver(DefaultStream, index, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10);
    }

    /// <summary>Loads an implicitly grouped kernel of 10 arguments; each launch names its stream.</summary>
    public Action<AcceleratorStream, TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10> LoadAutoGroupedKernel<TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>(Action<TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10> kernel)
        where TIndex : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged where T6 : unmanaged where T7 : unmanaged where T8 : unmanaged where T9 : unmanaged where T10 : unmanaged
    {
        var loaded = LoadKernel(kernel.Method);
        return (stream, index, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10) => loaded.LaunchOver(stream, index, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10);
    }

    /// <summary>Loads an implicitly grouped kernel of 10 arguments with a fixed group size.</summary>
    public Action<TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10> LoadImplicitlyGroupedStreamKernel<TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>(Action<TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10> kernel, int groupSize)
        where TIndex : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged where T6 : unmanaged where T7 : unmanaged where T8 : unmanaged where T9 : unmanaged where T10 : unmanaged
    {
        var loaded = LoadKernel(kernel.Method, new Index3D(groupSize, 1, 1));
        return (index, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10) => loaded.LaunchOver(DefaultStream, index, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10);
    }

    /// <summary>Loads an explicitly grouped kernel of 10 arguments; it launches on the default stream.</summary>
    public Action<KernelConfig, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10> LoadStreamKernel<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>(Action<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10> kernel)
        where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged where T6 : unmanaged where T7 : unmanaged where T8 : unmanaged where T9 : unmanaged where T10 : unmanaged
    {
        var loaded = LoadKernel(kernel.Method);
        return (config, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10) => loaded.Launch(DefaultStream, config, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10);
    }

    /// <summary>Loads an explicitly grouped kernel of 10 arguments; each launch names its stream.</summary>
    public Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10> LoadKernel<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>(Action<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10> kernel)
        where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged where T6 : unmanaged where T7 : unmanaged where T8 : unmanaged where T9 : unmanaged where T10 : unmanaged
    {
        var loaded = LoadKernel(kernel.Method);
        return (stream, config, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10) => loaded.Launch(stream, config, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10);
    }

    /// <summary>Loads an implicitly grouped kernel of 11 arguments; it launches on the default stream.</summary>
    public Action<TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11> LoadAutoGroupedStreamKernel<TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11>(Action<TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11> kernel)
        where TIndex : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged where T6 : unmanaged where T7 : unmanaged where T8 : unmanaged where T9 : unmanaged where T10 : unmanaged where T11 : unmanaged
    {
        var loaded = LoadKernel(kernel.Method);
        return (index, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11) => loaded.LaunchOver(DefaultStream, index, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11);
    }

    /// <summary>Loads an implicitly grouped kernel of 11 arguments; each launch names its stream.</summary>
    public Action<AcceleratorStream, TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11> LoadAutoGroupedKernel<TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11>(Action<TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11> kernel)
        where TIndex : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged where T6 : unmanaged where T7 : unmanaged where T8 : unmanaged where T9 : unmanaged where T10 : unmanaged where T11 : unmanaged
    {
        var loaded = LoadKernel(kernel.Method);
        return (stream, index, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11) => loaded.LaunchOver(stream, index, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11);
    }

    /// <summary>Loads an implicitly grouped kernel of 11 arguments with a fixed group size.</summary>
    public Action<TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11> LoadImplicitlyGroupedStreamKernel<TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11>(Action<TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11> kernel, int groupSize)
        where TIndex : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged where T6 : unmanaged where T7 : unmanaged where T8 : unmanaged where T9 : unmanaged where T10 : unmanaged where T11 : unmanaged
    {
        var loaded = LoadKernel(kernel.Method, new Index3D(groupSize, 1, 1));
        return (index, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11) => loaded.LaunchOver(DefaultStream, index, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11);
    }

    /// <summary>Loads an explicitly grouped kernel of 11 arguments; it launches on the default stream.</summary>
    public Action<KernelConfig, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11> LoadStreamKernel<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11>(Action<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11> kernel)
        where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged where T6 : unmanaged where T7 : unmanaged where T8 : unmanaged where T9 : unmanaged where T10 : unmanaged where T11 : unmanaged
    {
        var loaded = LoadKernel(kernel.Method);
        return (config, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11) => loaded.Launch(DefaultStream, config, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11);
    }

    /// <summary>Loads an explicitly grouped kernel of 11 arguments; each launch names its stream.</summary>
    public Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11> LoadKernel<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11>(Action<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11> kernel)
        where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged where T6 : unmanaged where T7 : unmanaged where T8 : unmanaged where T9 : unmanaged where T10 : unmanaged where T11 : unmanaged
    {
        var loaded = LoadKernel(kernel.Method);
        return (stream, config, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11) => loaded.Launch(stream, config, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11);
    }

    /// <summary>Loads an implicitly grouped kernel of 12 arguments; it launches on the default stream.</summary>
    public Action<TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12> LoadAutoGroupedStreamKernel<TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12>(Action<TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12> kernel)
        where TIndex : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged where T6 : unmanaged where T7 : unmanaged where T8 : unmanaged where T9 : unmanaged where T10 : unmanaged where T11 : unmanaged where T12 : unmanaged
    {
        var loaded = LoadKernel(kernel.Method);
        return (index, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12) => loaded.LaunchOver(DefaultStream, index, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12);
    }

    /// <summary>Loads an implicitly grouped kernel of 12 arguments; each launch names its stream.</summary>
    public Action<AcceleratorStream, TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12> LoadAutoGroupedKernel<TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12>(Action<TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12> kernel)
        where TIndex : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged where T6 : unmanaged where T7 : unmanaged where T8 : unmanaged where T9 : unmanaged where T10 : unmanaged where T11 : unmanaged where T12 : unmanaged
    {
        var loaded = LoadKernel(kernel.Method);
        return (stream, index, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12) => loaded.LaunchOver(stream, index, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12);
    }

    /// <summary>Loads an implicitly grouped kernel of 12 arguments with a fixed group size.</summary>
    public Action<TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12> LoadImplicitlyGroupedStreamKernel<TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12>(Action<TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12> kernel, int groupSize)
        where TIndex : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged where T6 : unmanaged where T7 : unmanaged where T8 : unmanaged where T9 : unmanaged where T10 : unmanaged where T11 : unmanaged where T12 : unmanaged
    {
        var loaded = LoadKernel(kernel.Method, new Index3D(groupSize, 1, 1));
        return (index, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12) => loaded.LaunchOver(DefaultStream, index, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12);
    }

    /// <summary>Loads an explicitly grouped kernel of 12 arguments; it launches on the default stream.</summary>
    public Action<KernelConfig, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12> LoadStreamKernel<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12>(Action<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12> kernel)
        where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged where T6 : unmanaged where T7 : unmanaged where T8 : unmanaged where T9 : unmanaged where T10 : unmanaged where T11 : unmanaged where T12 : unmanaged
    {
        var loaded = LoadKernel(kernel.Method);
        return (config, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12) => loaded.Launch(DefaultStream, config, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12);
    }

    /// <summary>Loads an explicitly grouped kernel of 12 arguments; each launch names its stream.</summary>
    public Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12> LoadKernel<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12>(Action<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12> kernel)
        where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged where T6 : unmanaged where T7 : unmanaged where T8 : unmanaged where T9 : unmanaged where T10 : unmanaged where T11 : unmanaged where T12 : unmanaged
    {
        var loaded = LoadKernel(kernel.Method);
        return (stream, config, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12) => loaded.Launch(stream, config, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12);
    }
}
