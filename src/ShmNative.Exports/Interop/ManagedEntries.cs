using System.Runtime.InteropServices;

namespace ShmNative.Exports.Interop;

/// <summary>What the library's own C calls, and nobody else: these are not exported.</summary>
internal static unsafe class ManagedEntries
{
    /// <summary>Returns when the runtime runs; the first managed function that is called starts it.</summary>
    [UnmanagedCallersOnly(EntryPoint = "managed_start")]
    public static void Start()
    {
    }

    [UnmanagedCallersOnly(EntryPoint = "managed_last_error")]
    public static nuint CopyLastError(byte* buffer, nuint size) => LastError.CopyTo(buffer, size);
}
