using ShmNative.Layout;
using ShmNative.Linux;

namespace ShmNative.Waiting;

/// <summary>
/// A descriptor that is readable when a look at some things may be worth it. It starts readable. Its owner, having looked and found
/// nothing, lowers it: reads it empty, announces, looks once more, and arms it. Then the poller's thread waits for the words, and raises it.
/// </summary>
/// <remarks>
/// One of two sockets, because each has an inode of its own: all eventfds share one, and a host that closed ours and opened another under the same
/// number would lose what it counts.
/// </remarks>
internal sealed unsafe class PollSource : IDisposable
{
    private readonly IReadOnlyList<Waitable> _members;
    private readonly Poller _poller;
    private readonly int _writer;
    private readonly Statx _readerFile;
    private readonly Statx _writerFile;
    private uint[] _expected = [];

    /// <param name="members">What is waited for; may change while the source is not armed.</param>
    public PollSource(IReadOnlyList<Waitable> members)
    {
        _members = members;
        int error = LibC.OpenSockets(out int reader, out _writer);
        if (error < 0)
            throw Refusal.Kernel(error, "cannot make a descriptor to poll");
        Descriptor = reader;
        _ = LibC.Stat(reader, out _readerFile);
        _ = LibC.Stat(_writer, out _writerFile);
        _poller = Poller.Join();
        Raise();
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
        Span<byte> sent = stackalloc byte[64];
        while (IsOurs(Descriptor, _readerFile) && LibC.Read(Descriptor, sent) == sent.Length)
        {
        }
    }

    /// <summary>Makes it readable.</summary>
    public void Raise()
    {
        ReadOnlySpan<byte> one = [1];
        if (IsOurs(_writer, _writerFile))
            _ = LibC.Send(_writer, one);
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
        if (IsOurs(Descriptor, _readerFile))
            _ = LibC.Close(Descriptor);
        if (IsOurs(_writer, _writerFile))
            _ = LibC.Close(_writer);
    }

    /// <summary>Some hosts close all descriptors: then another file may answer under this number.</summary>
    private static bool IsOurs(int descriptor, in Statx file) =>
        LibC.Stat(descriptor, out Statx now) == 0 && now.Inode == file.Inode && now.Device == file.Device;
}
