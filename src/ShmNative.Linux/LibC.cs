using System.Runtime.InteropServices;

namespace ShmNative.Linux;

/// <summary>
/// libc as it is, with errno as a value: every wrapper returns what the call returned, or <c>-errno</c>.
/// Variadic functions (open, fcntl, syscall) are declared with the arguments they take here: on x86-64 and arm64 Linux the register
/// assignment is the same.
/// </summary>
internal static unsafe partial class LibC
{
    private const string Library = "libc";

    /// <summary>The errno that the last call left; to be read at once, on the same thread.</summary>
    private static int LastError => -Marshal.GetLastPInvokeError();

    private static int Result(int value) => (int)Result((long)value);

    /// <summary>What a call returned, or <c>-errno</c>. Every call passes here once it was made.</summary>
    private static long Result(long value)
    {
        Called();
        return value == -1 ? LastError : value;
    }

    /// <summary>Nothing; in the build that tests deaths, a place to die at.</summary>
    static partial void Called();

    /// <summary>The kernel's own words for an error number.</summary>
    public static string ErrorText(int errno) => Marshal.GetPInvokeErrorMessage(errno);
}
