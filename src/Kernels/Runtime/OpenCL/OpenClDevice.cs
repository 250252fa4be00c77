namespace Neuron.Kernels.Runtime.OpenCL;

/// <summary>A device that the OpenCL library lists.</summary>
/// <param name="Name">The device's own name.</param>
/// <param name="Platform">Name of the driver.</param>
/// <param name="Version">OpenCL version of the device.</param>
/// <param name="Refusal">Why Neuron cannot use it; null when it can.</param>
public sealed record OpenClDevice(string Name, string Platform, string Version, string? Refusal)
{
    internal nint Handle { get; init; }

    /// <summary>Whether it is a GPU; a CPU runs kernels too, for tests.</summary>
    public bool IsGpu { get; init; }

    /// <summary>Why there are no devices at all: no library, or no driver; null when some are listed.</summary>
    public static string? Unavailable => OpenClApi.Missing ?? (All.Count == 0 ? "OpenCL is installed, and lists no device: no driver. On Debian: apt-get install pocl-opencl-icd." : null);

    /// <summary>All devices of all drivers; empty when the library is absent.</summary>
    public static IReadOnlyList<OpenClDevice> All { get; } = List();

    /// <summary>Opens the device.</summary>
    /// <exception cref="KernelException">It cannot be used; the message says why.</exception>
    public Accelerator CreateAccelerator() => Refusal is null ? new OpenClAccelerator(this)
        : throw new KernelException($"{Name} ({Platform}) cannot be used: {Refusal}");

    private static unsafe List<OpenClDevice> List()
    {
        var devices = new List<OpenClDevice>();
        if (OpenClApi.Missing is not null) return devices;
        uint count = 0;
        if (OpenClApi.GetPlatformIDs(0, null, &count) != 0 || count == 0) return devices;
        var platforms = new nint[count];
        fixed (nint* p = platforms)
            if (OpenClApi.GetPlatformIDs(count, p, null) != 0) return devices;
        foreach (nint platform in platforms)
        {
            uint number = 0;
            if (OpenClApi.GetDeviceIDs(platform, 0xFFFFFFFF, 0, null, &number) != 0 || number == 0) continue;
            var handles = new nint[number];
            fixed (nint* p = handles)
                if (OpenClApi.GetDeviceIDs(platform, 0xFFFFFFFF, number, p, null) != 0) continue;
            string driver = OpenClApi.Text((value, size, needed) => OpenClApi.GetPlatformInfo(platform, 0x0902, (nuint)size, (void*)value, (nuint*)needed));
            foreach (nint handle in handles) devices.Add(Describe(handle, driver));
        }
        return devices;
    }

    private static unsafe OpenClDevice Describe(nint handle, string driver)
    {
        string Text(uint what) => OpenClApi.Text((value, size, needed) => OpenClApi.GetDeviceInfo(handle, what, (nuint)size, (void*)value, (nuint*)needed));
        uint Flag(uint what)
        {
            uint value = 0;
            return OpenClApi.GetDeviceInfo(handle, what, sizeof(uint), &value, null) == 0 ? value : 0;
        }
        ulong Flag64(uint what)
        {
            ulong value = 0;
            return OpenClApi.GetDeviceInfo(handle, what, sizeof(ulong), &value, null) == 0 ? value : 0;
        }
        string version = Text(0x102F);
        string? refusal = Flag(0x1027) == 0 ? "it is switched off (CL_DEVICE_AVAILABLE)"
            : Flag(0x1028) == 0 ? "it has no compiler"
            : Flag(0x1026) == 0 ? "it is big-endian"
            : version.StartsWith("OpenCL 1.0", StringComparison.Ordinal) || version.StartsWith("OpenCL 1.1", StringComparison.Ordinal) ? $"{version} is older than 1.2"
            : null;
        return new(Text(0x102B).Trim(), driver, version, refusal) { Handle = handle, IsGpu = (Flag64(0x1000) & 4) != 0 };
    }
}
