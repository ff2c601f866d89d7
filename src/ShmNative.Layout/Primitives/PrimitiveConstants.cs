namespace ShmNative.Layout.Primitives;

/// <summary>Numbers of the primitives that users place in raw segments.</summary>
[CName("shm_primitives", Header = CHeader.Wire)]
public static class PrimitiveConstants
{
    /// <summary>What the offset of a primitive is a multiple of. A cache line of its own (64) keeps neighbours out of each other's way.</summary>
    public const int PrimitiveAlignment = 8;

    /// <summary>The bytes "ShE1": an event.</summary>
    public const uint EventMagic = 0x31456853;

    /// <summary>An event that nobody set.</summary>
    public const uint EventReset = 0;

    /// <summary>An event that is set.</summary>
    public const uint EventSet = 1;

    /// <summary>An event that nobody set, and for which somebody may sleep.</summary>
    public const uint EventAwaited = 2;

    /// <summary>The bytes "ShS1": a semaphore.</summary>
    public const uint SemaphoreMagic = 0x31536853;

    /// <summary>Set in a semaphore's state of 0 while somebody may sleep.</summary>
    public const uint SemaphoreAwaited = 1;

    /// <summary>Where the count starts in a semaphore's state.</summary>
    public const int SemaphoreCountShift = 1;

    /// <summary>The largest maximum of a semaphore.</summary>
    public const int SemaphoreMaximum = int.MaxValue;

    /// <summary>The bytes "ShM1": a mutex.</summary>
    public const uint MutexMagic = 0x314D6853;

    /// <summary>Bits of the thread id in an owner.</summary>
    public const int OwnerTidBits = 22;

    /// <summary>Set in an owner while somebody may sleep until it unlocks.</summary>
    public const ulong OwnerAwaited = 1UL << OwnerTidBits;

    /// <summary>Where the start time of the thread begins in an owner.</summary>
    public const int OwnerStartShift = OwnerTidBits + 1;

    /// <summary>The bytes "ShV1": a read-write value.</summary>
    public const uint SeqlockMagic = 0x31566853;

    /// <summary>Bytes before the first copy of a read-write value.</summary>
    public const int SeqlockHeaderSize = 64;
}
