using System.Text;
using ShmNative.Channels.Storage;
using ShmNative.Fields;
using ShmNative.Layout;
using ShmNative.Layout.Channels;
using ShmNative.Memory;

namespace ShmNative.Channels;

/// <summary>Reads what a mapped channel says of itself. Nothing in it is trusted, and nothing in it decides anything.</summary>
internal static unsafe class ChannelInspector
{
    public static ChannelInfo Info(ChannelMemory memory, in ChannelGeometry geometry)
    {
        ChannelHeader* header = memory.Header;
        List<ParticipantInfo> participants = Participants(memory, geometry);
        (string name, ulong size, ulong hash) = PayloadType.Of(header);
        return new()
        {
            Kind = geometry.Kind,
            Flags = geometry.Flags,
            State = (ChannelState)Volatile.Read(ref header->State),
            IsClosed = Volatile.Read(ref header->Closed) != 0,
            Slots = (long)geometry.SlotCount,
            Capacity = geometry.Capacity,
            History = (long)geometry.History,
            Size = (long)geometry.TotalSize,
            Participants = (int)geometry.ParticipantCount,
            Senders = Count(participants, p => p.IsAlive is { } alive ? alive && p.Role == ParticipantRole.Sender : null),
            Receivers = Count(participants, p => p.IsAlive is { } alive ? alive && p.Role == ParticipantRole.Receiver : null),
            Dead = Count(participants, p => !p.IsAlive),
            CreatorPid = header->CreatorPid,
            CreatorUid = header->CreatorUid,
            CreationTime = header->CreationTime,
            Sent = Sent(header, geometry),
            Taken = geometry.Kind == ChannelKind.Queue ? Since(Volatile.Read(ref header->Head), geometry.FirstSequence) : 0,
            Recoveries = Volatile.Read(ref header->Recoveries),
            Aborted = Volatile.Read(ref header->AbortedCount),
            Redelivered = Volatile.Read(ref header->Redelivered),
            Dropped = Volatile.Read(ref header->Dropped),
            Lost = participants.Aggregate(0UL, (sum, participant) => sum + participant.Lost),
            TypeName = name,
            TypeSize = size,
            TypeHash = hash,
            Fields = Fields(memory, geometry),
        };
    }

    public static List<ParticipantInfo> Participants(ChannelMemory memory, in ChannelGeometry geometry)
    {
        List<ParticipantInfo> participants = [];
        ChannelMap map = new(memory.Data, geometry);
        for (int i = 0, used = ParticipantTable<ProcessorMemory>.Used(map); i < used; i++)
        {
            ParticipantEntry entry = map.Participants[i]; // one copy: nothing below looks at the shared bytes again
            if (entry.Role == (uint)ParticipantRole.Free)
                continue;
            participants.Add(new()
            {
                Index = i,
                Role = (ParticipantRole)entry.Role,
                IsAlive = memory.HasLocks ? memory.Locks.IsHeld(i) : null,
                Pid = entry.Pid,
                StartTime = entry.StartTime,
                Behind = entry.Cursor == ChannelConstants.NoSequence ? 0 : Since(Volatile.Read(ref map.Header->Tail), entry.Cursor),
                Lost = entry.Lost,
                Name = Text(new(entry.Name, ChannelConstants.ParticipantNameSize)),
            });
        }

        return participants;
    }

    /// <summary>Null as soon as one of them is not known.</summary>
    private static int? Count(List<ParticipantInfo> participants, Func<ParticipantInfo, bool?> counts) =>
        participants.Aggregate((int?)0, (sum, participant) => sum + (counts(participant) is { } yes ? yes ? 1 : 0 : null));

    private static ulong Sent(ChannelHeader* header, in ChannelGeometry geometry) => geometry.Kind == ChannelKind.Value
        ? Since(Volatile.Read(ref header->Latest), geometry.FirstSequence - 1) // 0 = none yet
        : Since(Volatile.Read(ref header->Tail), geometry.FirstSequence);

    private static ulong Since(ulong sequence, ulong first) => sequence - Math.Min(sequence, first);

    private static FieldLayout? Fields(ChannelMemory memory, in ChannelGeometry geometry)
    {
        if (geometry.SchemaCount == 0)
            return null;
        try
        {
            return FieldTable.FromEntries(new ReadOnlySpan<FieldEntry>(memory.Data + geometry.SchemaOffset, (int)geometry.SchemaCount));
        }
        catch (ShmException exception)
        {
            throw new ShmException(ShmStatus.Corrupt, $"{memory.Address} has fields that cannot be: {exception.Message}");
        }
    }

    private static string Text(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
    }
}
