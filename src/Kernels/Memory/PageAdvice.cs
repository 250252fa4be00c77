using System.Runtime.InteropServices;

namespace Neuron.Kernels.Memory;

/// <summary>What Linux is told of memory that was taken from it.</summary>
internal static partial class PageAdvice
{
    /// <summary>Bytes of a huge page.</summary>
    public const int HugePage = 2 << 20;

    private const int MadvDontNeed = 4, MadvHugepage = 14; // from Linux' asm-generic/mman-common.h

    private static bool s_hasHugePages = OperatingSystem.IsLinux(), s_takesBack = OperatingSystem.IsLinux();

    /// <summary>
    /// Asks for pages of 2 MiB, which <paramref name="block"/> begins with: work over much memory otherwise spends a good part of its
    /// time on finding pages, more so in a virtual machine, where each is looked up in two tables.
    /// </summary>
    public static void AskForHugePages(nint block, long bytes)
    {
        if (s_hasHugePages) s_hasHugePages = TryAdvise(block, bytes, MadvHugepage); // a kernel without them refuses always
    }

    /// <summary>Gives the memory of whole pages back and keeps their addresses; false where that can't be done.</summary>
    public static bool TryVacate(nint block, long bytes) => s_takesBack && (s_takesBack = TryAdvise(block, bytes, MadvDontNeed));

    private static bool TryAdvise(nint block, long bytes, int advice)
    {
        try
        {
            return Advise(block, (nuint)bytes, advice) == 0;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint address, nuint length, int advice);
}
