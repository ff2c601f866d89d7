using System.Diagnostics;
using ShmNative.Layout;
using ShmNative.Layout.Channels;
using ShmNative.Linux;
using ShmNative.Memory;

namespace ShmNative.Channels.Storage;

/// <summary>
/// Finds or makes a channel, and enters it. A channel is never seen half made (its name comes last), and never entered while it is being
/// removed (removal holds every entry's lock, and says RETIRED before it lets go).
/// </summary>
internal static unsafe class ChannelOpener
{
    private const int MostRetries = 200;

    /// <summary>A table that is full may be tried as often as others, unless it is so large that this takes long.</summary>
    private const uint EntriesOfARetry = 256;

    public static Membership Open(ChannelRequest request)
    {
        Stopwatch watch = Stopwatch.StartNew();
        for (int retries = 0; ;)
        {
            Miss miss = Miss.NotThere;
            uint entries = 0;
            Membership? membership = request.Address.IsPrivate ? null : TryJoin(request, out miss, out entries);
            if (membership is null && miss is Miss.NotThere or Miss.Building)
                membership = TryCreate(request);
            if (membership is not null)
                return membership;
            if (miss is Miss.NotThere or Miss.Building && request.Geometry is null)
            {
                if (request.Wait != Timeout.InfiniteTimeSpan && watch.Elapsed >= request.Wait)
                    throw NotFound(request);
            }
            else if ((retries += 1 + (miss == Miss.NoEntry ? (int)(entries / EntriesOfARetry) : 0)) > MostRetries)
            {
                throw Refused(request, miss);
            }

            request.Store.Pause();
        }
    }

    /// <summary>Why a channel could not be entered, though another try may.</summary>
    private enum Miss
    {
        None,
        NotThere,
        Building,
        Retired,
        NoEntry,
        RoleTaken,
    }

    private static Membership? TryJoin(ChannelRequest request, out Miss miss, out uint entries)
    {
        entries = 0;
        ChannelMemory? memory = Map(request, out miss);
        if (memory is null)
            return null;
        Membership? membership = null;
        try
        {
            ShmStatus status = ChannelFormat.Read(memory.Data, memory.Size, out ChannelGeometry geometry, out string problem);
            if (status != ShmStatus.Ok)
                throw new ShmException(status, $"{request.Address} cannot be used: {problem}; use another name, or remove it");
            entries = geometry.ParticipantCount;
            miss = Miss.Retired;
            int leftover = request.Geometry is null ? -Errno.EAGAIN : TryClearLeftover(memory, geometry);
            if (leftover == 0)
                return null;
            Require(memory, geometry, request, leftover);
            membership = request.Observes ? TryObserve(memory, geometry) : TryEnter(memory, geometry, request, out miss);
            return membership;
        }
        finally
        {
            if (membership is null)
                memory.Dispose();
        }
    }

    private static ChannelMemory? Map(ChannelRequest request, out Miss miss)
    {
        ChannelMemory? memory = request.Store.TryOpen(request, out int error);
        miss = error == -Errno.EAGAIN ? Miss.Building : Miss.NotThere;
        if (memory is null && error is not (-Errno.ENOENT or -Errno.EAGAIN))
            throw Refusal.Kernel(error, $"cannot open the channel {request.Address}");
        return memory;
    }

    /// <summary>
    /// One who may create a channel wants what is alive, not what the dead have left; that may even be of another type. 0: it is gone; -EAGAIN: it is no
    /// leftover; another -errno: it is one that this user cannot remove.
    /// </summary>
    private static int TryClearLeftover(ChannelMemory memory, in ChannelGeometry geometry)
    {
        if ((geometry.Flags & ChannelFlags.Persistent) != 0 || !memory.TryOpenLocks(geometry))
            return -Errno.EAGAIN;
        int error = memory.TryReclaim(geometry.ParticipantCount);
        return error == -Errno.ENOENT ? -Errno.EAGAIN : error; // the name leads to another by now
    }

    /// <summary>Makes sure that the channel is what was asked for, and not what the dead left in it: another user's is started anew where it stands.</summary>
    private static void Require(ChannelMemory memory, in ChannelGeometry geometry, ChannelRequest request, int leftover)
    {
        try
        {
            Require(memory, geometry, request);
        }
        catch (ShmException refusal) when (leftover != -Errno.EAGAIN)
        {
            throw new ShmException(refusal.Status, $"{refusal.Message}; nobody uses it any more, but only {memory.WhoMayRemove(leftover)} can remove it");
        }

        if (leftover != -Errno.EAGAIN)
            memory.TryStartAnew(geometry);
        if (request.Role == ParticipantRole.Sender && ProcessorMemory.LoadAcquire(&memory.Header->Closed) != 0)
            throw new ShmException(ShmStatus.Closed, $"{request.Address} has ended; wait until its receivers have left, or remove it");
    }

