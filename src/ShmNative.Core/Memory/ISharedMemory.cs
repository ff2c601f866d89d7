namespace ShmNative.Memory;

/// <summary>
/// Every access to a word that several processes share. The algorithms are written once, generic over this: with
/// <see cref="ProcessorMemory"/> the calls compile away; a test memory can stop at each of them, reorder stores, or die.
/// Loads and stores are single-copy atomic for aligned words. Names give the ordering; a full fence is said so.
/// </summary>
internal unsafe interface ISharedMemory
{
    /// <summary>Loads, once, in no order with other words.</summary>
    static abstract ulong Load(ulong* address);

    /// <inheritdoc cref="Load(ulong*)"/>
    static abstract uint Load(uint* address);

    /// <summary>Loads; nothing after it is done before it.</summary>
    static abstract ulong LoadAcquire(ulong* address);

    /// <inheritdoc cref="LoadAcquire(ulong*)"/>
    static abstract uint LoadAcquire(uint* address);

    /// <summary>Stores, once, in no order with other words.</summary>
    static abstract void Store(ulong* address, ulong value);

    /// <inheritdoc cref="Store(ulong*, ulong)"/>
    static abstract void Store(uint* address, uint value);

    /// <summary>Stores; everything before it is done before it.</summary>
    static abstract void StoreRelease(ulong* address, ulong value);

    /// <inheritdoc cref="StoreRelease(ulong*, ulong)"/>
    static abstract void StoreRelease(uint* address, uint value);

    /// <summary>Stores <paramref name="desired"/> where <paramref name="expected"/> stands; whether it did. A full fence.</summary>
    static abstract bool CompareExchange(ulong* address, ulong expected, ulong desired);

    /// <inheritdoc cref="CompareExchange(ulong*, ulong, ulong)"/>
    static abstract bool CompareExchange(uint* address, uint expected, uint desired);

    /// <summary>Adds 1. A full fence.</summary>
    static abstract void Increment(uint* address);

    /// <summary>Adds to a counter. A full fence.</summary>
    static abstract void Add(ulong* address, ulong value);

    /// <summary>Orders everything before it with everything after it, stores with later loads included.</summary>
    static abstract void FullFence();

    /// <summary>Orders loads before it with loads and stores after it.</summary>
    static abstract void LoadFence();

    /// <summary>Orders loads and stores before it with stores after it.</summary>
    static abstract void StoreFence();

    /// <summary>Copies private bytes into a slot.</summary>
    static abstract void CopyIn(byte* slot, byte* source, nuint length);

    /// <summary>Copies a slot's bytes out; they may be torn, which the caller finds out by re-checking the state word.</summary>
    static abstract void CopyOut(byte* destination, byte* slot, nuint length);

    /// <summary>Tells the processor that this is a spin loop.</summary>
    static abstract void Pause();
}
