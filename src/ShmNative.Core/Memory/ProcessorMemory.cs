using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace ShmNative.Memory;

/// <summary>The processor's memory: what runs in production. .NET's volatile accesses are acquire and release.</summary>
internal readonly unsafe struct ProcessorMemory : ISharedMemory
{
    // Volatile also for the plain ones: the compiler must neither hoist, split, repeat nor fuse a cross-process access. On x86-64 both
    // are the same instruction; on arm64 ldapr and stlr.

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Load(ulong* address) => Volatile.Read(ref *address);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Load(uint* address) => Volatile.Read(ref *address);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong LoadAcquire(ulong* address) => Volatile.Read(ref *address);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint LoadAcquire(uint* address) => Volatile.Read(ref *address);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(ulong* address, ulong value) => Volatile.Write(ref *address, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(uint* address, uint value) => Volatile.Write(ref *address, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreRelease(ulong* address, ulong value) => Volatile.Write(ref *address, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreRelease(uint* address, uint value) => Volatile.Write(ref *address, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool CompareExchange(ulong* address, ulong expected, ulong desired) =>
        Interlocked.CompareExchange(ref *address, desired, expected) == expected;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool CompareExchange(uint* address, uint expected, uint desired) =>
        Interlocked.CompareExchange(ref *address, desired, expected) == expected;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Increment(uint* address) => Interlocked.Increment(ref *address);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(ulong* address, ulong value) => Interlocked.Add(ref *address, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FullFence() => Interlocked.MemoryBarrier();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadFence() => Volatile.ReadBarrier();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFence() => Volatile.WriteBarrier();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CopyIn(byte* slot, byte* source, nuint length) => PayloadCopy.Copy(slot, source, length);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CopyOut(byte* destination, byte* slot, nuint length) => PayloadCopy.Copy(destination, slot, length);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Pause()
    {
        if (X86Base.IsSupported)
            X86Base.Pause();
        else if (ArmBase.IsSupported)
            ArmBase.Yield();
    }
}
