using System.Text;
using Neuron.Kernels.Compiler;
using Neuron.Kernels.Language;
using Neuron.Kernels.Memory;

namespace Neuron.Kernels.Runtime.OpenCL;

/// <summary>Runs kernels through OpenCL 1.2.</summary>
internal sealed unsafe class OpenClAccelerator : Accelerator
{
    private readonly NativePool _memory;
    private readonly ProgramCache _programs;
    private readonly List<OpenClStream> _streams = [];
    private readonly string _options;

    public OpenClAccelerator(OpenClDevice device)
        : base(AcceleratorType.OpenCL, $"{device.Name} ({device.Platform})", LimitsOf(device.Handle))
    {
        Device = device.Handle;
        int error;
        Context = OpenClApi.CreateContext(Device, &error);
        Check(error, "clCreateContext");
        _memory = new(Allocate, handle => OpenClApi.Release("MemObject", handle), Refused, slack: NativePool.SlackOf(Limits.IsCpu ? 0 : Limits.MemoryBytes));
        _options = OptionsOf(Device);
        _programs = new ProgramCache($"{device.Name} {device.Platform} {device.Version} {DriverVersion(Device)} {_options}");
        DefaultStream = CreateStream();
    }

    public nint Device { get; }

    public nint Context { get; }

    public override AcceleratorStream DefaultStream { get; }

    public override (long Rented, long Cached) MemoryUse => (_memory.RentedBytes, _memory.CachedBytes);

    public override AcceleratorStream CreateStream()
    {
        var stream = new OpenClStream(this);
        bool isFurther;
        lock (_streams)
        {
            _streams.Add(stream);
            isFurther = _streams.Count > 1;
        }
        if (isFurther) Synchronize(); // what was given back before now waited for nobody
        return stream;
    }

    public override void Synchronize()
    {
        OpenClStream[] all;
        lock (_streams) all = [.. _streams];
        foreach (var stream in all) stream.Synchronize();
    }

    public override void TrimMemory() => _memory.Trim();

    public override void Clear<T>(ArrayView<T> target, AcceleratorStream stream)
    {
        if (target.Length == 0) return;
        byte zero = 0;
        int error;
        bool isFirst = true;
        do error = OpenClApi.EnqueueFillBuffer(Queue(stream), HandleOf(target), &zero, 1, (nuint)target.Address, (nuint)(target.Length * sizeof(T)));
        while (TriesAgain(error, ref isFirst));
        Check(error, "clEnqueueFillBuffer");
    }

    /// <summary>
    /// Whether to enqueue once more what was refused for want of memory: drivers may take a buffer's memory only when it is first
    /// used. Waits for all streams, and empties the cache.
    /// </summary>
    public bool TriesAgain(int error, ref bool isFirst)
    {
        if (!isFirst || !IsOutOfMemory(error)) return false;
        isFirst = false;
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Synchronize();
        _memory.Trim();
        return true;
    }

    /// <summary>Whether a code says that there is no memory, or no other resource.</summary>
    public static bool IsOutOfMemory(int error) => error is OpenClApi.MemAllocationFailure or OpenClApi.OutOfResources or OpenClApi.OutOfHostMemory;

    /// <exception cref="KernelException">The code says failure; the message names device and call.</exception>
    public void Check(int error, string call)
    {
        if (error == 0) return;
        string meaning = error switch
        {
            OpenClApi.MemAllocationFailure or OpenClApi.OutOfResources => "the device is out of memory or of another resource",
            OpenClApi.OutOfHostMemory => "the host is out of memory",
            -48 => "the kernel is invalid",
            -52 => "kernel arguments are missing",
            -54 or -55 => "the group size does not suit the device or the kernel",
            -63 => "the launch is too large",
            _ => "see the OpenCL headers",
        };
        throw new KernelException($"{this}: {call} failed with {error}: {meaning}.");
    }

    internal override nint AllocateMemory(long bytes, out nint address)
    {
        address = 0;
        return bytes <= Limits.MaxBufferBytes ? _memory.Rent(bytes) : throw Refused(bytes);
    }

    internal override void FreeMemory(nint handle, long bytes)
    {
        lock (_streams)
        {
            // one stream's order suffices for the next owner of the block; several have none among them
            if (_streams.Count > 1)
                foreach (var stream in _streams) stream.Finish();
        }
        _memory.Return(handle, bytes);
    }

