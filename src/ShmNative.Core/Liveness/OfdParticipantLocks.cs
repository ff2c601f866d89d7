using ShmNative.Layout.Channels;
using ShmNative.Linux;

namespace ShmNative.Liveness;

/// <summary>
/// Participants' locks as the kernel keeps them: a write lock on each entry's bytes of the channel's lock file (fcntl(2), open file
/// description locks). This description only asks, and holds what is being repaired; what a participant is held by is a
/// <see cref="ProcessLock"/> of its own.
/// </summary>
/// <param name="file">The lock file; owned from here on.</param>
/// <param name="isRemoved">Whether the name of the memory that the locks are for is gone for certain.</param>
internal sealed class OfdParticipantLocks(LockFile file, Func<bool> isRemoved) : TableLocks
{
    public override bool AreRemoved => file.IsUnnamed;

    /// <summary>Bytes of an entry's lock: they lie where the entries are, also in a lock file that has no such bytes.</summary>
    public static long StartOf(int index) => ChannelConstants.HeaderSize + ((long)index * ChannelConstants.ParticipantSize);

    public override bool IsRemoved => isRemoved();

    public override bool IsHeld(int index) => file.IsLocked(StartOf(index), ChannelConstants.ParticipantSize) != 0;

    public override bool TryLock(int index) => file.TryLock(StartOf(index), ChannelConstants.ParticipantSize);

    public override void Unlock(int index) => file.Unlock(StartOf(index), ChannelConstants.ParticipantSize);

    public override bool TryLockAll(uint count) => file.TryLock(StartOf(0), count * (long)ChannelConstants.ParticipantSize);

    public override void UnlockAll(uint count) => file.Unlock(StartOf(0), count * (long)ChannelConstants.ParticipantSize);

    public override bool TryLockName() => file.TryLock(0, 1);

    /// <summary>As <see cref="TryLockName()"/>, on locks that are not ours, until the descriptor is closed; 0, or -EAGAIN, or another -errno.</summary>
    public static int TryLockName(int descriptor) => LibC.TryLock(descriptor, 0, 1);

    public override void UnlockName() => file.Unlock(0, 1);

    public override void Dispose() => file.Dispose();
}
