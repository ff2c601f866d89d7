using ShmNative.Layout;
using ShmNative.Layout.Channels;
using ShmNative.Linux;
using ShmNative.Liveness;
using ShmNative.Memory;
using ShmNative.Segments;

namespace ShmNative.Channels.Storage;

/// <summary>A mapped channel and the file that its participants' locks are on.</summary>
internal abstract unsafe class ChannelMemory : IDisposable
{
    /// <summary>Entries of others that everybody who joins tries: few, because each costs the kernel a walk through the locks that there are.</summary>
    private const int NearBy = 4;

    private TableLocks? _locks;

    protected ChannelMemory(SegmentAddress address, nint data, ulong size, bool writable)
    {
        Address = address;
        Data = (byte*)data;
        Size = size;
        IsWritable = writable;

        // A forked child must neither write as the parent nor keep its memory.
        _ = LibC.Advise(data, (nuint)size, LibC.MADV_DONTFORK);
    }

    public SegmentAddress Address { get; }

    public byte* Data { get; private set; }

    public ulong Size { get; }

    public bool IsWritable { get; }

    public ChannelHeader* Header => (ChannelHeader*)Data;

    /// <summary>The locks; an observer has none.</summary>
    public TableLocks Locks => _locks!;

    /// <summary>Whether <see cref="Locks"/> were opened.</summary>
    public bool HasLocks => _locks is not null;

    /// <summary>Whether the channel is ready, or was removed.</summary>
    public virtual ChannelState State
    {
        get => (ChannelState)ProcessorMemory.LoadAcquire(&Header->State);
        set => ProcessorMemory.StoreRelease(&Header->State, (uint)value);
    }

    /// <summary>Whether the name still leads to this memory.</summary>
    public abstract bool IsNamed { get; }

    /// <summary>Maps what is at an address; null with -ENOENT, with -EAGAIN while it is under construction, or with another -errno.</summary>
    /// <exception cref="ShmException">It cannot be a channel, or is another user's.</exception>
    public static ChannelMemory? TryMap(SegmentAddress address, bool writable, Trust trust, out int error) =>
        address.Backend == SegmentBackend.SysV
            ? SysVChannelMemory.TryOpen(address, writable, trust, out error)
            : FileChannelMemory.TryOpen(address, writable, trust, out error);

    /// <summary>Whether the name is gone for certain; doubt means no.</summary>
    protected abstract bool IsRemoved { get; }

    /// <summary>Opens the locks of a channel that was found by its name; false when they are gone, or another channel's.</summary>
    public abstract bool TryOpenLocks(in ChannelGeometry geometry);

    /// <summary>Lets others find the channel that this process made; -EEXIST when the name is taken.</summary>
    public abstract int TryPublish();

    /// <summary>A new description of the lock file, to hold a lock by; or <c>-errno</c>.</summary>
    public abstract int OpenLocks();

    /// <summary>
    /// Removes the channel's name, and then that of its locks. The caller holds the name's lock: the names are this channel's. 0, or -errno of the
    /// first, and then nothing was changed.
    /// </summary>
    public abstract int Unlink();

    /// <summary>
    /// Holds an entry for as long as this process lives: one that looks free, or else one whose holder has died. One description of the lock file
    /// tries them all.
    /// </summary>
    /// <param name="first">The lowest that will do.</param>
    /// <param name="last">The highest that will do.</param>
    /// <param name="index">Which one it is.</param>
    /// <param name="error">If none: -EAGAIN when all are held, -EBUSY while somebody is removing the channel, or another -errno.</param>
    public IDisposable? TryHold(int first, int last, out int index, out int error)
    {
        int locks = OpenLocks();
        (index, error) = (-1, locks);
        if (locks < 0)
            return null;
        // In a small group the next to join takes a dead one's place, and repairs it at once; in a large one those who are blocked do.
        IDisposable? hold = TryHold(locks, first, last < 64 ? Math.Min(last, first + NearBy - 1) : first - 1, lookingFree: false, out index, out error);
        if (hold is null && error == -Errno.EAGAIN)
            hold = TryHold(locks, first, last, lookingFree: true, out index, out error);
        if (hold is null && error == -Errno.EAGAIN && IsTableLocked(locks, first))
            error = -Errno.EBUSY;
        else if (hold is null && error == -Errno.EAGAIN)
            hold = TryHold(locks, first, last, lookingFree: false, out index, out error);
        CloseLocks(locks);
        return hold;
    }

    private IDisposable? TryHold(int locks, int first, int last, bool lookingFree, out int index, out int error)
    {
        error = -Errno.EAGAIN;
        IDisposable? hold = null;
        for (index = first; index <= last; index++)
        {
            // Few are tried: each costs the kernel a walk through the locks that there are.
            if (LooksFree(index) != lookingFree)
                continue;
            hold = TryHold(locks, index, out error);
            if (hold is not null || error != -Errno.EAGAIN)
                break;
        }

        return hold;
    }

