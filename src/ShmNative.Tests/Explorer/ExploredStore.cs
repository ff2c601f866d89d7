using ShmNative.Channels;
using ShmNative.Channels.Storage;
using ShmNative.Layout.Channels;
using ShmNative.Linux;
using ShmNative.Liveness;
using ShmNative.Segments;

namespace ShmNative.Tests.Explorer;

/// <summary>
/// One name of a file system, and the files that may have it, as the explorer plays them. In the world's memory are the name (the number of the file
/// that it leads to, 0 = none) and each file's word of the channel's state; locks are the world's. What else is in a channel does not count here.
/// </summary>
internal sealed unsafe class ExploredStore : ChannelStore
{
    public const uint Entries = 2;
    private const int FilesOfAThread = 3;
    private const int LocksOfAFile = (int)Entries + 1;

    private readonly int[] _made = new int[8];

    /// <summary>Whether those who play may take a file's name away: not where it is another user's.</summary>
    public bool MayRemove { get; init; } = true;

    /// <summary>The channel of all files: nobody looks at its bytes, only at its geometry.</summary>
    public static ChannelGeometry Geometry { get; } =
        new() { Kind = ChannelKind.Queue, ParticipantCount = Entries, SlotCount = 2, Capacity = 8 };

    /// <summary>A file whose participants are all dead has the name from the start.</summary>
    public static void LeaveBehind(ChannelState state)
    {
        *NameOf(World.Current) = 1;
        *StateOf(World.Current, 1) = (uint)state;
    }

    public static ulong* NameOf(World world) => (ulong*)world.Memory;

    public static uint* StateOf(World world, ulong file) => (uint*)(world.Memory + (64 * file));

    /// <summary>A word of the file that stands for all that a participant has put there since it entered: who starts the channel anew drops it.</summary>
    public static ulong* MarkOf(World world, ulong file, int thread) => (ulong*)(world.Memory + (64 * file) + 8 + (8 * (ulong)thread));

    /// <summary>Whether the name leads to the file: the truth, whatever a mutation shows.</summary>
    public static bool IsNamed(ulong file) => Truth(NameOf(World.Current)) == file;

    public static bool IsReady(ulong file) => Truth(StateOf(World.Current, file)) == (ulong)ChannelState.Ready;

    private static ulong Truth(void* address)
    {
        long key = World.Current.KeyOf(address);
        World.Step(Operation.Read("check", key));
        ulong value = World.Current.Peek(null, key);
        World.Running!.Note(value);
        return value;
    }

    public override ChannelMemory? TryOpen(ChannelRequest request, out int error)
    {
        ulong file = ExploredMemory.LoadAcquire(NameOf(World.Current));
        error = file == 0 ? -Errno.ENOENT : 0;
        return file == 0 ? null : new ExploredFile(request.Address, file, isNamed: true, MayRemove);
    }

    public override ChannelMemory? TryCreate(ChannelRequest request, in ChannelGeometry geometry)
    {
        int thread = World.Running!.Id;
        if (_made[thread] == FilesOfAThread)
            throw new InvalidOperationException("too many files");
        return new ExploredFile(request.Address, (ulong)(2 + (thread * FilesOfAThread) + _made[thread]++), isNamed: false, MayRemove);
    }

    /// <summary>Another try is worth it once something has changed, be it by one's own removal.</summary>
    public override void Pause()
    {
        if (!World.Running!.HasChange(World.Current))
            World.AwaitChange();
        World.BeginAttempt();
    }

    /// <summary>A file that somebody has mapped.</summary>
    internal sealed class ExploredFile : ChannelMemory
    {
        private static readonly nint s_bytes = MakeBytes();
        private readonly bool _mayRemove;
        private bool _isNamed;

        public ExploredFile(SegmentAddress address, ulong number, bool isNamed, bool mayRemove)
            : base(address, s_bytes, Geometry.TotalSize, writable: true)
        {
            (Number, _isNamed, _mayRemove) = (number, isNamed, mayRemove);
            if (!isNamed)
                SetLocks(new FileLocks(number));
        }

        public ulong Number { get; }

