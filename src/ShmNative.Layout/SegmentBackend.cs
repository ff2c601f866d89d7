namespace ShmNative.Layout;

/// <summary>What a segment is made of.</summary>
[CName("shm_segment_backend", MemberPrefix = "SHM_BACKEND_")]
public enum SegmentBackend
{
    /// <summary>System V shared memory: shmget(2).</summary>
    SysV = 1,

    /// <summary>POSIX shared memory: a name in /dev/shm, shm_overview(7).</summary>
    Posix = 2,

    /// <summary>A mapped file: mmap(2).</summary>
    File = 3,
}
