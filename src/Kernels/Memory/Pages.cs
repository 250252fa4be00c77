using System.Runtime.InteropServices;

namespace Neuron.Kernels.Memory;

/// <summary>
/// What Linux is told of the pages of large blocks. Pages of 2 MiB, where it gives them to who asks: work over much memory otherwise
/// spends a good part of its time on finding pages, more so in a virtual machine, where each is looked up in two tables. And which
/// pages are not needed any more.
/// </summary>
internal static partial class Pages
{
    /// <summary>Bytes of a large page; blocks that are smaller have none.</summary>
    public const int Large = 2 << 20;

    private const int MadvDontNeed = 4, MadvHugepage = 14; // from Linux' asm-generic/mman-common.h

    private static bool s_givesLarge = OperatingSystem.IsLinux();

    /// <summary>Asks for large ones; <paramref name="block"/> begins where one does. A last part shorter than a page keeps small ones.</summary>
    public static void AskForLarge(nint block, long bytes) =>
        s_givesLarge = s_givesLarge && TryAdvise(block, bytes, MadvHugepage); // a kernel without them refuses always

    /// <summary>Gives the pages of a range back, whose content is lost; the addresses stay, and get new pages when they are written. False where that can't be.</summary>
    public static bool TryForget(nint start, long bytes) => TryAdvise(start, bytes, MadvDontNeed);

    private static bool TryAdvise(nint start, long bytes, int advice)
    {
        try
        {
            return Advise(start, (nuint)bytes, advice) == 0;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint address, nuint length, int advice);
}