    private static void Require(ChannelMemory memory, in ChannelGeometry geometry, ChannelRequest request)
    {
        if (geometry.Kind != request.Kind)
            throw new ShmException(ShmStatus.WrongKind, $"{request.Address} is a {Text(geometry.Kind)}, not a {Text(request.Kind)}");
        (string name, ulong size, ulong hash) = PayloadType.Of(memory.Header);
        if (!request.Type.Matches(name, size, hash))
            throw TypeMismatch.Of(request.Address.ToString(), memory.Data, geometry, request.Type);
        if (request.Type.Size > geometry.Capacity)
            throw new ShmException(ShmStatus.TooLarge, $"messages of {request.Type.Size} bytes do not fit the {geometry.Capacity} of {request.Address}");
        if (request.Observes && !geometry.IsObservable)
            throw new ShmException(ShmStatus.WrongKind, $"{request.Address} was not created observable");
    }

    private static Membership? TryEnter(ChannelMemory memory, in ChannelGeometry geometry, ChannelRequest request, out Miss miss)
    {
        miss = Miss.Retired;
        if (!memory.TryOpenLocks(geometry))
            return null;
        if (IsRetired(memory))
        {
            // Who retired it may have died before its name was gone: then nobody else would ever take the name away.
            if (memory.State == ChannelState.Retired)
                memory.TryReclaim(geometry.ParticipantCount);
            return null;
        }

        IDisposable? hold = TryHold(memory, geometry, request, out int index, out bool isTableLocked);
        if (hold is null)
        {
            bool isRole = geometry.IsExclusive && request.Role == ParticipantRole.Sender;
            miss = isTableLocked || IsRetired(memory) ? Miss.Retired : isRole ? Miss.RoleTaken : Miss.NoEntry;
            return null;
        }

        // While we hold an entry nobody removes the channel. It may have been removed just before.
        if (!IsRetired(memory))
            return Enter(memory, geometry, index, hold, request);
        hold.Dispose();
        return null;
    }

    private static Membership Enter(ChannelMemory memory, in ChannelGeometry geometry, int index, IDisposable hold, ChannelRequest request)
    {
        // Publishers may wait for a subscriber, and must not begin before its cursor stands.
        bool subscribes = request is { Role: ParticipantRole.Receiver, Kind: ChannelKind.Topic };
        try
        {
            return Membership.Enter(memory, geometry, index, hold, subscribes ? ParticipantRole.Joining : request.Role, request.Name);
        }
        catch
        {
            hold.Dispose();
            throw;
        }
    }

    private static Membership? TryObserve(ChannelMemory memory, in ChannelGeometry geometry) =>
        IsRetired(memory) ? null : Membership.Observe(memory, geometry);

    private static bool IsRetired(ChannelMemory memory) =>
        memory.State != ChannelState.Ready || !memory.IsNamed;

    /// <summary>Takes a free entry. Entry 0 is the exclusive sender's, and nobody else's.</summary>
    private static IDisposable? TryHold(
        ChannelMemory memory, in ChannelGeometry geometry, ChannelRequest request, out int index, out bool isTableLocked)
    {
        bool sender = request.Role == ParticipantRole.Sender;
        int first = geometry.IsExclusive && !sender ? 1 : 0;
        int last = geometry.IsExclusive && sender ? 0 : (int)geometry.ParticipantCount - 1;
        IDisposable? hold = memory.TryHold(first, last, out index, out int error);
        isTableLocked = hold is null && error == -Errno.EBUSY;
        return hold is not null || isTableLocked || error is -Errno.EAGAIN or -Errno.ENOENT // held by others, or removed since we mapped it
            ? hold
            : throw Refusal.Kernel(error, $"cannot take an entry of {request.Address}");
    }

    private static Membership? TryCreate(ChannelRequest request)
    {
        if (request.Geometry is not { } geometry)
            return null;
        ChannelMemory? memory = request.Store.TryCreate(request, geometry);
        if (memory is null)
            return null;
        Membership? membership = null;
        try
        {
            // Entered before it has a name: it is never there without a participant.
            IDisposable hold = TryHold(memory, geometry, request, out int index, out _)!;
            membership = Enter(memory, geometry, index, hold, request);
            memory.State = ChannelState.Ready;
            int error = memory.TryPublish();
            if (error == 0)
                return membership;
            if (error != -Errno.EEXIST)
                throw Refusal.Kernel(error, $"cannot create {request.Address}");
            membership.Leave();
            return null;
        }
        catch
        {
            membership?.Leave();
            memory.Dispose();
            throw;
        }
    }

    private static string Text(ChannelKind kind) => kind.ToString().ToLowerInvariant();

    private static ShmException NotFound(ChannelRequest request) =>
        new(ShmStatus.NotFound, $"there is no {Text(request.Kind)} at {request.Address}; start its sender first, or wait for it");

    private static ShmException Refused(ChannelRequest request, Miss miss) => miss switch
    {
        Miss.RoleTaken => new(ShmStatus.RoleTaken, $"{request.Address} has its sender already; wait for it to end, or use another name"),
        Miss.NoEntry => new(ShmStatus.TooManyParticipants, $"all participants' entries of {request.Address} are taken; create it with more"),
        _ => new(ShmStatus.InUse,
            $"{request.Address} is being created or removed all the time, or its locks are missing; try again, or remove it"),
    };
}
