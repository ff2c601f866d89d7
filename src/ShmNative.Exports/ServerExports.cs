using System.Runtime.InteropServices;
using ShmNative.Exports.Interop;
using ShmNative.Layout;
using Calls = ShmNative.Exports.Interop.SegmentCalls<ShmNative.Exports.ServerHandle>;

namespace ShmNative.Exports;

/// <summary>A server creates a segment, writes into it, and removes it when it closes.</summary>
/// <remarks>
/// Writes are all or nothing: what would pass the end touches nothing and is refused. Other processes see bytes as they are written;
/// a server that wants to show only finished ones creates with SHM_CREATE_HIDDEN and publishes.
/// </remarks>
[HeaderSection(30, "Servers")]
public static unsafe class ServerExports
{
    /// <summary>Creates a segment of zeroes and attaches it. An address that is taken is never taken over silently.</summary>
    /// <param name="address">One of the address forms, UTF-8.</param>
    /// <param name="size">Bytes, at least 1.</param>
    /// <param name="options">NULL for the defaults: permissions 0600, shown at once, removed on close.</param>
    /// <param name="server">Receives the handle; NULL after a refusal.</param>
    /// <returns>
    /// 0, or SHM_ALREADY_EXISTS, SHM_IN_USE (SHM_CREATE_REPLACE and somebody is attached), SHM_INVALID_ADDRESS, SHM_INVALID_SIZE,
    /// SHM_NOT_ENOUGH_MEMORY, -EACCES and other refusals of the kernel.
    /// </returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_server_create")]
    public static int Create([Const] byte* address, nuint size, [Const] CreateOptions* options, ServerHandle** server)
    {
        try { return SegmentRequests.Create(address, size, options, server); }
        catch (Exception error) { return LastError.Report(error); }
    }

    /// <summary>What creating it did that a person should be told: such as reclaiming what a killed server had left at the address.</summary>
    /// <param name="server">An open server.</param>
    /// <param name="buffer">Receives UTF-8, cut at a character where it does not fit, and always a NUL; may be NULL.</param>
    /// <param name="size">Bytes of the buffer.</param>
    /// <returns>Bytes of the whole text without its NUL, 0 = nothing to tell, or SHM_INVALID_HANDLE.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_server_notice")]
    public static int Notice(ServerHandle* server, byte* buffer, nuint size) => Calls.Notice(server, buffer, size);

    /// <summary>Shows a segment created with SHM_CREATE_HIDDEN to other processes; once shown, it does nothing.</summary>
    /// <param name="server">An open server.</param>
    /// <returns>0, or SHM_ALREADY_EXISTS (another took the name meanwhile), SHM_INVALID_HANDLE.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_server_publish")]
    public static int Publish(ServerHandle* server) => Calls.Publish(server);

    /// <summary>Copies bytes into the segment.</summary>
    /// <param name="server">An open server.</param>
    /// <param name="offset">Bytes from the start of the segment.</param>
    /// <param name="data">What to write; may be NULL when length is 0.</param>
    /// <param name="length">Bytes to write.</param>
    /// <returns>0, or SHM_OUT_OF_BOUNDS (nothing was written), SHM_INVALID_HANDLE, SHM_INVALID_ARGUMENT, SHM_FORKED_CHILD.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_server_write")]
    public static int Write(ServerHandle* server, nuint offset, [Const] void* data, nuint length) => Calls.Write(server, offset, data, length);

    /// <summary>Copies bytes out of the segment.</summary>
    /// <param name="server">An open server.</param>
    /// <param name="offset">Bytes from the start of the segment.</param>
    /// <param name="buffer">Receives the bytes; may be NULL when length is 0.</param>
    /// <param name="length">Bytes to read.</param>
    /// <returns>As shm_server_write.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_server_read")]
    public static int Read(ServerHandle* server, nuint offset, void* buffer, nuint length) => Calls.Read(server, offset, buffer, length);

    /// <summary>Writes a character. This and the following calls write one value in the byte order of the machine, at any offset, aligned or not.</summary>
    /// <param name="server">An open server.</param>
    /// <param name="offset">Bytes from the start of the segment.</param>
    /// <param name="value">What to write.</param>
    /// <returns>As shm_server_write.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_server_put_char")]
    public static int PutChar(ServerHandle* server, nuint offset, [CType("char")] byte value) => Calls.Write(server, offset, &value, sizeof(byte));

