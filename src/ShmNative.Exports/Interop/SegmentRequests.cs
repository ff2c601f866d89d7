using ShmNative.Layout;
using ShmNative.Segments;

namespace ShmNative.Exports.Interop;

/// <summary>What C asks for when it creates or attaches, in the terms of <see cref="Segment"/>.</summary>
internal static unsafe class SegmentRequests
{
    public static int Create(byte* address, nuint size, CreateOptions* options, ServerHandle** server)
    {
        Clear((void**)server);
        Segment segment = Segment.Create(Address(address), long.CreateSaturating(size), Options(options));
        *server = (ServerHandle*)HandleTable.Add(new SegmentHandle<ServerHandle>(segment));
        return 0;
    }

    public static int Attach(byte* address, uint flags, long timeout, ClientHandle** client)
    {
        Clear((void**)client);
        bool writable = Known(flags, (uint)AttachFlags.Writable) != 0;
        Segment segment = timeout == 0
            ? Segment.Open(Address(address), writable)
            : Segment.Open(Address(address), writable, Wait(timeout));
        *client = (ClientHandle*)HandleTable.Add(new SegmentHandle<ClientHandle>(segment));
        return 0;
    }

    public static int Remove(byte* address)
    {
        Segment.Remove(Address(address));
        return 0;
    }

    public static SegmentAddress Address(byte* text) => SegmentAddress.Parse(CText.Read(text, "address"));

    /// <summary>The place of a handle is NULL after a refusal; to have none is refused before anything is done.</summary>
    private static void Clear(void** handle)
    {
        if (handle is null)
            throw new ShmException(ShmStatus.InvalidArgument, "the place for the handle is NULL");
        *handle = null;
    }

    private static uint Known(uint flags, uint known) =>
        (flags & ~known) == 0 ? flags : throw new ShmException(ShmStatus.InvalidArgument, $"unknown flags 0x{flags & ~known:x}");

    private static SegmentOptions Options(CreateOptions* pointer)
    {
        if (pointer is null)
            return new();
        CreateOptions options = CStruct.Read(pointer);
        CreateFlags flags = (CreateFlags)Known(options.Flags, (uint)(CreateFlags.Replace | CreateFlags.Hidden | CreateFlags.Keep));
        if (options.Reserved != 0)
            throw new ShmException(ShmStatus.InvalidArgument, "the reserved member of the options is not zero");
        return new()
        {
            Mode = options.Mode == 0 ? ShmConstants.DefaultMode : options.Mode,
            Replace = flags.HasFlag(CreateFlags.Replace),
            Hidden = flags.HasFlag(CreateFlags.Hidden),
            Keep = flags.HasFlag(CreateFlags.Keep),
        };
    }

    /// <summary>Ticks are 100 ns: rounded up, so that no wait is shorter than asked.</summary>
    private static TimeSpan Wait(long nanoseconds) => nanoseconds switch
    {
        ShmConstants.Infinite => Timeout.InfiniteTimeSpan,
        >= 0 => TimeSpan.FromTicks(((nanoseconds - 1) / TimeSpan.NanosecondsPerTick) + 1),
        _ => throw new ShmException(ShmStatus.InvalidArgument, $"a timeout of {nanoseconds} ns; it is 0, positive, or SHM_INFINITE"),
    };
}
