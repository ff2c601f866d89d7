using ShmNative.Layout;
using ShmNative.Liveness;

namespace ShmNative.Segments;

/// <summary>
/// A piece of shared memory that this process has created or attached: raw, every byte is the user's. The kernel's errors are
/// <see cref="ShmException"/>s with <c>-errno</c> as status. Reads and writes of one segment from several threads or processes are not
/// ordered by this class; opening, publishing and closing one handle are for one thread at a time.
/// </summary>
public sealed unsafe partial class Segment : IDisposable
{
    private const uint OwnerRead = 0x100; // 0400
    private const uint AllowedMode = 0x1b6; // 0666

    private readonly SegmentMapping _mapping;
    private readonly byte* _guard;
    private readonly bool _keep;
    private bool _isHidden;

    private Segment(SegmentMapping mapping, byte* guard, bool writable, SegmentOptions? creation)
    {
        _mapping = mapping;
        _guard = guard;
        _data = (byte*)mapping.Data;
        _size = mapping.Size;
        IsReadOnly = !writable;
        IsCreator = creation is not null;
        _keep = creation?.Keep ?? true;
        _isHidden = creation is not null;
    }

    /// <summary>Where others find it; for <c>sysv:private</c> its id.</summary>
    public SegmentAddress Address => _mapping.Address;

    /// <summary>What it is made of.</summary>
    public SegmentBackend Backend => Address.Backend;

    /// <summary>Size in bytes, as asked at creation.</summary>
    public long Size => _size;

    /// <summary>Whether the MMU forbids writing here: a write through <see cref="Data"/> is a segmentation fault.</summary>
    public bool IsReadOnly { get; }

    /// <summary>Whether this handle created the segment.</summary>
    public bool IsCreator { get; }

    /// <summary>Whether a wait for a primitive in it ends with <c>-EINTR</c> when its thread handled a signal.</summary>
    internal bool Interruptible { get; set; }

    /// <summary>Where it is mapped, 0 after <see cref="Dispose"/>. Pointer arithmetic is the user's own risk.</summary>
    public nint Data => (nint)_data;

    /// <summary>What creation did that the user should be told, such as taking over what a killed server left; else null.</summary>
    public string? Notice => _mapping.Notice;

    /// <summary>Creates a segment of <paramref name="size"/> zero bytes, visible at once unless it shall be hidden.</summary>
    /// <exception cref="ShmException">
    /// <see cref="ShmStatus.AlreadyExists"/>: the address is taken, and was left alone; <see cref="ShmStatus.InUse"/>: and processes are
    /// attached; <see cref="ShmStatus.InvalidSize"/>; <see cref="ShmStatus.NotEnoughMemory"/>; <see cref="ShmStatus.InvalidArgument"/>;
    /// <see cref="ShmStatus.UnsupportedFile"/>; or <c>-errno</c>. Nothing is created then.
    /// </exception>
    public static Segment Create(SegmentAddress address, long size, SegmentOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        options ??= new SegmentOptions();
        if (size <= 0)
            throw new ShmException(ShmStatus.InvalidSize, $"a segment of {size} bytes cannot be; the size is at least 1");
        if ((options.Mode & ~AllowedMode) != 0 || (options.Mode & OwnerRead) == 0)
        {
            throw new ShmException(ShmStatus.InvalidArgument,
                $"mode 0{Convert.ToString(options.Mode, 8)} is refused: use read and write bits (0666) that include the owner's read bit (0400)");
        }
        byte* guard = ForkGuard.Arm();
        OwnershipRecord.Sweep(all: false);
        SegmentMapping mapping = address.Backend == SegmentBackend.SysV
            ? SysVSegments.Create(address, size, options)
            : FileSegments.Create(address, size, options);
        Segment segment = new(mapping, guard, writable: true, options);
        if (options.Hidden)
            return segment;
        try
        {
            segment.Publish();
            return segment;
        }
        catch
        {
            segment.Dispose();
            throw;
        }
    }

