using ShmNative.Layout;
using ShmNative.Segments;

namespace ShmNative.Exports.Interop;

/// <summary>What C asks for when it creates or attaches, in the terms of <see cref="Segment"/>.</summary>
internal static unsafe class SegmentRequests
{
    public static int Create(byte* address, nuint size, CreateOptions* options, ServerHandle** server)
    {
        Arguments.Clear((void**)server);
        Segment segment = Segment.Create(Address(address), long.CreateSaturating(size), Options(options, out bool interruptible));
        segment.Interruptible = interruptible;
        *server = (ServerHandle*)HandleTable.Add(new SegmentHandle<ServerHandle>(segment));
        return 0;
    }

    public static int Attach(byte* address, uint flags, long timeout, ClientHandle** client)
    {
        Arguments.Clear((void**)client);
        AttachFlags known = (AttachFlags)Arguments.Known(flags, (uint)(AttachFlags.Writable | AttachFlags.Interruptible));
        bool writable = known.HasFlag(AttachFlags.Writable);
        Segment segment = timeout == 0
            ? Segment.Open(Address(address), writable)
            : Segment.Open(Address(address), writable, Arguments.Patience(timeout));
        segment.Interruptible = known.HasFlag(AttachFlags.Interruptible);
        *client = (ClientHandle*)HandleTable.Add(new SegmentHandle<ClientHandle>(segment));
        return 0;
    }

    public static int Remove(byte* address)
    {
        Segment.Remove(Address(address));
        return 0;
    }

    public static SegmentAddress Address(byte* text) => SegmentAddress.Parse(CText.Read(text, "address"));

    private static SegmentOptions Options(CreateOptions* pointer, out bool interruptible)
    {
        interruptible = false;
        if (pointer is null)
            return new();
        CreateOptions options = CStruct.Read(pointer);
        const CreateFlags All = CreateFlags.Replace | CreateFlags.Hidden | CreateFlags.Keep | CreateFlags.Interruptible;
        CreateFlags flags = (CreateFlags)Arguments.Known(options.Flags, (uint)All);
        interruptible = flags.HasFlag(CreateFlags.Interruptible);
        if (options.Reserved != 0)
            throw Arguments.Invalid("the reserved member of the options is not zero");
        return new()
        {
            Mode = options.Mode == 0 ? ShmConstants.DefaultMode : options.Mode,
            Replace = flags.HasFlag(CreateFlags.Replace),
            Hidden = flags.HasFlag(CreateFlags.Hidden),
            Keep = flags.HasFlag(CreateFlags.Keep),
        };
    }
}
