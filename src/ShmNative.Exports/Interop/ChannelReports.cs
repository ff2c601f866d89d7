using ShmNative.Channels;
using ShmNative.Fields;
using ShmNative.Layout;
using ShmNative.Layout.Channels;

namespace ShmNative.Exports.Interop;

/// <summary>What is known of channels, as structs of C.</summary>
internal static unsafe class ChannelReports
{
    private const int Unknown = -1;

    public static int Stat(byte* address, ChannelStatus* info) => CStruct.Write(info, Of(ShmChannel.Stat(ChannelRequests.Address(address))));

    public static int Participants(byte* address, ParticipantStatus* participants, nuint capacity)
    {
        Span<ParticipantStatus> room = Room(participants, capacity, "participants");
        IReadOnlyList<ParticipantInfo> found = ShmChannel.Participants(ChannelRequests.Address(address));
        for (int i = 0; i < Math.Min(found.Count, room.Length); i++)
            room[i] = Of(found[i]);
        return found.Count;
    }

    public static int Fields(byte* address, FieldEntry* fields, nuint capacity)
    {
        Span<FieldEntry> room = Room(fields, capacity, "fields");
        FieldEntry[] entries = ShmChannel.Stat(ChannelRequests.Address(address)).Fields is { } layout ? FieldTable.ToEntries(layout) : [];
        entries.AsSpan(0, Math.Min(entries.Length, room.Length)).CopyTo(room);
        return entries.Length;
    }

    public static ChannelStatus Of(ChannelInfo info)
    {
        ChannelStatus status = new()
        {
            Kind = (uint)info.Kind,
            Flags = (uint)info.Flags,
            State = (uint)info.State,
            Closed = info.IsClosed ? 1u : 0,
            Participants = (uint)info.Participants,
            Senders = info.Senders ?? Unknown,
            Receivers = info.Receivers ?? Unknown,
            Dead = info.Dead ?? Unknown,
            CreatorPid = info.CreatorPid,
            CreatorUid = info.CreatorUid,
            FieldCount = (uint)(info.Fields?.Count ?? 0),
            CreationTime = info.CreationTime,
            Slots = (ulong)info.Slots,
            Capacity = (ulong)info.Capacity,
            History = (ulong)info.History,
            Size = (ulong)info.Size,
            Sent = info.Sent,
            Taken = info.Taken,
            Recoveries = info.Recoveries,
            Aborted = info.Aborted,
            Redelivered = info.Redelivered,
            Dropped = info.Dropped,
            Lost = info.Lost,
            TypeSize = info.TypeSize,
            TypeHash = info.TypeHash,
        };
        CText.CopyTo(info.TypeName, status.TypeName, ChannelConstants.TypeNameSize);
        return status;
    }

    private static ParticipantStatus Of(ParticipantInfo info)
    {
        ParticipantStatus status = new()
        {
            Index = (uint)info.Index,
            Role = (uint)info.Role,
            Alive = info.IsAlive is { } alive ? alive ? 1 : 0 : Unknown,
            Pid = info.Pid,
            StartTime = info.StartTime,
            Behind = info.Behind,
            Lost = info.Lost,
        };
        CText.CopyTo(info.Name, status.Name, ChannelConstants.ParticipantNameSize);
        return status;
    }

    /// <summary>What the call fills: never more than there can be.</summary>
    private static Span<T> Room<T>(T* items, nuint capacity, string name) where T : unmanaged =>
        Arguments.Array(items, nuint.Min(capacity, ChannelConstants.MaxParticipants), ChannelConstants.MaxParticipants, name);
}
