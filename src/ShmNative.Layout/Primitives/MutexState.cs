using System.Runtime.InteropServices;

namespace ShmNative.Layout.Primitives;

/// <summary>A robust mutex, at an offset that the user chooses.</summary>
[CName("shm_mutex", Header = CHeader.Wire)]
[StructLayout(LayoutKind.Explicit, Size = 32)]
public struct MutexState
{
    /// <summary>SHM_MUTEX_MAGIC; stored last.</summary>
    [FieldOffset(0)] public uint Magic;

    /// <summary>Zero.</summary>
    [FieldOffset(4)] public uint Reserved;

    /// <summary>
    /// 0 = free, otherwise the thread that holds it: <c>[ start:41 | awaited:1 | tid:22 ]</c>, start = when it started, in clock ticks since
    /// boot (proc(5)), 0 = unknown. Its low half is the futex word.
    /// </summary>
    [FieldOffset(8)] public ulong Owner;

    /// <summary>Inodes of the pid namespace (low half) and the time namespace in which the threads are numbered.</summary>
    [FieldOffset(16)] public ulong Namespaces;

    /// <summary>Owners that died with it.</summary>
    [FieldOffset(24)] public ulong Deaths;
}
