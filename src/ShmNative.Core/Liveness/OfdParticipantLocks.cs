using ShmNative.Layout.Channels;
using ShmNative.Linux;

namespace ShmNative.Liveness;

/// <summary>
/// Participants' locks as the kernel keeps them: a write lock on each entry's bytes of the channel's lock file (fcntl(2), open file
/// description locks). This descriptor only asks, and holds what is being repaired; what a participant is held by is a
/// <see cref="ProcessLock"/> of its own.
/// </summary>
/// <param name="descriptor">The lock file, open for reading and writing; owned from here on.</param>
/// <param name="file">What that file is.</param>
/// <param name="isRemoved">Whether the name of the memory that the locks are for is gone for certain.</param>
internal sealed class OfdParticipantLocks(int descriptor, Statx file, Func<bool> isRemoved) : TableLocks
{
    public override bool AreRemoved => LibC.Stat(descriptor, out Statx now) == 0 && IsSame(now) && now.LinkCount == 0;

    /// <summary>Bytes of an entry's lock: they lie where the entries are, also in a lock file that has no such bytes.</summary>
    public static long StartOf(int index) => ChannelConstants.HeaderSize + ((long)index * ChannelConstants.ParticipantSize);

    public override bool IsRemoved => isRemoved();

    public override bool IsHeld(int index) =>
        LibC.IsLocked(descriptor, StartOf(index), ChannelConstants.ParticipantSize) != 0 || !IsStillOurs();

    public override bool TryLock(int index) =>
        LibC.TryLock(descriptor, StartOf(index), ChannelConstants.ParticipantSize) == 0 && IsStillOurs();

    public override void Unlock(int index) => _ = LibC.Unlock(descriptor, StartOf(index), ChannelConstants.ParticipantSize);

    public override bool TryLockAll(uint count) => LibC.TryLock(descriptor, StartOf(0), count * (long)ChannelConstants.ParticipantSize) == 0 && IsStillOurs();

    public override void UnlockAll(uint count) => _ = LibC.Unlock(descriptor, StartOf(0), count * (long)ChannelConstants.ParticipantSize);

    public override bool TryLockName() => TryLockName(descriptor) == 0 && IsStillOurs();

    /// <summary>As <see cref="TryLockName()"/>, on locks that are not ours, until the descriptor is closed; 0, or -EAGAIN, or another -errno.</summary>
    public static int TryLockName(int descriptor) => LibC.TryLock(descriptor, 0, 1);

    public override void UnlockName() => _ = LibC.Unlock(descriptor, 0, 1);

    /// <summary>Closes the descriptor, unless the host did, and its number is another file's now.</summary>
    public override void Dispose()
    {
        if (IsStillOurs())
            _ = LibC.Close(descriptor);
    }

    /// <summary>Some hosts close all descriptors: then another file may answer under this number.</summary>
    private bool IsStillOurs() => LibC.Stat(descriptor, out Statx now) == 0 && IsSame(now);

    private bool IsSame(in Statx now) => now.Inode == file.Inode && now.Device == file.Device;
}
