using System.Runtime.InteropServices;

namespace Neuron.Kernels.Memory;

/// <summary>
/// Pages of 2 MiB for large blocks, where Linux gives them to who asks: work over much memory otherwise spends a good part of its
/// time on finding pages, more so in a virtual machine, where each is looked up in two tables.
/// </summary>
internal static partial class HugePages
{
    /// <summary>Bytes of such a page; blocks that are smaller have none.</summary>
    public const int Bytes = 2 << 20;

    private const int MadvDontNeed = 4, MadvHugepage = 14; // from Linux' asm-generic/mman-common.h

    private static bool s_isAvailable = OperatingSystem.IsLinux();

    /// <summary>Asks for them; <paramref name="block"/> begins where one does. A last part shorter than a page keeps small ones.</summary>
    public static void Ask(nint block, long bytes)
    {
        if (!s_isAvailable) return;
        try
        {
            s_isAvailable = Advise(block, (nuint)bytes, MadvHugepage) == 0; // a kernel without them refuses always
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            s_isAvailable = false;
        }
    }

    /// <summary>Gives the pages of a range back, whose content is lost; the addresses stay, and get new pages when they are written. False where that can't be.</summary>
    public static bool TryForget(nint start, long bytes) => OperatingSystem.IsLinux() && Advise(start, (nuint)bytes, MadvDontNeed) == 0;

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint address, nuint length, int advice);
}
