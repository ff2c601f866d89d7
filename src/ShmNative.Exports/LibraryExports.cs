using System.Runtime.InteropServices;
using ShmNative.Layout;

namespace ShmNative.Exports;

/// <summary>
/// What a call that was refused has to say, and which library this is. These work at any time, also in forked children and where the library cannot start.
/// </summary>
[HeaderSection(10, "Results and versions")]
public static unsafe class LibraryExports
{
    /// <summary>What a status means, in a few words: of shm_status, or of -errno in the words of strerror(3).</summary>
    /// <param name="status">What a call returned.</param>
    /// <returns>Never NULL, never freed.</returns>
    [DllImport(InC.Here, EntryPoint = "shm_status_string")]
    [return: Const]
    public static extern byte* StatusString([CType("int")] int status);

    /// <summary>
    /// Copies out what the last refused call of this thread has to say: one line that names what was wrong and what to do. Calls
    /// that succeed leave it as it is, and so do SHM_FULL, SHM_EMPTY, SHM_TIMEOUT and their like.
    /// </summary>
    /// <param name="buffer">Receives UTF-8, cut at a character where it does not fit, and always a NUL; may be NULL.</param>
    /// <param name="size">Bytes of the buffer.</param>
    /// <returns>Bytes of the whole message without its NUL; 0 when nothing was refused yet.</returns>
    [DllImport(InC.Here, EntryPoint = "shm_last_error")]
    public static extern nuint LastErrorMessage(byte* buffer, nuint size);

    /// <summary>The version of the library in use, to be compared with SHM_VERSION, that of the header.</summary>
    /// <returns>major * 10000 + minor * 100 + patch.</returns>
    [DllImport(InC.Here, EntryPoint = "shm_version")]
    public static extern int Version();

    /// <summary>The same as text.</summary>
    /// <returns>For example "0.2.0"; never freed.</returns>
    [DllImport(InC.Here, EntryPoint = "shm_version_string")]
    [return: Const]
    public static extern byte* VersionString();

    /// <summary>The version of the bytes in channels, which moves on its own.</summary>
    /// <returns>SHM_LAYOUT_VERSION as the library was built with it.</returns>
    [DllImport(InC.Here, EntryPoint = "shm_layout_version")]
    public static extern int LayoutVersion();
}