    /// <summary>Holds an entry by a description, which stays open.</summary>
    protected virtual IDisposable? TryHold(int locks, int index, out int error) =>
        ProcessLock.TryTake(locks, OfdParticipantLocks.StartOf(index), ChannelConstants.ParticipantSize, out error);

    /// <summary>Whether an entry is held by one who holds more than an entry.</summary>
    protected virtual bool IsTableLocked(int locks, int index) =>
        LibC.LockedLength(locks, OfdParticipantLocks.StartOf(index), ChannelConstants.ParticipantSize) > ChannelConstants.ParticipantSize;

    /// <summary>Closes what <see cref="OpenLocks"/> opened.</summary>
    protected virtual void CloseLocks(int locks) => _ = LibC.Close(locks);

    /// <summary>Whether an entry says that it is free. A hint: its lock decides.</summary>
    protected virtual bool LooksFree(int index) =>
        ProcessorMemory.Load(&((ParticipantEntry*)(Data + ChannelGeometry.ParticipantsOffset))[index].Role) == (uint)ParticipantRole.Free;

    /// <summary>
    /// Removes a channel that nobody uses. One lock over the whole table: all entries are dead, and no joiner slips in between the look and the removal.
    /// </summary>
    /// <returns>0: it is gone. -EAGAIN: somebody lives, or is removing it. Another -errno: nobody lives, but the name cannot be taken away.</returns>
    public int TryReclaim(uint participants)
    {
        if (!Locks.TryLockAll(participants))
            return -Errno.EAGAIN;
        int error = TryRemoveName();
        Locks.UnlockAll(participants);
        return error;
    }

    /// <summary>Who could take the name away, when this user was refused with -EPERM, -EACCES or the like.</summary>
    public abstract string WhoMayRemove(int refusal);

    /// <summary>
    /// Makes a channel that nobody uses, but whose name this user cannot take away, as good as a new one; nothing if somebody has come since. The lock is
    /// the one that removing takes: who joins is before it or behind it.
    /// </summary>
    public void TryStartAnew(in ChannelGeometry geometry)
    {
        if (!Locks.TryLockAll(geometry.ParticipantCount))
            return;
        StartAnew(geometry);
        Locks.UnlockAll(geometry.ParticipantCount);
    }

    /// <summary>Drops what the dead left in the memory, whose table is locked.</summary>
    protected virtual void StartAnew(in ChannelGeometry geometry) => FreshStart<ProcessorMemory>.Begin(new ChannelMap(Data, geometry));

    /// <summary>
    /// Takes the name away, then says RETIRED: in this order, because a name that leads to retired memory could be neither used nor made again. Those
    /// who join look at both. 0, -EAGAIN while another does it, -ENOENT when the name is not this channel's, or another -errno.
    /// </summary>
    public int TryRemoveName()
    {
        if (!Locks.TryLockName())
            return -Errno.EAGAIN;
        int error = IsNamed ? Unlink() : -Errno.ENOENT;
        Locks.UnlockName();
        if (error == 0)
            Retire();
        return error;
    }

    /// <summary>Tells whoever still has it mapped to open the name again, and wakes them to be told.</summary>
    private void Retire()
    {
        State = ChannelState.Retired;
        foreach (nint word in (ReadOnlySpan<nint>)[(nint)(&Header->DataWord), (nint)(&Header->SpaceWord)])
        {
            ProcessorMemory.Increment((uint*)word);
            _ = LibC.FutexWake((uint*)word);
        }
    }

    public virtual void Dispose()
    {
        _locks?.Dispose();
        _locks = null;
    }

    /// <summary>The mapping's address, once: whoever gets it unmaps it.</summary>
    protected nint TakeData()
    {
        nint data = (nint)Data;
        Data = null;
        return data;
    }

    /// <summary>Uses the lock file that was opened, under the name that it has or is to get.</summary>
    protected void SetLocks(int descriptor, string path)
    {
        if (descriptor < 0)
            throw Refusal.Kernel(descriptor, $"cannot open the locks of {Address}");
        SetLocks(new OfdParticipantLocks(new(descriptor, OpenLocks, path), () => IsRemoved));
    }

    protected void SetLocks(TableLocks locks) => _locks = locks;

    /// <summary>Others would have to be trusted with every byte: only one's own and root's memory is, unless asked otherwise.</summary>
    protected static void RequireOwner(uint owner, SegmentAddress address, Trust trust)
    {
        if (!trust.Includes(owner))
        {
            throw new ShmException(ShmStatus.WrongOwner,
                $"{address} belongs to {UserNames.Of(owner)}, not to this user or root; name its owner, or trust any owner, if it is to be used");
        }
    }
}
