using System.Text;
using ShmNative.Layout;
using ShmNative.Layout.Channels;

namespace ShmNative.Channels;

/// <summary>Writes a new channel's header and slots, and validates those of one that somebody else made.</summary>
internal static unsafe class ChannelFormat
{
    private const ChannelFlags AllFlags = ChannelFlags.Concurrent | ChannelFlags.Observable | ChannelFlags.AtMostOnce | ChannelFlags.Persistent;

    /// <summary>Turns zeroed memory, which nobody else sees yet, into an empty channel that is not yet <see cref="ChannelState.Ready"/>.</summary>
    public static void Initialise(byte* memory, in ChannelGeometry geometry, PayloadType type)
    {
        ChannelHeader* header = (ChannelHeader*)memory;
        header->Magic = ChannelConstants.Magic;
        header->LayoutVersion = ShmConstants.LayoutVersion;
        header->Kind = (uint)geometry.Kind;
        header->Flags = (uint)geometry.Flags;
        header->ParticipantCount = geometry.ParticipantCount;
        header->ParticipantsOffset = ChannelGeometry.ParticipantsOffset;
        header->SchemaOffset = geometry.SchemaOffset;
        header->SchemaCount = geometry.SchemaCount;
        header->Stride = geometry.Stride;
        header->SlotsOffset = geometry.SlotsOffset;
        header->SlotCount = geometry.SlotCount;
        header->Capacity = geometry.Capacity;
        header->TotalSize = geometry.TotalSize;
        header->FirstSequence = geometry.FirstSequence;
        header->History = geometry.History;
        header->TypeSize = type.Size;
        header->TypeHash = type.Hash;
        Encoding.UTF8.GetBytes(type.Name, new Span<byte>(header->TypeName, ChannelConstants.TypeNameSize - 1));
        UInt128 nonce = RandomNumber.Next();
        (header->NonceLow, header->NonceHigh) = ((ulong)nonce, (ulong)(nonce >> 64));
        header->CreatorPid = Environment.ProcessId;
        header->CreatorUid = Linux.LibC.GetEffectiveUid();
        header->CreationTime = (DateTime.UtcNow - DateTime.UnixEpoch).Ticks * 100;

        header->Tail = header->Head = geometry.FirstSequence;
        ParticipantEntry* participants = (ParticipantEntry*)(memory + ChannelGeometry.ParticipantsOffset);
        for (uint i = 0; i < geometry.ParticipantCount; i++)
            participants[i].Cursor = participants[i].Intent = ChannelConstants.NoSequence;
        type.Schema.CopyTo(new Span<FieldEntry>(memory + geometry.SchemaOffset, (int)geometry.SchemaCount));
        ChannelMap map = new(memory, geometry);
        for (ulong i = 0; i < geometry.SlotCount; i++)
            map.Slot(geometry.FirstSequence + i)->State = SlotWord.Pack(geometry.FirstSequence + i, SlotPhase.Empty);
    }

    /// <summary>
    /// Loads the geometry from a header that may hold anything, and checks that everything in it lies inside the mapping. What follows from other
    /// members is computed again and compared, so no two of them can disagree.
    /// </summary>
    public static ShmStatus Read(byte* memory, ulong size, out ChannelGeometry geometry, out string problem)
    {
        geometry = new() { Kind = 0, ParticipantCount = 0, SlotCount = 0, Capacity = 0 };
        if (size < ChannelConstants.HeaderSize)
            return Problem(ShmStatus.WrongKind, $"{size} bytes cannot hold a channel", out problem);
        ChannelHeader header = *(ChannelHeader*)memory; // one copy: nothing below looks at the shared bytes again
        if (header.Magic != ChannelConstants.Magic)
            return Problem(ShmStatus.WrongKind, "it is no channel", out problem);
        if (header.LayoutVersion != ShmConstants.LayoutVersion)
        {
            return Problem(ShmStatus.WrongVersion, $"it has layout version {header.LayoutVersion}, this library knows {ShmConstants.LayoutVersion}",
                out problem);
        }

        if (header.Kind is < (uint)ChannelKind.Topic or > (uint)ChannelKind.Value)
            return Problem(ShmStatus.Corrupt, $"its kind is {header.Kind}", out problem);
        if ((header.Flags & ~(uint)AllFlags) != 0)
            return Problem(ShmStatus.Corrupt, $"its flags are 0x{header.Flags:x}", out problem);
        if (header.ParticipantCount is 0 or > ChannelConstants.MaxParticipants)
            return Problem(ShmStatus.Corrupt, $"it has {header.ParticipantCount} participants' entries", out problem);
        if (header.SlotCount is < 2 or > ChannelConstants.MaxSlots || !ulong.IsPow2(header.SlotCount))
            return Problem(ShmStatus.Corrupt, $"it has {header.SlotCount} slots", out problem);
        if (header.Capacity is 0 or > ChannelConstants.MaxCapacity)
            return Problem(ShmStatus.Corrupt, $"its slots hold {header.Capacity} bytes", out problem);
        if (header.History >= header.SlotCount)
            return Problem(ShmStatus.Corrupt, $"its history of {header.History} does not fit its slots", out problem);
        if (header.SchemaCount > ChannelConstants.MaxSchemaFields)
            return Problem(ShmStatus.Corrupt, $"its schema has {header.SchemaCount} fields", out problem);
        if (header.FirstSequence > 1UL << 62 || (header.FirstSequence == 0 && header.Kind == (uint)ChannelKind.Value))
            return Problem(ShmStatus.Corrupt, $"its first sequence is {header.FirstSequence}", out problem);
        geometry = new()
        {
            Kind = (ChannelKind)header.Kind,
            Flags = (ChannelFlags)header.Flags,
            ParticipantCount = header.ParticipantCount,
            SlotCount = header.SlotCount,
            Capacity = (uint)header.Capacity,
            SchemaCount = header.SchemaCount,
            FirstSequence = header.FirstSequence,
            History = header.History,
        };
        bool agrees = header.ParticipantsOffset == ChannelGeometry.ParticipantsOffset && header.SchemaOffset == geometry.SchemaOffset
            && header.SlotsOffset == geometry.SlotsOffset && header.Stride == geometry.Stride && header.TotalSize == geometry.TotalSize;
        if (!agrees || geometry.TotalSize > size)
            return Problem(ShmStatus.Corrupt, $"its offsets and sizes contradict each other or its {size} bytes", out problem);
        problem = "";
        return ShmStatus.Ok;
    }

    private static ShmStatus Problem(ShmStatus status, string text, out string problem)
    {
        problem = text;
        return status;
    }
}
