using System.Runtime.InteropServices;
using System.Text;
using Neuron.Kernels.Compiler;
using Neuron.Kernels.Language;
using Neuron.Kernels.Memory;

namespace Neuron.Kernels.Runtime.Cuda;

/// <summary>Runs kernels through the CUDA driver.</summary>
internal sealed unsafe class CudaAccelerator : Accelerator
{
    /// <summary>The newest processor that every supported clang knows; newer GPUs run its PTX.</summary>
    private const int NewestForClang = 90;

    private readonly NativePool _memory;
    private readonly ProgramCache _programs;
    private readonly int _device, _capability;
    private readonly nint _context;
    private volatile bool _closed;
    private int _furtherStreams, _released;

    public CudaAccelerator(CudaDevice device)
        : base(AcceleratorType.Cuda, device.Name, LimitsOf(device.Ordinal))
    {
        int handle;
        nint context;
        Check(CudaApi.DeviceGet(&handle, device.Ordinal), "cuDeviceGet");
        Check(CudaApi.PrimaryContextRetain(&context, handle), "cuDevicePrimaryCtxRetain");
        (_device, _context, _capability) = (handle, context, device.ComputeCapability);
        _memory = new(Allocate, Free, bytes => new KernelException(
            $"{this}: {bytes:N0} bytes refused, after the cache was emptied; {MemoryUse.Rented:N0} of {Limits.MemoryBytes:N0} bytes are in use."), slack: NativePool.SlackOf(Limits.MemoryBytes));
        _programs = new ProgramCache($"cuda compute_{_capability} nvrtc {Nvrtc.Version}");
        DefaultStream = new CudaStream(this);
    }

    public override AcceleratorStream DefaultStream { get; }

    public override (long Rented, long Cached) MemoryUse => (_memory.RentedBytes, _memory.CachedBytes);

    public override AcceleratorStream CreateStream()
    {
        var stream = new CudaStream(this);
        Interlocked.Increment(ref _furtherStreams);
        Synchronize(); // what was given back before now waited for nobody
        return stream;
    }

    public override void Synchronize()
    {
        Enter();
        Check(CudaApi.Synchronize(), "cuCtxSynchronize");
    }

    public override void TrimMemory() => _memory.Trim();

    public override void Clear<T>(ArrayView<T> target, AcceleratorStream stream)
    {
        if (target.Length == 0) return;
        Enter();
        Check(CudaApi.Fill(AddressOf(target), 0, (nuint)(target.Length * sizeof(T)), Queue(stream)), "cuMemsetD8Async");
    }

    /// <summary>Makes the device's context this thread's.</summary>
    public void Enter() => Check(CudaApi.SetCurrent(_context), "cuCtxSetCurrent");

    /// <exception cref="KernelException">The result says failure; the message names device and call.</exception>
    public void Check(int result, string call)
    {
        if (result != 0) throw new KernelException($"{this}: {call} failed with {result}: {CudaApi.Meaning(result)}.");
    }

    internal override nint AllocateMemory(long bytes, out nint address) => address = _memory.Rent(bytes);

    internal override void FreeMemory(nint handle, long bytes)
    {
        // one stream's order suffices for the next owner of the block; several have none among them
        if (Volatile.Read(ref _furtherStreams) > 0 && CudaApi.SetCurrent(_context) == 0) CudaApi.Synchronize();
        _memory.Return(handle, bytes);
        if (_closed) ReleaseWhenEmpty();
    }

    /// <summary>Told that a stream has done its work and is gone.</summary>
    public void Forget(CudaStream stream)
    {
        if (stream != DefaultStream) Interlocked.Decrement(ref _furtherStreams);
    }

    internal override KernelVariant Compile(Kernel kernel, ReadOnlySpan<byte> arguments)
    {
        bool forClang = !Nvrtc.IsInstalled;
        var program = new KernelProgram(new CudaDialect(_capability, forClang));
        var entry = program.AddKernel(kernel.Method, kernel.IndexType, kernel.Parameters, kernel.GroupSize, arguments);
        if (entry.SharedBytes > Limits.StaticSharedBytes)
            throw new KernelException($"{kernel.Name} on {this}: its arrays take {entry.SharedBytes} bytes of shared memory, the limit is {Limits.StaticSharedBytes}; dynamic shared memory may take {Limits.SharedBytesPerGroup}.");
        string source = SourcePrinter.Print(program);
        Enter();
        nint module = Load(kernel.Name, source, forClang), function;
        fixed (byte* name = Encoding.UTF8.GetBytes(entry.Function.Name + "\0"))
            Check(CudaApi.ModuleGetFunction(&function, module, name), $"{kernel.Name}: cuModuleGetFunction");
        return new CudaVariant(this, kernel.Name, entry, source, function);
    }

    /// <summary>The module of a source: PTX, and where the driver is older than the compiler and does not know its PTX, machine code.</summary>
    private nint Load(string name, string source, bool forClang)
    {
        byte[] ptx = Translate(name, source, forClang);
        int result = TryLoad(ptx, out nint module, out string log);
        if (result is CudaApi.UnsupportedPtxVersion or CudaApi.InvalidPtx && !forClang)
        {
            byte[] code = Nvrtc.Compile(name, source, _capability, machineCode: true);
            result = TryLoad(code, out module, out log);
            if (result == 0) _programs.Add(source, code);
        }
        if (result == 0) return module;
        throw new KernelException($"{this}: {name}: cuModuleLoadDataEx failed with {result}: {CudaApi.Meaning(result)}.{(log.Length > 0 ? "\n" + log : "")}\n--- source ---\n{source}");
    }

