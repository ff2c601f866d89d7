using ShmNative.Layout;
using ShmNative.Linux;

namespace ShmNative.Waiting;

/// <summary>
/// A descriptor (an eventfd) that is readable when a look at some things may be worth it. It starts readable. Its owner, having looked and found
/// nothing, lowers it: reads it empty, announces, looks once more, and arms it. Then the poller's thread waits for the words, and raises it.
/// </summary>
internal sealed unsafe class PollSource : IDisposable
{
    private readonly IReadOnlyList<Waitable> _members;
    private readonly Poller _poller;
    private readonly Statx _file;
    private uint[] _expected = [];

    /// <param name="members">What is waited for; may change while the source is not armed.</param>
    public PollSource(IReadOnlyList<Waitable> members)
    {
        _members = members;
        Descriptor = LibC.OpenCounter(1);
        if (Descriptor < 0)
            throw Refusal.Kernel(Descriptor, "cannot make a descriptor to poll");
        _ = LibC.Stat(Descriptor, out _file);
        _poller = Poller.Join();
    }

    public int Descriptor { get; }

    /// <summary>
    /// Whether the poller watches it. The poller raises it and ends the watch in one go, under its lock: an owner that saw one without the other could
    /// leave it readable with nothing there.
    /// </summary>
    public bool IsArmed => _poller.Watches(this);

    /// <summary>The same, for the poller.</summary>
    internal bool IsWatched { get; set; }

    /// <summary>How many words it waits for.</summary>
    public int Count => _expected.Length;

    /// <summary>Makes it unreadable. The owner has yet to announce, to look, and then to arm or raise it.</summary>
    public void Lower()
    {
        Span<byte> count = stackalloc byte[sizeof(ulong)];
        if (IsStillOurs())
            _ = LibC.Read(Descriptor, count);
    }

    /// <summary>Makes it readable.</summary>
    public void Raise()
    {
        ReadOnlySpan<byte> one = [1, 0, 0, 0, 0, 0, 0, 0];
        if (IsStillOurs())
            _ = LibC.Write(Descriptor, one);
    }

    /// <summary>Lets the poller raise it: when a word is no longer what it was when it was announced.</summary>
    public void Arm(params ReadOnlySpan<uint> expected)
    {
        if (_expected.Length != expected.Length)
            _expected = new uint[expected.Length];
        expected.CopyTo(_expected);
        _poller.Watch(this);
    }

    /// <summary>Ends the poller's watch, if it watches: members are about to change or to go, or there is other news. The next look is the owner's.</summary>
    public void Disarm() => _poller.Forget(this);

    /// <summary>The words, for the poller's wait.</summary>
    public void AddTo(Span<LibC.FutexWaiter> waiters)
    {
        for (int i = 0; i < _expected.Length; i++)
            waiters[i] = new(_members[i].Word, _expected[i]);
    }

    /// <summary>Whether a word changed, or, at the end of a slice, whether something else makes a look worth it.</summary>
    public bool IsDue(bool endOfSlice)
    {
        for (int i = 0; i < _expected.Length; i++)
        {
            Waitable member = _members[i];
            if (member.Check() != ShmStatus.Ok || Volatile.Read(ref *member.Word) != _expected[i] || (endOfSlice && member.NeedsLook()))
                return true;
        }

        return false;
    }

    public void Dispose()
    {
        _poller.Forget(this);
        _poller.Leave();
        if (IsStillOurs())
            _ = LibC.Close(Descriptor);
    }

    /// <summary>Some hosts close all descriptors: then a file may answer under this number.</summary>
    private bool IsStillOurs() => LibC.Stat(Descriptor, out Statx now) == 0 && now.Inode == _file.Inode && now.Device == _file.Device;
}
