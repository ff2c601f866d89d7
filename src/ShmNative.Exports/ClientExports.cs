using System.Runtime.InteropServices;
using ShmNative.Exports.Interop;
using ShmNative.Layout;
using Calls = ShmNative.Exports.Interop.SegmentCalls<ShmNative.Exports.ClientHandle>;

namespace ShmNative.Exports;

/// <summary>A client attaches a segment that some process created, with or without this library, and reads from it.</summary>
/// <remarks>Reads are all or nothing. A client never creates and never removes.</remarks>
[HeaderSection(31, "Clients")]
public static unsafe class ClientExports
{
    /// <summary>Attaches a segment, waiting until it exists and its server shows it.</summary>
    /// <param name="address">One of the address forms, UTF-8.</param>
    /// <param name="flags">0 = read-only, by the MMU; SHM_ATTACH_WRITABLE.</param>
    /// <param name="timeoutNs">Nanoseconds to wait; 0 = not at all; SHM_INFINITE.</param>
    /// <param name="client">Receives the handle; NULL after a refusal.</param>
    /// <returns>
    /// 0, or SHM_NOT_FOUND and SHM_NOT_READY (no waiting), SHM_TIMEOUT, SHM_INVALID_ADDRESS, -EACCES and other refusals of the kernel.
    /// </returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_client_attach")]
    public static int Attach([Const] byte* address, uint flags, long timeoutNs, ClientHandle** client)
    {
        try { return SegmentRequests.Attach(address, flags, timeoutNs, client); }
        catch (Exception error) { return LastError.Report(error); }
    }

    /// <summary>Copies bytes out of the segment.</summary>
    /// <param name="client">An open client.</param>
    /// <param name="offset">Bytes from the start of the segment.</param>
    /// <param name="buffer">Receives the bytes; may be NULL when length is 0.</param>
    /// <param name="length">Bytes to read.</param>
    /// <returns>0, or SHM_OUT_OF_BOUNDS (nothing was read), SHM_INVALID_HANDLE, SHM_INVALID_ARGUMENT, SHM_FORKED_CHILD.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_client_read")]
    public static int Read(ClientHandle* client, nuint offset, void* buffer, nuint length) => Calls.Read(client, offset, buffer, length);

    /// <summary>Reads a character. This and the following calls read one value in the byte order of the machine, at any offset, aligned or not.</summary>
    /// <param name="client">An open client.</param>
    /// <param name="offset">Bytes from the start of the segment.</param>
    /// <param name="value">Receives it; untouched after a refusal.</param>
    /// <returns>As shm_client_read.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_client_get_char")]
    public static int GetChar(ClientHandle* client, nuint offset, byte* value) => Calls.Read(client, offset, value, sizeof(byte));

    /// <summary>Reads a signed 8-bit integer.</summary>
    [UnmanagedCallersOnly(EntryPoint = "shm_client_get_int8")]
    public static int GetInt8(ClientHandle* client, nuint offset, sbyte* value) => Calls.Read(client, offset, value, sizeof(sbyte));

    /// <summary>Reads an unsigned 8-bit integer.</summary>
    [UnmanagedCallersOnly(EntryPoint = "shm_client_get_uint8")]
    public static int GetUInt8(ClientHandle* client, nuint offset, [CType("uint8_t *")] byte* value) => Calls.Read(client, offset, value, sizeof(byte));

    /// <summary>Reads a signed 16-bit integer.</summary>
    [UnmanagedCallersOnly(EntryPoint = "shm_client_get_int16")]
    public static int GetInt16(ClientHandle* client, nuint offset, short* value) => Calls.Read(client, offset, value, sizeof(short));

    /// <summary>Reads an unsigned 16-bit integer.</summary>
    [UnmanagedCallersOnly(EntryPoint = "shm_client_get_uint16")]
    public static int GetUInt16(ClientHandle* client, nuint offset, ushort* value) => Calls.Read(client, offset, value, sizeof(ushort));

