using System.Runtime.InteropServices;

namespace ShmNative.Layout.Primitives;

/// <summary>
/// What stands before the two copies of a read-write value. The newest is copy <c>sequence &amp; 1</c>; a writer fills the other one and then counts on.
/// Copies begin at 64 bytes, and at 64 + the size up to a multiple of 8.
/// </summary>
[CName("shm_seqlock", Header = CHeader.Wire)]
[StructLayout(LayoutKind.Explicit, Size = PrimitiveConstants.SeqlockHeaderSize)]
public struct SeqLockState
{
    /// <summary>SHM_SEQLOCK_MAGIC; stored last.</summary>
    [FieldOffset(0)] public uint Magic;

    /// <summary>Bytes of the value.</summary>
    [FieldOffset(4)] public uint Size;

    /// <summary>The writer, as in shm_mutex.</summary>
    [FieldOffset(8)] public ulong Owner;

    /// <summary>As in shm_mutex.</summary>
    [FieldOffset(16)] public ulong Namespaces;

    /// <summary>Writers that died while they wrote.</summary>
    [FieldOffset(24)] public ulong Deaths;

    /// <summary>Values written so far; 0 = none yet.</summary>
    [FieldOffset(32)] public ulong Sequence;

    /// <summary>Futex word of readers: grows with each wake.</summary>
    [FieldOffset(40)] public uint DataWord;

    /// <summary>1 while a reader may sleep.</summary>
    [FieldOffset(44)] public uint DataFlag;
}