    /// <summary>Writes a signed 8-bit integer.</summary>
    [UnmanagedCallersOnly(EntryPoint = "shm_server_put_int8")]
    public static int PutInt8(ServerHandle* server, nuint offset, sbyte value) => Calls.Write(server, offset, &value, sizeof(sbyte));

    /// <summary>Writes an unsigned 8-bit integer.</summary>
    [UnmanagedCallersOnly(EntryPoint = "shm_server_put_uint8")]
    public static int PutUInt8(ServerHandle* server, nuint offset, byte value) => Calls.Write(server, offset, &value, sizeof(byte));

    /// <summary>Writes a signed 16-bit integer.</summary>
    [UnmanagedCallersOnly(EntryPoint = "shm_server_put_int16")]
    public static int PutInt16(ServerHandle* server, nuint offset, short value) => Calls.Write(server, offset, &value, sizeof(short));

    /// <summary>Writes an unsigned 16-bit integer.</summary>
    [UnmanagedCallersOnly(EntryPoint = "shm_server_put_uint16")]
    public static int PutUInt16(ServerHandle* server, nuint offset, ushort value) => Calls.Write(server, offset, &value, sizeof(ushort));

    /// <summary>Writes a signed 32-bit integer.</summary>
    [UnmanagedCallersOnly(EntryPoint = "shm_server_put_int32")]
    public static int PutInt32(ServerHandle* server, nuint offset, int value) => Calls.Write(server, offset, &value, sizeof(int));

    /// <summary>Writes an unsigned 32-bit integer.</summary>
    [UnmanagedCallersOnly(EntryPoint = "shm_server_put_uint32")]
    public static int PutUInt32(ServerHandle* server, nuint offset, uint value) => Calls.Write(server, offset, &value, sizeof(uint));

    /// <summary>Writes a signed 64-bit integer.</summary>
    [UnmanagedCallersOnly(EntryPoint = "shm_server_put_int64")]
    public static int PutInt64(ServerHandle* server, nuint offset, long value) => Calls.Write(server, offset, &value, sizeof(long));

    /// <summary>Writes an unsigned 64-bit integer.</summary>
    [UnmanagedCallersOnly(EntryPoint = "shm_server_put_uint64")]
    public static int PutUInt64(ServerHandle* server, nuint offset, ulong value) => Calls.Write(server, offset, &value, sizeof(ulong));

    /// <summary>Writes a single precision number.</summary>
    [UnmanagedCallersOnly(EntryPoint = "shm_server_put_float")]
    public static int PutFloat(ServerHandle* server, nuint offset, float value) => Calls.Write(server, offset, &value, sizeof(float));

    /// <summary>Writes a double precision number.</summary>
    [UnmanagedCallersOnly(EntryPoint = "shm_server_put_double")]
    public static int PutDouble(ServerHandle* server, nuint offset, double value) => Calls.Write(server, offset, &value, sizeof(double));

    /// <summary>Writes a text and its NUL.</summary>
    /// <param name="server">An open server.</param>
    /// <param name="offset">Bytes from the start of the segment.</param>
    /// <param name="text">NUL-terminated UTF-8.</param>
    /// <returns>As shm_server_write.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_server_put_string")]
    public static int PutString(ServerHandle* server, nuint offset, [Const] byte* text) => Calls.WriteText(server, offset, text);

    /// <summary>Where the segment is mapped in this process, for pointer arithmetic at the caller's own risk.</summary>
    /// <param name="server">An open server.</param>
    /// <param name="size">Receives the size in bytes; may be NULL.</param>
    /// <returns>The first byte, valid until shm_server_close; NULL when the handle may not be used.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_server_data")]
    public static void* Data(ServerHandle* server, nuint* size) => Calls.Data(server, size);

    /// <summary>What the kernel knows of the segment now.</summary>
    /// <param name="server">An open server.</param>
    /// <param name="info">Receives it; begin with SHM_SEGMENT_INFO_INIT.</param>
    /// <returns>0, or SHM_INVALID_HANDLE, SHM_INVALID_ARGUMENT.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_server_info")]
    public static int Info(ServerHandle* server, SegmentInfo* info) => Calls.Info(server, info);

    /// <summary>Detaches the segment and, unless created with SHM_CREATE_KEEP, removes it. Clients that are attached keep their bytes.</summary>
    /// <param name="server">NULL is nothing to close.</param>
    /// <returns>0, or SHM_INVALID_HANDLE (a handle is closed once), SHM_FORKED_CHILD.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_server_close")]
    public static int Close(ServerHandle* server) => Calls.Close(server);
}