    /// <summary>Reads a signed 32-bit integer.</summary>
    [UnmanagedCallersOnly(EntryPoint = "shm_client_get_int32")]
    public static int GetInt32(ClientHandle* client, nuint offset, int* value) => Calls.Read(client, offset, value, sizeof(int));

    /// <summary>Reads an unsigned 32-bit integer.</summary>
    [UnmanagedCallersOnly(EntryPoint = "shm_client_get_uint32")]
    public static int GetUInt32(ClientHandle* client, nuint offset, uint* value) => Calls.Read(client, offset, value, sizeof(uint));

    /// <summary>Reads a signed 64-bit integer.</summary>
    [UnmanagedCallersOnly(EntryPoint = "shm_client_get_int64")]
    public static int GetInt64(ClientHandle* client, nuint offset, long* value) => Calls.Read(client, offset, value, sizeof(long));

    /// <summary>Reads an unsigned 64-bit integer.</summary>
    [UnmanagedCallersOnly(EntryPoint = "shm_client_get_uint64")]
    public static int GetUInt64(ClientHandle* client, nuint offset, ulong* value) => Calls.Read(client, offset, value, sizeof(ulong));

    /// <summary>Reads a single precision number.</summary>
    [UnmanagedCallersOnly(EntryPoint = "shm_client_get_float")]
    public static int GetFloat(ClientHandle* client, nuint offset, float* value) => Calls.Read(client, offset, value, sizeof(float));

    /// <summary>Reads a double precision number.</summary>
    [UnmanagedCallersOnly(EntryPoint = "shm_client_get_double")]
    public static int GetDouble(ClientHandle* client, nuint offset, double* value) => Calls.Read(client, offset, value, sizeof(double));

    /// <summary>Reads a text up to its NUL.</summary>
    /// <param name="client">An open client.</param>
    /// <param name="offset">Bytes from the start of the segment.</param>
    /// <param name="buffer">Receives the text, cut at a character where it does not fit, and always a NUL; may be NULL.</param>
    /// <param name="size">Bytes of the buffer.</param>
    /// <returns>Bytes of the whole text without its NUL, or SHM_INVALID_VALUE (no NUL up to the end), or as shm_client_read.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_client_get_string")]
    public static int GetString(ClientHandle* client, nuint offset, byte* buffer, nuint size) => Calls.ReadText(client, offset, buffer, size);

    /// <summary>Copies bytes into a segment attached with SHM_ATTACH_WRITABLE.</summary>
    /// <param name="client">An open client.</param>
    /// <param name="offset">Bytes from the start of the segment.</param>
    /// <param name="data">What to write; may be NULL when length is 0.</param>
    /// <param name="length">Bytes to write.</param>
    /// <returns>0, or SHM_READ_ONLY, or as shm_client_read.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_client_write")]
    public static int Write(ClientHandle* client, nuint offset, [Const] void* data, nuint length) => Calls.Write(client, offset, data, length);

    /// <summary>Where the segment is mapped in this process. Writing through it kills a process that did not attach with SHM_ATTACH_WRITABLE.</summary>
    /// <param name="client">An open client.</param>
    /// <param name="size">Receives the size in bytes; may be NULL.</param>
    /// <returns>The first byte, valid until shm_client_detach; NULL when the handle may not be used.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_client_data")]
    [return: Const]
    public static void* Data(ClientHandle* client, nuint* size) => Calls.Data(client, size);

    /// <summary>What the kernel knows of the segment now.</summary>
    /// <param name="client">An open client.</param>
    /// <param name="info">Receives it; begin with SHM_SEGMENT_INFO_INIT.</param>
    /// <returns>0, or SHM_INVALID_HANDLE, SHM_INVALID_ARGUMENT.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_client_info")]
    public static int Info(ClientHandle* client, SegmentInfo* info) => Calls.Info(client, info);

    /// <summary>Detaches the segment, which stays where it is.</summary>
    /// <param name="client">NULL is nothing to detach.</param>
    /// <returns>0, or SHM_INVALID_HANDLE: a handle is detached once.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_client_detach")]
    public static int Detach(ClientHandle* client) => Calls.Close(client);
}
