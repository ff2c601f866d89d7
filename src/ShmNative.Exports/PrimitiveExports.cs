using System.Runtime.InteropServices;
using ShmNative.Exports.Interop;

namespace ShmNative.Exports;

/// <summary>Events, semaphores, mutexes and read-write values, at offsets of a segment that the user chooses.</summary>
/// <remarks>
/// A primitive stands in a raw segment, at a multiple of 8. One process initialises it, once, before others use it; there is nothing to
/// open or close. The calls take a shm_segment, which is the server or the client under another type: get it once, and keep it as long
/// as that handle is open. Any number of threads may use one at once.
/// </remarks>
[HeaderSection(40, "Primitives")]
public static unsafe class PrimitiveExports
{
    /// <summary>A server's segment.</summary>
    /// <param name="server">An open server.</param>
    /// <returns>
    /// The segment, valid until shm_server_close; NULL when the handle may not be used. The calls refuse NULL with SHM_INVALID_HANDLE.
    /// </returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_server_segment")]
    public static SegmentHandle* OfServer(ServerHandle* server) => PrimitiveCalls.SegmentOf<ServerHandle>(server);

    /// <summary>A client's segment.</summary>
    /// <param name="client">An open client; with SHM_ATTACH_WRITABLE for all but reading a read-write value.</param>
    /// <returns>
    /// The segment, valid until shm_client_detach; NULL when the handle may not be used. The calls refuse NULL with SHM_INVALID_HANDLE.
    /// </returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_client_segment")]
    public static SegmentHandle* OfClient(ClientHandle* client) => PrimitiveCalls.SegmentOf<ClientHandle>(client);
}
