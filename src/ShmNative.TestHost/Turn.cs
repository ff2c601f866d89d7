using System.ComponentModel;
using System.Runtime.InteropServices;

namespace ShmNative.TestHost;

/// <summary>
/// Test processes of one machine take turns, those of another checkout too: where an address is fixed, or where a look at what is left cannot tell
/// whose it is. The scripts of native-tests do the same by flock(1).
/// </summary>
internal sealed partial class Turn : IDisposable
{
    private const int O_CLOEXEC = 0x80000;
    private const int LOCK_EX = 2;
    private const int EINTR = 4;

    private readonly int _descriptor;

    private Turn(int descriptor) => _descriptor = descriptor;

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int flock(int descriptor, int operation);

    [LibraryImport("libc")]
    private static partial int close(int descriptor);

    /// <summary>Waits for the lock of a directory; it ends with this process at the latest.</summary>
    public static Turn Take(string directory)
    {
        int descriptor = open(directory, O_CLOEXEC);
        int status = descriptor;
        while (status >= 0 && (status = flock(descriptor, LOCK_EX)) < 0 && Marshal.GetLastPInvokeError() == EINTR)
            status = 0;
        return status >= 0 ? new Turn(descriptor) : throw new Win32Exception(Marshal.GetLastPInvokeError(), directory);
    }

    public void Dispose() => _ = close(_descriptor);
}
