using System.Runtime.InteropServices;
using System.Text;
using ShmNative.Layout;
using ShmNative.Linux;
using ShmNative.Segments;

namespace ShmNative.Programs;

/// <summary>
/// Notices that another process has read a segment, however short its visit was. System V: the kernel keeps the pid of the last that
/// attached or detached, so one that is not ours has been there; it is gone when only we are attached. POSIX and file: the kernel
/// reports (inotify) that the file was closed, which it does when a mapping of it ends, too; then /proc tells whether others still map it.
/// </summary>
public sealed class ReadWatch : IDisposable
{
    /// <summary>How often to look.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    // struct inotify_event: int wd; uint32_t mask, cookie, len; char name[len]
    private const int EventHeader = 16;
    private const int EventLength = 12;

    private readonly Segment _segment;
    private readonly string _name;
    private readonly int _events;
    private bool _wasClosed;

    private ReadWatch(Segment segment, string name, int events)
    {
        _segment = segment;
        _name = name;
        _events = events;
    }

    /// <summary>Begins to watch a segment that is not published yet, so that nobody is missed.</summary>
    /// <param name="segment">A segment that this process created.</param>
    /// <exception cref="ShmException"><c>-errno</c>: the directory of the file cannot be watched.</exception>
    public static ReadWatch Begin(Segment segment)
    {
        if (segment.Backend == SegmentBackend.SysV)
            return new(segment, "", -1);
        // The file has no name yet, its directory has one: events there say the names of files.
        string path = Path.GetFullPath(segment.Address.Path);
        ReadWatch watch = new(segment, Path.GetFileName(path), LibC.NotifyOpen());
        int status = watch._events < 0 ? watch._events : LibC.NotifyAdd(watch._events, Path.GetDirectoryName(path)!, LibC.IN_CLOSE);
        if (status >= 0)
            return watch;
        watch.Dispose();
        throw new ShmException((ShmStatus)status, $"{segment.Address} cannot be watched: {LibC.ErrorText(-status)}");
    }

    /// <summary>Whether another process has been there, and none is there any more.</summary>
    public bool IsRead()
    {
        if (_segment.Backend != SegmentBackend.SysV)
            return WasClosed() && _segment.Info().Attached <= 1;
        SegmentInfo info = _segment.Info();
        return info.LastPid != Environment.ProcessId && info.Attached <= 1;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_events >= 0)
            _ = LibC.Close(_events);
    }

    private bool WasClosed()
    {
        Span<byte> buffer = stackalloc byte[4096];
        long count;
        while (!_wasClosed && (count = LibC.Read(_events, buffer)) > 0)
        {
            ReadOnlySpan<byte> events = buffer[..(int)count];
            while (!events.IsEmpty)
            {
                int length = MemoryMarshal.Read<int>(events[EventLength..]);
                ReadOnlySpan<byte> name = events.Slice(EventHeader, length).TrimEnd((byte)0);
                _wasClosed |= name.SequenceEqual(Encoding.UTF8.GetBytes(_name));
                events = events[(EventHeader + length)..];
            }
        }
        return _wasClosed;
    }
}