        public override ChannelState State
        {
            get => (ChannelState)ExploredMemory.LoadAcquire(StateOf(World.Current, Number));
            set => ExploredMemory.StoreRelease(StateOf(World.Current, Number), (uint)value);
        }

        public override bool IsNamed => ExploredMemory.LoadAcquire(NameOf(World.Current)) == Number;

        protected override bool IsRemoved => Locks.AreRemoved;

        public override bool TryOpenLocks(in ChannelGeometry geometry)
        {
            if (!HasLocks && IsNamed)
                SetLocks(new FileLocks(Number));
            return HasLocks;
        }

        public override int TryPublish()
        {
            _isNamed = ExploredMemory.CompareExchange(NameOf(World.Current), 0, Number);
            return _isNamed ? 0 : -Errno.EEXIST;
        }

        /// <summary>The number of the file that the name leads to, as a descriptor.</summary>
        public override int OpenLocks()
        {
            ulong file = _isNamed ? ExploredMemory.LoadAcquire(NameOf(World.Current)) : Number;
            return file == 0 ? -Errno.ENOENT : (int)file;
        }

        public override string WhoMayRemove(int refusal) => "another";

        protected override void StartAnew(in ChannelGeometry geometry)
        {
            for (int thread = 0; thread < Entries; thread++)
                ExploredMemory.StoreRelease(MarkOf(World.Current, Number, thread), 0);
        }

        public override int Unlink()
        {
            if (!_mayRemove)
                return -Errno.EPERM;
            ulong file = ExploredMemory.LoadAcquire(NameOf(World.Current));
            return file != 0 && ExploredMemory.CompareExchange(NameOf(World.Current), file, 0) ? 0 : -Errno.ENOENT;
        }

        protected override IDisposable? TryHold(int locks, int index, out int error)
        {
            int key = KeyOf((ulong)locks, index);
            error = ExploredLocks.TryOwn(key) ? 0 : -Errno.EAGAIN;
            return error == 0 ? new Hold(key) : null;
        }

        protected override void CloseLocks(int locks)
        {
        }

        protected override bool IsTableLocked(int locks, int index) => false; // then it is tried again all the same

        protected override bool LooksFree(int index) => true; // the bytes are all files' in common

        private static nint MakeBytes()
        {
            nint bytes = LibC.Map((nuint)Geometry.TotalSize, LibC.PROT_READ | LibC.PROT_WRITE, LibC.MAP_PRIVATE | LibC.MAP_ANONYMOUS, -1);
            ChannelFormat.Initialise((byte*)bytes, Geometry, PayloadType.Bytes);
            return bytes;
        }
    }

    private static int KeyOf(ulong file, int index) => ((int)file * LocksOfAFile) + index;

    private sealed class Hold(int key) : IDisposable
    {
        private readonly ExploredLocks _locks = new();

        public void Dispose() => _locks.Unlock(key);
    }

    private sealed class FileLocks(ulong file) : TableLocks
    {
        private readonly ExploredLocks _locks = new();

        public override bool AreRemoved => ExploredMemory.LoadAcquire(NameOf(World.Current)) != file;

        public override bool IsHeld(int index) => _locks.IsHeld(KeyOf(file, index));

        public override bool TryLock(int index) => _locks.TryLock(KeyOf(file, index));

        public override void Unlock(int index) => _locks.Unlock(KeyOf(file, index));

        public override bool TryLockAll(uint count)
        {
            Mutation mutation = World.Current.Mutation;
            if (!mutation.LocksTable)
                return !Enumerable.Range(0, (int)count).Any(IsHeld);
            return ExploredLocks.TryOwnAll(Keys(mutation.LockedEntries(count)));
        }

        public override void UnlockAll(uint count)
        {
            Mutation mutation = World.Current.Mutation;
            if (mutation.LocksTable)
                ExploredLocks.UnlockAll(Keys(mutation.LockedEntries(count)));
        }

        public override bool TryLockName() => ExploredLocks.TryOwn(KeyOf(file, (int)Entries));

        public override void UnlockName() => _locks.Unlock(KeyOf(file, (int)Entries));

        public override void Dispose()
        {
        }

        private int[] Keys(uint count) => [.. Enumerable.Range(0, (int)count).Select(index => KeyOf(file, index))];
    }
}