    /// <summary>What the driver loads: by NVRTC; without it from the pack of PTX, or by clang.</summary>
    private byte[] Translate(string name, string source, bool forClang)
    {
        if (forClang && PtxPack.Find(source, _capability) is { } packed) return packed;
        if (_programs.Find(source) is { } known) return known;
        if (forClang && Clang.Missing is { } missing)
        {
            throw new KernelException($"{name}: its PTX is not in the library's pack, and nothing here can compile it: NVRTC is not installed (libnvrtc.so.13, .12 or .11.2; on Windows nvrtc64_*.dll; "
                + $"it comes with the CUDA toolkit, or as the package nvidia-cuda-nvrtc), and {missing}");
        }
        byte[] ptx = forClang ? Encoding.UTF8.GetBytes(Clang.Ptx(name, source, $"sm_{Math.Min(_capability, NewestForClang)}") + "\0") : Nvrtc.Compile(name, source, _capability);
        _programs.Add(source, ptx);
        return ptx;
    }

    private static int TryLoad(byte[] image, out nint module, out string log)
    {
        const int LogBytes = 8192, ErrorLog = 5, ErrorLogSize = 6; // CU_JIT_ERROR_LOG_BUFFER and its size
        byte* text = stackalloc byte[LogBytes];
        text[0] = 0;
        int* options = stackalloc int[] { ErrorLog, ErrorLogSize };
        void** values = stackalloc void*[] { text, (void*)(nint)LogBytes };
        nint loaded = 0;
        int result;
        fixed (byte* p = image) result = CudaApi.ModuleLoad(&loaded, p, 2, options, values);
        module = loaded;
        log = Marshal.PtrToStringUTF8((nint)text)!.Trim();
        return result;
    }

    private protected override void CopyIn<T>(ArrayView<T> target, ReadOnlySpan<T> source, AcceleratorStream stream)
    {
        Enter();
        nint queue = Queue(stream);
        fixed (T* p = source)
        {
            Check(CudaApi.CopyToDevice(AddressOf(target), p, (nuint)((long)source.Length * sizeof(T)), queue), "cuMemcpyHtoDAsync");
            Check(CudaApi.StreamSynchronize(queue), "cuStreamSynchronize"); // the source may move once it is no longer fixed
        }
    }

    private protected override void CopyOut<T>(Span<T> target, ArrayView<T> source, AcceleratorStream stream)
    {
        Enter();
        nint queue = Queue(stream);
        fixed (T* p = target)
        {
            Check(CudaApi.CopyToHost(p, AddressOf(source), (nuint)((long)target.Length * sizeof(T)), queue), "cuMemcpyDtoHAsync");
            Check(CudaApi.StreamSynchronize(queue), "cuStreamSynchronize");
        }
    }

    private protected override void CopyWithin<T>(ArrayView<T> source, ArrayView<T> target, AcceleratorStream stream)
    {
        Enter();
        Check(CudaApi.CopyWithin(AddressOf(target), AddressOf(source), (nuint)(source.Length * sizeof(T)), Queue(stream)), "cuMemcpyDtoDAsync");
    }

    private protected override void Close()
    {
        Synchronize();
        _memory.Close();
        DefaultStream.Dispose();
        _closed = true;
        ReleaseWhenEmpty();
    }

    /// <summary>Lets the context go once no buffer lies in it: others of this process may keep it, and their addresses must not be freed then.</summary>
    private void ReleaseWhenEmpty()
    {
        if (_memory.RentedBytes == 0 && Interlocked.Exchange(ref _released, 1) == 0) CudaApi.PrimaryContextRelease(_device);
    }

    private nint Queue(AcceleratorStream stream) => stream is CudaStream own && own.Accelerator == this ? own.Queue
        : throw new KernelException($"{this} was given a stream of {stream.Accelerator}.");

    private ulong AddressOf<T>(ArrayView<T> view) where T : unmanaged
    {
        var entry = BufferTable.Find(view.Buffer);
        return entry.Owner == this ? (ulong)view.Address : throw new KernelException($"{this} was given memory of {entry.Owner}.");
    }

    private nint Allocate(long bytes)
    {
        Enter();
        ulong address;
        int result = CudaApi.MemAlloc(&address, (nuint)bytes);
        if (result == CudaApi.OutOfMemory) return 0;
        Check(result, "cuMemAlloc");
        return (nint)address;
    }

    private void Free(nint block)
    {
        // a finalizer may come here after the process began to end
        if (CudaApi.SetCurrent(_context) == 0) CudaApi.MemFree((ulong)block);
    }

    private static DeviceLimits LimitsOf(int ordinal)
    {
        int handle = 0;
        nuint memory = 0;
        CudaApi.DeviceGet(&handle, ordinal);
        CudaApi.DeviceTotalMem(&memory, handle);
        int device = handle;
        int Get(int attribute)
        {
            int value = 0;
            return CudaApi.DeviceGetAttribute(&value, attribute, device) == 0 ? value : 0;
        }
        bool ampere = Get(75) >= 8;
        return new DeviceLimits
        {
            MemoryBytes = (long)memory,
            MaxBufferBytes = (long)memory,
            SharedBytesPerGroup = Math.Max(Get(8), Get(97)), // 97: what a kernel may opt in to
            StaticSharedBytes = Get(8),
            MaxGroupSize = Get(1),
            MaxGroupDimension = new(Get(2), Get(3), Get(4)),
            MaxGridDimension = new(Get(5), Get(6), Get(7)),
            Multiprocessors = Get(16),
            Float64 = true,
            Int64Atomics = true,
            IsCpu = false,
            TensorCores = ampere,
            AsyncCopies = ampere,
        };
    }
}
