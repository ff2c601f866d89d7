using System.Runtime.InteropServices;

namespace ShmNative.Layout;

/// <summary>
/// What the kernel knows of a segment. Times are seconds since 1970, 0 = never. For POSIX and file segments <c>key</c> is 0, <c>id</c> the
/// inode, attach and detach times are 0, the last pid is 0, and the processes attached are counted from /proc as far as it may be read.
/// </summary>
[CName("shm_segment_info")]
[StructLayout(LayoutKind.Explicit, Size = 104)]
public struct SegmentInfo
{
    /// <summary>Size of this struct as the caller knows it; its initialiser sets it.</summary>
    [FieldOffset(0)] public uint StructSize;

    /// <summary>A shm_segment_backend.</summary>
    [FieldOffset(4)] public uint Backend;

    /// <summary>Size of the segment in bytes.</summary>
    [FieldOffset(8)] public ulong Size;

    /// <summary>System V: shmid. POSIX and file: inode.</summary>
    [FieldOffset(16)] public ulong Id;

    /// <summary>POSIX and file: device number; System V: 0.</summary>
    [FieldOffset(24)] public ulong Device;

    /// <summary>System V key, 0 for a private one.</summary>
    [FieldOffset(32)] public int Key;

    /// <summary>Permission bits, as of chmod(2).</summary>
    [FieldOffset(36)] public uint Mode;

    /// <summary>User id of the owner.</summary>
    [FieldOffset(40)] public uint OwnerUid;

    /// <summary>Group id of the owner.</summary>
    [FieldOffset(44)] public uint OwnerGid;

    /// <summary>User id of the creator.</summary>
    [FieldOffset(48)] public uint CreatorUid;

    /// <summary>Group id of the creator.</summary>
    [FieldOffset(52)] public uint CreatorGid;

    /// <summary>Process id of the creator, 0 = unknown.</summary>
    [FieldOffset(56)] public int CreatorPid;

    /// <summary>Process id of the last that attached or detached, 0 = unknown.</summary>
    [FieldOffset(60)] public int LastPid;

    /// <summary>Attachments now.</summary>
    [FieldOffset(64)] public ulong Attached;

    /// <summary>Time of the last attach.</summary>
    [FieldOffset(72)] public long AttachTime;

    /// <summary>Time of the last detach.</summary>
    [FieldOffset(80)] public long DetachTime;

    /// <summary>Time of creation or of the last change of permissions.</summary>
    [FieldOffset(88)] public long ChangeTime;

    /// <summary>1 while the creator has not finished writing it.</summary>
    [FieldOffset(96)] public uint NotReady;

    /// <summary>1 when this library created it and that server is gone: the next create at the address reclaims it.</summary>
    [FieldOffset(100)] public uint Abandoned;
}
