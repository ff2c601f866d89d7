using System.Text;
using ShmNative.Layout.Channels;
using ShmNative.Liveness;
using ShmNative.Memory;
using ShmNative.Waiting;

namespace ShmNative.Channels.Storage;

/// <summary>One's place in a channel: the mapped memory, the entry, and the lock that says that its holder lives.</summary>
internal sealed unsafe class Membership
{
    private readonly ChannelMemory _memory;
    private readonly IDisposable? _hold;
    private readonly ChannelGeometry _geometry;
    private bool _isJoining;

    private Membership(ChannelMemory memory, in ChannelGeometry geometry, int index, IDisposable? hold)
    {
        (_memory, _geometry, _hold) = (memory, geometry, hold);
        Map = new ChannelMap(memory.Data, geometry);
        Context = new(Map, index, memory.Locks, FutexSleeper.Instance, FutexSleeper.Instance.NeedsFence);
        Guard = ForkGuard.Arm();
    }

    public ChannelMap Map { get; }

    /// <summary>What endpoints are made with.</summary>
    public EndpointContext Context { get; }

    /// <summary>1 in this process, 0 in a forked child.</summary>
    public byte* Guard { get; }

    public ChannelMemory Memory => _memory;

    /// <summary>What the channel is and how it is doing.</summary>
    public ChannelInfo Info() => ChannelInspector.Info(_memory, _geometry);

    /// <summary>An observer's: read-only, no entry, no lock.</summary>
    public static Membership Observe(ChannelMemory memory, in ChannelGeometry geometry) => new(memory, geometry, -1, null);

    /// <summary>Enters the table at the entry whose lock <paramref name="hold"/> is; what a dead holder left there is repaired.</summary>
    public static Membership Enter(ChannelMemory memory, in ChannelGeometry geometry, int index, IDisposable hold, ParticipantRole role, string name)
    {
        Membership membership = new(memory, geometry, index, hold) { _isJoining = role == ParticipantRole.Joining };
        ParticipantEntry* entry = membership.Map.Participants + index;
        bool repaired = entry->Role != (uint)ParticipantRole.Free;
        ParticipantTable<ProcessorMemory>.Enter(membership.Map, index, role);
        ProcessIdentity self = ProcessIdentity.Current;
        entry->Pid = self.Pid;
        entry->StartTime = self.StartTime;
        Span<byte> bytes = new(entry->Name, ChannelConstants.ParticipantNameSize);
        bytes.Clear();
        Encoding.UTF8.TryGetBytes(name, bytes[..^1], out _);
        if (repaired)
            ParticipantTable<ProcessorMemory>.WakeAll(membership.Map, membership.Context.Sleeper);
        return membership;
    }

    /// <summary>A joining subscriber counts as a peer from here on: its cursor stands, so that whoever waits for it may begin.</summary>
    public void Activate()
    {
        if (_isJoining)
            ProcessorMemory.StoreRelease(&Map.Participants[Context.Index].Role, (uint)ParticipantRole.Receiver);
    }

    /// <summary>Gives back what the entry holds, and leaves; the last to leave removes a channel that is not persistent.</summary>
    public void Leave()
    {
        if (ForkGuard.IsForkedChild(Guard))
            return; // nothing of it is mapped here, and the lock is the parent's
        if (_hold is not null)
        {
            ParticipantTable<ProcessorMemory>.Leave(Map, Context.Index, Context.Sleeper, _hold);
            if (!Map.Has(ChannelFlags.Persistent))
                _memory.TryReclaim(_geometry.ParticipantCount);
        }

        _memory.Dispose();
    }
}
