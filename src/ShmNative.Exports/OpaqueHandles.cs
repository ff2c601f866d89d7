using ShmNative.Layout;

namespace ShmNative.Exports;

/// <summary>A segment that this process created.</summary>
[CName("shm_server")]
public struct ServerHandle;

/// <summary>A segment that this process attached.</summary>
[CName("shm_client")]
public struct ClientHandle;

/// <summary>What primitives stand in: the segment of a server or a client.</summary>
[CName("shm_segment")]
public struct SegmentHandle;

/// <summary>A sending end of a channel: a topic's publisher, a queue's producer or a value's writer.</summary>
[CName("shm_sender")]
public struct SenderHandle;

/// <summary>A receiving end that reads messages where they are, and that senders wait for: a topic's subscriber or a queue's consumer.</summary>
[CName("shm_receiver")]
public struct ReceiverHandle;

/// <summary>A receiving end that copies, and that nobody waits for: a value's reader, a topic's lossy subscriber, an observer.</summary>
[CName("shm_reader")]
public struct ReaderHandle;

/// <summary>Things that are waited for in one call.</summary>
[CName("shm_waitset")]
public struct WaitSetHandle;