    internal override KernelVariant Compile(Kernel kernel, ReadOnlySpan<byte> arguments)
    {
        var program = new KernelProgram(new OpenClDialect());
        var entry = program.AddKernel(kernel.Method, kernel.IndexType, kernel.Parameters, kernel.GroupSize, arguments);
        string source = SourcePrinter.Print(program);
        return Build(kernel.Name, entry, source, BuildProgram(kernel.Name, source));
    }

    /// <summary>A kernel of a program that was built.</summary>
    public OpenClVariant Build(string name, KernelEntry entry, string source, nint program)
    {
        int error;
        nint handle;
        fixed (byte* text = Encoding.UTF8.GetBytes(entry.Function.Name + "\0")) handle = OpenClApi.CreateKernel(program, text, &error);
        Check(error, $"{name}: clCreateKernel");
        return new OpenClVariant(this, name, entry, source, handle);
    }

    /// <summary>Builds source, or loads what was built of the same source before.</summary>
    /// <exception cref="KernelException">The driver refuses it; its log is in the message.</exception>
    public nint BuildProgram(string name, string source)
    {
        byte[] options = Encoding.UTF8.GetBytes(_options + "\0");
        int error;
        if (_programs.Find(source) is { } binary)
        {
            int status;
            nint cached;
            fixed (byte* p = binary) cached = OpenClApi.CreateProgramWithBinary(Context, Device, p, (nuint)binary.Length, &status, &error);
            fixed (byte* o = options)
            {
                if (error == 0 && status == 0 && OpenClApi.BuildProgram(cached, Device, o) == 0) return cached;
            }
            if (cached != 0) OpenClApi.Release("Program", cached); // made by another version of the driver: build anew
        }
        byte[] bytes = Encoding.UTF8.GetBytes(source);
        nint program;
        fixed (byte* p = bytes) program = OpenClApi.CreateProgramWithSource(Context, p, (nuint)bytes.Length, &error);
        Check(error, "clCreateProgramWithSource");
        fixed (byte* o = options) error = OpenClApi.BuildProgram(program, Device, o);
        if (error != 0)
        {
            string log = OpenClApi.Text((value, size, needed) => OpenClApi.GetProgramBuildInfo(program, Device, 0x1183, (nuint)size, (void*)value, (nuint*)needed));
            OpenClApi.Release("Program", program);
            throw new KernelException($"{this} refuses the source of {name} ({error}):\n{log}\n--- source ---\n{source}");
        }
        if (BinaryOf(program) is { } built) _programs.Add(source, built);
        return program;
    }

    private protected override void CopyIn<T>(ArrayView<T> target, ReadOnlySpan<T> source, AcceleratorStream stream)
    {
        int error;
        bool isFirst = true;
        fixed (T* p = source)
        {
            do error = OpenClApi.EnqueueWriteBuffer(Queue(stream), HandleOf(target), true, (nuint)target.Address, (nuint)((long)source.Length * sizeof(T)), p);
            while (TriesAgain(error, ref isFirst));
        }
        Check(error, "clEnqueueWriteBuffer");
    }

    private protected override void CopyOut<T>(Span<T> target, ArrayView<T> source, AcceleratorStream stream)
    {
        int error;
        bool isFirst = true;
        fixed (T* p = target)
        {
            do error = OpenClApi.EnqueueReadBuffer(Queue(stream), HandleOf(source), true, (nuint)source.Address, (nuint)((long)target.Length * sizeof(T)), p);
            while (TriesAgain(error, ref isFirst));
        }
        Check(error, "clEnqueueReadBuffer");
    }

    private protected override void CopyWithin<T>(ArrayView<T> source, ArrayView<T> target, AcceleratorStream stream)
    {
        int error;
        bool isFirst = true;
        do error = OpenClApi.EnqueueCopyBuffer(Queue(stream), HandleOf(source), HandleOf(target), (nuint)source.Address, (nuint)target.Address, (nuint)(source.Length * sizeof(T)));
        while (TriesAgain(error, ref isFirst));
        Check(error, "clEnqueueCopyBuffer");
    }

    private protected override void Close()
    {
        Synchronize();
        _memory.Close();
        OpenClStream[] all;
        lock (_streams) all = [.. _streams];
        foreach (var stream in all) stream.Dispose();
        OpenClApi.Release("Context", Context);
    }

