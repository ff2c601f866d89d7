using System.Runtime.InteropServices;
using ShmNative.Exports.Interop;
using ShmNative.Layout;

namespace ShmNative.Exports;

/// <summary>What a call that was refused has to say, and which library this is.</summary>
[HeaderSection(10, "Results and versions")]
public static unsafe class LibraryExports
{
    /// <summary>What a status means, in a few words: of shm_status, or of -errno in the words of strerror(3).</summary>
    /// <param name="status">What a call returned.</param>
    /// <returns>Never NULL, never freed.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_status_string")]
    [return: Const]
    public static byte* StatusString([CType("int")] int status) => StaticText.Status(status);

    /// <summary>
    /// Copies out what the last refused call of this thread has to say: one line that names what was wrong and what to do. Calls
    /// that succeed leave it as it is, and so do SHM_FULL, SHM_EMPTY, SHM_TIMEOUT and their like.
    /// </summary>
    /// <param name="buffer">Receives UTF-8, cut at a character where it does not fit, and always a NUL; may be NULL.</param>
    /// <param name="size">Bytes of the buffer.</param>
    /// <returns>Bytes of the whole message without its NUL; 0 when nothing was refused yet.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_last_error")]
    public static nuint LastErrorMessage(byte* buffer, nuint size) => LastError.CopyTo(buffer, size);

    /// <summary>The version of the library in use, to be compared with SHM_VERSION, that of the header.</summary>
    /// <returns>major * 10000 + minor * 100 + patch.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_version")]
    public static int Version() => ShmConstants.Version;

    /// <summary>The same as text.</summary>
    /// <returns>For example "0.2.0"; never freed.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_version_string")]
    [return: Const]
    public static byte* VersionString() => StaticText.Version();

    /// <summary>The version of the bytes in channels, which moves on its own.</summary>
    /// <returns>SHM_LAYOUT_VERSION as the library was built with it.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_layout_version")]
    public static int LayoutVersion() => ShmConstants.LayoutVersion;
}
