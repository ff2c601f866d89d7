using ShmNative.Channels;
using ShmNative.Layout;

namespace ShmNative.TestHost.Counts;

/// <summary>
/// Both ends of a channel in one process, so that every run is the same. Its operations are loops, which count with them; copied messages
/// have 64 bytes.
/// </summary>
internal abstract class Subject(ShmSender sender)
{
    protected const int Slots = 32, Size = 64;
    private const int LookRounds = 12;

    protected static readonly ChannelOptions Shape = new() { Slots = Slots, Capacity = Size };

    private readonly byte[] _outgoing = new byte[Size];

    protected ShmSender Sender { get; } = sender;

    protected byte[] Incoming { get; } = new byte[Size];

    protected void Send(int messages)
    {
        for (int i = 0; i < messages; i++)
            Require(Sender.TrySend(_outgoing), ShmStatus.Ok);
    }

    protected void SendToFull(int messages)
    {
        for (int i = 0; i < messages; i++)
            Require(Sender.TrySend(_outgoing), ShmStatus.Full);
    }

    /// <summary>Now and then a try that finds nothing takes a thorough look: the smallest of several is one that does not.</summary>
    protected static void CountLooks(string channel, string operation, Action<int> act)
    {
        act(1000);
        for (int i = 0; i < LookRounds; i++)
            CountVerbs.Count(channel, operation, act, 1);
    }

    protected static void Require(ShmStatus status, ShmStatus expected)
    {
        if (status != expected)
            throw new ShmException(status, $"{expected} was expected");
    }
}

/// <summary>A topic or a queue.</summary>
internal sealed class StreamSubject(ShmSender sender, ShmReceiver receiver) : Subject(sender), IDisposable
{
    public static StreamSubject Topic(string name, bool concurrent) =>
        new(ShmTopic.OpenPublisher(name, Shape with { Concurrent = concurrent }), ShmTopic.OpenSubscriber(name));

    public static StreamSubject Queue(string name) => new(ShmQueue.OpenProducer(name, Shape), ShmQueue.OpenConsumer(name));

    public void CountAll(string channel)
    {
        CountSends(channel, "send", Send);
        CountSends(channel, "claim and commit", SendInPlace);
        CountReceives(channel, "receive", Receive);
        CountReceives(channel, "take and release", ReceiveInPlace);
        CountLooks(channel, "look that finds nothing", LookAtEmpty);
        Send(Slots);
        CountLooks(channel, "send that finds no room", SendToFull);
    }

    public void Dispose()
    {
        receiver.Dispose();
        Sender.Dispose();
    }

    // The first time is not counted: then calls are bound, and the positions that are cached are at a channel's start.
    private void CountSends(string channel, string operation, Action<int> send)
    {
        send(Slots);
        Receive(Slots);
        CountVerbs.Count(channel, operation, send, Slots);
        Receive(Slots);
    }

    private void CountReceives(string channel, string operation, Action<int> receive)
    {
        Send(Slots);
        receive(Slots);
        Send(Slots);
        CountVerbs.Count(channel, operation, receive, Slots);
    }

    private void SendInPlace(int messages)
    {
        for (int i = 0; i < messages; i++)
        {
            Require(Sender.TryClaim(out ShmSender.Claim claim), ShmStatus.Ok);
            Require(claim.Commit(Size), ShmStatus.Ok);
        }
    }

    private void Receive(int messages)
    {
        for (int i = 0; i < messages; i++)
            Require(receiver.TryReceive(Incoming, out _), ShmStatus.Ok);
    }

    private void ReceiveInPlace(int messages)
    {
        for (int i = 0; i < messages; i++)
        {
            Require(receiver.TryTake(out ShmReceiver.Message message), ShmStatus.Ok);
            message.Dispose();
        }
    }

    private void LookAtEmpty(int messages)
    {
        for (int i = 0; i < messages; i++)
            Require(receiver.TryReceive(Incoming, out _), ShmStatus.Empty);
    }
}

/// <summary>A value.</summary>
internal sealed class ValueSubject(ShmSender writer, ShmReader reader) : Subject(writer), IDisposable
{
    public static ValueSubject Open(string name) => new(ShmValue.OpenWriter(name, Shape), ShmValue.OpenReader(name));

    public void CountAll()
    {
        const string channel = "value";
        Send(1);
        ReadNext(1);
        CountVerbs.Count(channel, "write", Send, Slots);
        ReadNext(1);
        Send(1);
        CountVerbs.Count(channel, "read", ReadNext, 1); // only one is new
        ReadAgain(1);
        CountVerbs.Count(channel, "read again", ReadAgain, Slots);
        CountLooks(channel, "look that finds nothing", LookForNewer);
    }

    public void Dispose()
    {
        reader.Dispose();
        Sender.Dispose();
    }

    private void ReadNext(int messages)
    {
        for (int i = 0; i < messages; i++)
            Require(reader.TryReceive(Incoming, out _), ShmStatus.Ok);
    }

    private void ReadAgain(int messages)
    {
        for (int i = 0; i < messages; i++)
            Require(reader.TryGet(Incoming, out _), ShmStatus.Ok);
    }

    private void LookForNewer(int messages)
    {
        for (int i = 0; i < messages; i++)
            Require(reader.TryReceive(Incoming, out _), ShmStatus.Empty);
    }
}