    /// <summary>Attaches an existing segment.</summary>
    /// <exception cref="ShmException">
    /// <see cref="ShmStatus.NotFound"/>; <see cref="ShmStatus.NotReady"/>: its creator has not finished it;
    /// <see cref="ShmStatus.UnsupportedFile"/>; or <c>-errno</c>, such as <c>-EACCES</c>.
    /// </exception>
    public static Segment Open(SegmentAddress address, bool writable = false) => Open(address, writable, TimeSpan.Zero);

    /// <summary>Attaches a segment, and waits for it to exist and to be finished.</summary>
    /// <param name="address">Its address.</param>
    /// <param name="writable">Whether to write; otherwise the MMU forbids it.</param>
    /// <param name="wait">How long; <see cref="TimeSpan.Zero"/>: not at all; <see cref="Timeout.InfiniteTimeSpan"/>: for ever.</param>
    /// <param name="cancel">Ends the wait with <see cref="ShmStatus.Cancelled"/>.</param>
    /// <exception cref="ShmException">As without a wait, and <see cref="ShmStatus.Timeout"/>, <see cref="ShmStatus.Cancelled"/>.</exception>
    public static Segment Open(SegmentAddress address, bool writable, TimeSpan wait, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (wait < TimeSpan.Zero && wait != Timeout.InfiniteTimeSpan)
            throw new ShmException(ShmStatus.InvalidArgument, $"a wait of {wait.TotalSeconds} seconds cannot be; use 0 or more, or infinite");
        byte* guard = ForkGuard.Arm();
        SegmentMapping mapping = OpenWait.Run(address, writable, wait, cancel);
        return new Segment(mapping, guard, writable, creation: null);
    }

    /// <summary>Removes a segment. Processes that are attached keep it until they detach; nobody finds it any more.</summary>
    /// <exception cref="ShmException"><see cref="ShmStatus.NotFound"/>, or <c>-errno</c>, such as <c>-EPERM</c>.</exception>
    public static void Remove(SegmentAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address.Backend == SegmentBackend.SysV)
            SysVSegments.Remove(address);
        else
            FileSegments.Remove(address);
    }

    /// <summary>What is known of a segment, without attaching it.</summary>
    /// <exception cref="ShmException"><see cref="ShmStatus.NotFound"/>, or <c>-errno</c>.</exception>
    public static SegmentInfo Stat(SegmentAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return Sized(address.Backend == SegmentBackend.SysV ? SysVSegments.Stat(address) : FileSegments.Stat(address));
    }

    /// <summary>Makes a hidden segment visible, as it is now. Does nothing when it is visible already.</summary>
    /// <exception cref="ShmException">
    /// <see cref="ShmStatus.AlreadyExists"/>: another process has taken the name since; <see cref="ShmStatus.InvalidHandle"/>;
    /// <see cref="ShmStatus.ForkedChild"/>; or <c>-errno</c>.
    /// </exception>
    public void Publish()
    {
        RequireUsable();
        if (!_isHidden)
            return;
        _mapping.Publish();
        _isHidden = false;
    }

    /// <summary>What is known of the segment now.</summary>
    /// <exception cref="ShmException">
    /// <see cref="ShmStatus.InvalidHandle"/>, <see cref="ShmStatus.ForkedChild"/>, <see cref="ShmStatus.NotFound"/>.
    /// </exception>
    public SegmentInfo Info()
    {
        RequireUsable();
        return Sized(_mapping.Info());
    }

    /// <summary>
    /// Detaches; the creator also removes the segment, unless it is to be kept. Safe to call twice, never throws. In a forked child it
    /// only unmaps: the segment is the parent's.
    /// </summary>
    public void Dispose()
    {
        if (_data is null)
            return;
        _data = null;
        if (ForkGuard.IsForkedChild(_guard))
            _mapping.CloseInForkedChild();
        else
            _mapping.Close(remove: IsCreator && !(_keep && !_isHidden));
    }

    private static SegmentInfo Sized(SegmentInfo info)
    {
        info.StructSize = (uint)sizeof(SegmentInfo);
        return info;
    }

    private void RequireUsable()
    {
        ShmStatus status = Check(0, 0);
        if (status != ShmStatus.Ok)
            throw new ShmException(status, $"{Address}: {StatusText.Describe((int)status)}");
    }
}
