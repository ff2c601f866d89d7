using ShmNative.Layout;

namespace ShmNative.Exports;

/// <summary>A segment that this process created.</summary>
[CName("shm_server")]
public struct ServerHandle;

/// <summary>A segment that this process attached.</summary>
[CName("shm_client")]
public struct ClientHandle;