    public void Forget(OpenClStream stream)
    {
        lock (_streams) _streams.Remove(stream);
    }

    private nint Queue(AcceleratorStream stream) => stream is OpenClStream { Accelerator: var owner } own && owner == this ? own.Queue
        : throw new KernelException($"{this} was given a stream of {stream.Accelerator}.");

    private nint HandleOf<T>(ArrayView<T> view) where T : unmanaged
    {
        var entry = BufferTable.Find(view.Buffer);
        return entry.Owner == this ? entry.Handle : throw new KernelException($"{this} was given memory of {entry.Owner}.");
    }

    private KernelException Refused(long bytes) => new(
        $"{this}: {bytes:N0} bytes refused, after the cache was emptied; {MemoryUse.Rented:N0} of {Limits.MemoryBytes:N0} bytes are in use, the largest buffer is {Limits.MaxBufferBytes:N0}.");

    private nint Allocate(long bytes)
    {
        int error;
        bytes = Math.Min(bytes, Limits.MaxBufferBytes); // the pool's class may exceed it; what was asked for does not
        nint handle = OpenClApi.CreateBuffer(Context, 1, (nuint)bytes, null, &error);
        return error == 0 ? handle : 0;
    }

    private static byte[]? BinaryOf(nint program)
    {
        nuint size = 0;
        if (OpenClApi.GetProgramInfo(program, 0x1165, (nuint)sizeof(nuint), &size, null) != 0 || size == 0) return null;
        var binary = new byte[size];
        fixed (byte* p = binary)
        {
            byte* pointer = p;
            return OpenClApi.GetProgramInfo(program, 0x1166, (nuint)sizeof(nint), &pointer, null) == 0 ? binary : null;
        }
    }

    private static string DriverVersion(nint device) =>
        OpenClApi.Text((value, size, needed) => OpenClApi.GetDeviceInfo(device, 0x102D, (nuint)size, (void*)value, (nuint*)needed));

    /// <summary>Options of the device's compiler: float32 quotients and roots are rounded correctly, as on CPUs, where it can.</summary>
    private static string OptionsOf(nint device)
    {
        const uint SingleConfig = 0x101B;
        const ulong RoundsDivideAndRoot = 0x80;
        ulong config = 0;
        bool rounds = OpenClApi.GetDeviceInfo(device, SingleConfig, sizeof(ulong), &config, null) == 0 && (config & RoundsDivideAndRoot) != 0;
        return rounds ? "-cl-std=CL1.2 -cl-fp32-correctly-rounded-divide-sqrt" : "-cl-std=CL1.2";
    }

    private static DeviceLimits LimitsOf(nint device)
    {
        T Get<T>(uint what) where T : unmanaged
        {
            T value = default;
            return OpenClApi.GetDeviceInfo(device, what, (nuint)sizeof(T), &value, null) == 0 ? value : default;
        }
        nuint* dimensions = stackalloc nuint[16];
        OpenClApi.GetDeviceInfo(device, 0x1005, (nuint)(16 * sizeof(nuint)), dimensions, null);
        string extensions = OpenClApi.Text((value, size, needed) => OpenClApi.GetDeviceInfo(device, 0x1030, (nuint)size, (void*)value, (nuint*)needed));
        return new DeviceLimits
        {
            MemoryBytes = (long)Get<ulong>(0x101F),
            MaxBufferBytes = (long)Get<ulong>(0x1010),
            SharedBytesPerGroup = (int)Math.Min(Get<ulong>(0x1023), int.MaxValue),
            MaxGroupSize = (int)Math.Min(Get<nuint>(0x1004), WorkItem.MaxGroupSize),
            MaxGroupDimension = new((int)Math.Min(dimensions[0], int.MaxValue), (int)Math.Min(dimensions[1], int.MaxValue), (int)Math.Min(dimensions[2], int.MaxValue)),
            MaxGridDimension = new(int.MaxValue, int.MaxValue, int.MaxValue),
            Multiprocessors = (int)Get<uint>(0x1002),
            Float64 = extensions.Contains("cl_khr_fp64", StringComparison.Ordinal),
            Int64Atomics = extensions.Contains("cl_khr_int64_base_atomics", StringComparison.Ordinal),
            IsCpu = (Get<ulong>(0x1000) & 6) == 2, // oclgrind is a CPU and a GPU: it then checks the kernels for GPUs
        };
    }
}
