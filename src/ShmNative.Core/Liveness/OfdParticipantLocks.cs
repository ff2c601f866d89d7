using ShmNative.Layout.Channels;
using ShmNative.Linux;

namespace ShmNative.Liveness;

/// <summary>
/// Participants' locks as the kernel keeps them: a write lock on each entry's bytes of the channel's lock file (fcntl(2), open file
/// description locks). This descriptor only asks, and holds what is being repaired; what a participant is held by is a
/// <see cref="ProcessLock"/> of its own.
/// </summary>
internal sealed class OfdParticipantLocks : ParticipantLocks, IDisposable
{
    private readonly int _descriptor;
    private readonly Statx _file;

    /// <param name="descriptor">The lock file, open for reading and writing; owned from here on.</param>
    /// <param name="file">What that file is.</param>
    public OfdParticipantLocks(int descriptor, in Statx file) => (_descriptor, _file) = (descriptor, file);

    /// <summary>Bytes of an entry's lock: they lie where the entries are, also in a lock file that has no such bytes.</summary>
    public static long StartOf(int index) => ChannelConstants.HeaderSize + ((long)index * ChannelConstants.ParticipantSize);

    public override bool IsHeld(int index) =>
        LibC.IsLocked(_descriptor, StartOf(index), ChannelConstants.ParticipantSize) != 0 || !IsStillOurs();

    public override bool TryLock(int index) =>
        LibC.TryLock(_descriptor, StartOf(index), ChannelConstants.ParticipantSize) == 0 && IsStillOurs();

    public override void Unlock(int index) => _ = LibC.Unlock(_descriptor, StartOf(index), ChannelConstants.ParticipantSize);

    /// <summary>Takes all entries in one call: everybody is gone, and nobody can join meanwhile.</summary>
    public bool TryLockAll(uint count) => LibC.TryLock(_descriptor, StartOf(0), count * (long)ChannelConstants.ParticipantSize) == 0 && IsStillOurs();

    public void UnlockAll(uint count) => _ = LibC.Unlock(_descriptor, StartOf(0), count * (long)ChannelConstants.ParticipantSize);

    /// <summary>Takes the right to change the channel's name.</summary>
    public bool TryLockName() => LibC.TryLock(_descriptor, 0, 1) == 0 && IsStillOurs();

    public void UnlockName() => _ = LibC.Unlock(_descriptor, 0, 1);

    /// <summary>Closes the descriptor, unless the host did, and its number is another file's now.</summary>
    public void Dispose()
    {
        if (IsStillOurs())
            _ = LibC.Close(_descriptor);
    }

    /// <summary>Some hosts close all descriptors: then another file may answer under this number.</summary>
    private bool IsStillOurs() => LibC.Stat(_descriptor, out Statx now) == 0 && now.Inode == _file.Inode && now.Device == _file.Device;
}
