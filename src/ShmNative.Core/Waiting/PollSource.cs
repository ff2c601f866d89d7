using ShmNative.Linux;

namespace ShmNative.Waiting;

/// <summary>
/// A descriptor that is readable when a look at some things may be worth it. It starts readable. Its owner, having looked and found nothing, lowers it:
/// makes it unreadable, announces, looks once more, and arms it. Then the poller's thread waits for the words, and raises it.
/// </summary>
internal sealed unsafe class PollSource(IReadOnlyList<Waitable> members, PollEvent readable, IPoller poller) : IDisposable
{
    private uint[] _expected = [];

    /// <param name="members">What is waited for; may change while the source is not armed.</param>
    public PollSource(IReadOnlyList<Waitable> members)
        : this(members, new EventDescriptor(), ProcessPoller.Join())
    {
    }

    public int Descriptor => readable.Descriptor;

    public IReadOnlyList<Waitable> Members => members;

    /// <summary>What the members' words are, while nothing changes.</summary>
    public ReadOnlySpan<uint> Expected => _expected;

    /// <summary>
    /// Whether the poller watches it. The poller raises it and ends the watch in one go, under its lock: an owner that saw one without the other could
    /// leave it readable with nothing there.
    /// </summary>
    public bool IsArmed => poller.Watches(this);

    /// <summary>The same, for the poller.</summary>
    internal bool IsWatched { get; set; }

    /// <summary>Makes it unreadable. The owner has yet to announce, to look, and then to arm or raise it.</summary>
    public void Lower() => readable.Lower();

    /// <summary>Makes it readable.</summary>
    public void Raise() => readable.Raise();

    /// <summary>Lets the poller raise it: when a word is no longer what it was when it was announced.</summary>
    public void Arm(params ReadOnlySpan<uint> expected)
    {
        if (_expected.Length != expected.Length)
            _expected = new uint[expected.Length];
        expected.CopyTo(_expected);
        poller.Watch(this);
    }

    /// <summary>Ends the poller's watch, if it watches: members are about to change or to go, or there is other news. The next look is the owner's.</summary>
    public void Disarm() => poller.Forget(this);

    /// <summary>The words, for the poller's wait.</summary>
    public void AddTo(Span<LibC.FutexWaiter> waiters)
    {
        for (int i = 0; i < _expected.Length; i++)
            waiters[i] = new(members[i].Word, _expected[i]);
    }

    public void Dispose()
    {
        poller.Forget(this);
        poller.Leave();
        readable.Dispose();
    }
}
