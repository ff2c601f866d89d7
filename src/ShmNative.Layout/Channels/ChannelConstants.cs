namespace ShmNative.Layout.Channels;

/// <summary>Numbers of the channel layout.</summary>
[CName("shm_channel", MemberPrefix = "SHM_CHANNEL_", Header = CHeader.Wire)]
public static class ChannelConstants
{
    /// <summary>The bytes "ShmChan1" on a little-endian machine.</summary>
    public const ulong Magic = 0x316E6168436D6853;

    /// <summary>Size of the header in bytes.</summary>
    public const int HeaderSize = 4096;

    /// <summary>Size of a participant's entry in bytes.</summary>
    public const int ParticipantSize = 128;

    /// <summary>Size of what stands before a slot's payload.</summary>
    public const int SlotHeaderSize = 16;

    /// <summary>What every slot's stride is a multiple of: a cache line.</summary>
    public const int SlotAlignment = 64;

    /// <summary>Entries of the participants' table unless asked otherwise.</summary>
    public const int DefaultParticipants = 64;

    /// <summary>Most entries of a participants' table: an owner has 12 bits, 0 is nobody.</summary>
    public const int MaxParticipants = 4095;

    /// <summary>Slots unless asked otherwise.</summary>
    public const int DefaultSlots = 256;

    /// <summary>Slots of a value unless asked otherwise.</summary>
    public const int DefaultValueSlots = 8;

    /// <summary>Payload bytes of a slot unless asked otherwise: a stride of 1,024.</summary>
    public const int DefaultCapacity = 1008;

    /// <summary>Most slots.</summary>
    public const long MaxSlots = 1L << 31;

    /// <summary>Most payload bytes of a slot.</summary>
    public const long MaxCapacity = int.MaxValue - 4096;

    /// <summary>Most messages that one end may hold at once, claimed or taken.</summary>
    public const int MostHeld = 256;

    /// <summary>Most fields of a schema.</summary>
    public const int MaxSchemaFields = 1024;

    /// <summary>Bytes of a type's name, with its NUL.</summary>
    public const int TypeNameSize = 128;

    /// <summary>Bytes of a participant's name, with its NUL.</summary>
    public const int ParticipantNameSize = 64;

    /// <summary>A cursor that holds nobody, an intent of nothing.</summary>
    public const ulong NoSequence = ulong.MaxValue;

    /// <summary>Bits of a sequence in a state word.</summary>
    public const int SequenceBits = 48;

    /// <summary>Where the sequence starts in a state word.</summary>
    public const int SequenceShift = 16;

    /// <summary>Where the owner starts in a state word.</summary>
    public const int OwnerShift = 4;

    /// <summary>The owner of a READY word whose message was taken before, by one who died.</summary>
    public const uint RedeliveredOwner = 1;
}
