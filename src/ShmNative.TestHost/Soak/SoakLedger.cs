using System.Runtime.InteropServices;
using ShmNative.Layout;
using ShmNative.Linux;

namespace ShmNative.TestHost.Soak;

/// <summary>What a worker counted; it outlives the worker, and its successor goes on with it.</summary>
[StructLayout(LayoutKind.Sequential, Size = 128)]
internal struct WorkerState
{
    /// <summary>Moves with everything it does: one that stands still hangs.</summary>
    public ulong Heartbeat;
    public ulong Messages;
    public ulong Redelivered;
    public ulong Torn;
    public ulong Lost;
    public ulong OutOfOrder;
    public ulong Duplicates;

    /// <summary>What it held was given to another although it lived.</summary>
    public ulong Robbed;

    /// <summary>A status that nobody should get, or 0.</summary>
    public int Problem;
}

/// <summary>How far a sender is: message <see cref="Begun"/> may be on its way, <see cref="Committed"/> was acknowledged.</summary>
[StructLayout(LayoutKind.Sequential, Size = 128)]
internal struct SenderState
{
    public ulong Begun;
    public ulong Committed;
}

/// <summary>What happened to a message; the bits above are its taker's number.</summary>
[Flags]
internal enum Mark : uint
{
    None = 0,
    Committed = 1,
    Taken = 2,
    Released = 4,
}

/// <summary>
/// The model: a file that all processes of a run map, beside the channels and not through them. Only what a killed sender had not acknowledged is
/// uncertain; everything else has to arrive.
/// </summary>
internal sealed unsafe class SoakLedger : IDisposable
{
    public const int Workers = 64;
    public const int Senders = 16;

    /// <summary>Messages of a sender that are remembered: far more than a channel's slots.</summary>
    private const ulong Remembered = 1 << 20;

    private const int TakerShift = 8;
    private const nuint MarksOffset = 4096 + (Workers * 128) + (Senders * 128);
    private const nuint Size = MarksOffset + (Senders * (nuint)Remembered * sizeof(uint));
    private const uint OwnerOnly = 0x180;

    private readonly byte* _data;

    public SoakLedger(string path, bool creates)
    {
        int descriptor = LibC.Open(path, LibC.O_RDWR | (creates ? LibC.O_CREAT | LibC.O_EXCL : 0), OwnerOnly);
        if (descriptor < 0 || (creates && LibC.Truncate(descriptor, (long)Size) < 0))
            throw new ShmException((ShmStatus)descriptor, $"no ledger at {path}");
        nint data = LibC.Map(Size, LibC.PROT_READ | LibC.PROT_WRITE, LibC.MAP_SHARED, descriptor);
        _ = LibC.Close(descriptor);
        if (LibC.IsError(data))
            throw new ShmException((ShmStatus)(int)data, $"cannot map {path}");
        _data = (byte*)data;
    }

    /// <summary>Senders finish and leave.</summary>
    public bool IsEnding
    {
        get => Volatile.Read(ref *(int*)_data) != 0;
        set => Volatile.Write(ref *(int*)_data, value ? 1 : 0);
    }

    public WorkerState* Worker(int index) => (WorkerState*)(_data + 4096) + index;

    public SenderState* Sender(uint index) => (SenderState*)(_data + 4096 + (Workers * 128)) + index;

    public Mark MarkOf(uint sender, ulong sequence) => (Mark)Volatile.Read(ref *Word(sender, sequence));

    /// <summary>
    /// A sender begins its next message, before anybody can see it. What became of the one that stood in its place is returned: long ago, so that
    /// nothing about it is open.
    /// </summary>
    public ulong Begin(uint sender, out Mark old)
    {
        ulong sequence = BegunBy(sender) + 1;
        old = (Mark)Interlocked.Exchange(ref *Word(sender, sequence), 0);
        Volatile.Write(ref Sender(sender)->Begun, sequence);
        return sequence;
    }

    /// <summary>Marks of the messages that are still remembered.</summary>
    public IEnumerable<Mark> MarksOf(uint sender)
    {
        ulong begun = BegunBy(sender);
        for (ulong sequence = begun - Math.Min(begun, Remembered - 1); sequence <= begun; sequence++)
            yield return MarkOf(sender, sequence);
    }

    /// <summary>The last message that the sender began.</summary>
    public ulong BegunBy(uint sender) => Volatile.Read(ref Sender(sender)->Begun);

    /// <summary>Adds a bit; what stood there before.</summary>
    public Mark Add(uint sender, ulong sequence, Mark bit) => (Mark)Interlocked.Or(ref *Word(sender, sequence), (uint)bit);

    /// <summary>Writes down who takes the message; what stood there before.</summary>
    public Mark Take(uint sender, ulong sequence, uint taker)
    {
        uint* word = Word(sender, sequence);
        while (true)
        {
            uint before = Volatile.Read(ref *word);
            uint after = (before & 0xff) | (uint)Mark.Taken | (taker << TakerShift);
            if (Interlocked.CompareExchange(ref *word, after, before) == before)
                return (Mark)before;
        }
    }

    public static uint TakerOf(Mark mark) => (uint)mark >> TakerShift;

    /// <summary>How many messages from <paramref name="first"/> to <paramref name="last"/> were committed.</summary>
    public ulong CountCommitted(uint sender, ulong first, ulong last)
    {
        ulong count = 0;
        for (ulong sequence = first; sequence <= last; sequence++)
            count += (MarkOf(sender, sequence) & Mark.Committed) != 0 ? 1u : 0;
        return count;
    }

    public void Dispose() => LibC.Unmap((nint)_data, Size);

    private uint* Word(uint sender, ulong sequence) => (uint*)(_data + MarksOffset) + (sender * Remembered) + (sequence % Remembered);
}
