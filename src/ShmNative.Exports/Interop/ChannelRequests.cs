using ShmNative.Channels;
using ShmNative.Channels.Storage;
using ShmNative.Fields;
using ShmNative.Layout;
using ShmNative.Layout.Channels;

namespace ShmNative.Exports.Interop;

/// <summary>What C asks for when it opens an end of a channel, in the terms of <see cref="Ends"/>.</summary>
internal static unsafe class ChannelRequests
{
    private const uint AllFlags = (uint)(ChannelFlags.Concurrent | ChannelFlags.Observable | ChannelFlags.AtMostOnce | ChannelFlags.Persistent);

    public static int OpenSender(ChannelKind kind, byte* address, ChannelCreateOptions* creation, EndpointOpenOptions* endpoint, SenderHandle** sender)
    {
        Arguments.Clear((void**)sender);
        EndpointOpenOptions wishes = Read(endpoint);
        ShmSender end = Ends.Sender(kind, Type(wishes.Type), Address(address), Creation(creation), Options(wishes));
        *sender = (SenderHandle*)HandleTable.Add(new EndHandle<ShmSender>(end));
        return 0;
    }

    public static int OpenReceiver(ChannelKind kind, byte* address, EndpointOpenOptions* endpoint, ReceiverHandle** receiver)
    {
        Arguments.Clear((void**)receiver);
        EndpointOpenOptions wishes = Read(endpoint);
        ShmReceiver end = Ends.Receiver(kind, Type(wishes.Type), Address(address), Options(wishes));
        *receiver = (ReceiverHandle*)HandleTable.Add(new EndHandle<ShmReceiver>(end));
        return 0;
    }

    public static int OpenReader(ChannelKind kind, byte* address, EndpointOpenOptions* endpoint, bool observes, ReaderHandle** reader)
    {
        Arguments.Clear((void**)reader);
        EndpointOpenOptions wishes = Read(endpoint);
        ShmReader end = Ends.Reader(kind, Type(wishes.Type), Address(address), Options(wishes), observes);
        *reader = (ReaderHandle*)HandleTable.Add(new EndHandle<ShmReader>(end));
        return 0;
    }

    public static int Remove(ChannelKind kind, byte* address)
    {
        ChannelRemover.Remove(ChannelAddress.Parse(Address(address)), kind);
        return 0;
    }

    public static string Address(byte* text) => CText.Read(text, "address");

    private static EndpointOpenOptions Read(EndpointOpenOptions* pointer) => pointer is null ? default : CStruct.Read(pointer);

    private static EndpointOptions Options(in EndpointOpenOptions wishes)
    {
        const EndpointFlags All =
            EndpointFlags.WaitForPeer | EndpointFlags.AnyOwner | EndpointFlags.Interruptible | EndpointFlags.CheckThreads;
        EndpointFlags flags = (EndpointFlags)Arguments.Known(wishes.Flags, (uint)All);
        return new()
        {
            Name = wishes.Name is null ? "" : CText.Read(wishes.Name, "the end's name"),
            Wait = Arguments.Patience(wishes.WaitNs),
            WaitForPeer = flags.HasFlag(EndpointFlags.WaitForPeer),
            Interruptible = flags.HasFlag(EndpointFlags.Interruptible),
            CheckThreads = flags.HasFlag(EndpointFlags.CheckThreads),
            AnyOwner = flags.HasFlag(EndpointFlags.AnyOwner),
            Owners = wishes.Owners is null ? [] : CText.Read(wishes.Owners, "the owners").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            History = long.CreateSaturating(wishes.History),
            Creation = Creation(wishes.Creation),
        };
    }

    private static ChannelOptions? Creation(ChannelCreateOptions* pointer)
    {
        if (pointer is null)
            return null;
        ChannelCreateOptions wishes = CStruct.Read(pointer);
        ChannelFlags flags = (ChannelFlags)Arguments.Known(wishes.Flags, AllFlags);
        return new()
        {
            Slots = long.CreateSaturating(wishes.Slots),
            Capacity = long.CreateSaturating(wishes.Capacity),
            History = long.CreateSaturating(wishes.History),
            Participants = int.CreateSaturating(wishes.Participants),
            Mode = wishes.Mode == 0 ? ShmConstants.DefaultMode : wishes.Mode,
            Group = wishes.Group is null ? "" : CText.Read(wishes.Group, "the group"),
            Concurrent = flags.HasFlag(ChannelFlags.Concurrent),
            Observable = flags.HasFlag(ChannelFlags.Observable),
            AtMostOnce = flags.HasFlag(ChannelFlags.AtMostOnce),
            Persistent = flags.HasFlag(ChannelFlags.Persistent),
        };
    }

    private static PayloadType Type(MessageType* pointer)
    {
        if (pointer is null)
            return PayloadType.Bytes;
        MessageType type = CStruct.Read(pointer);
        string name = CText.Read(type.Name, "the type's name");
        if (type.Size is 0 or > ChannelConstants.MaxCapacity)
            throw Arguments.Invalid($"a type of {type.Size} bytes cannot be: use 1 to {ChannelConstants.MaxCapacity}");
        FieldLayout? fields = type.FieldCount == 0 ? null : FieldTable.FromEntries(FieldCalls.Array(type.Fields, type.FieldCount));
        if (fields?.End > (long)type.Size)
            throw new ShmException(ShmStatus.InvalidField, $"the fields of '{name}' end at byte {fields.End}, past its size of {type.Size}");
        return new(name, type.Size, fields);
    }
}
