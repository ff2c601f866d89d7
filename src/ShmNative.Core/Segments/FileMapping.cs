using ShmNative.Layout;
using ShmNative.Linux;

namespace ShmNative.Segments;

/// <summary>A mapped POSIX or file segment.</summary>
internal sealed class FileMapping : SegmentMapping
{
    private UnnamedFile? _unnamed;

    /// <summary>The file as it was when it was mapped: its device and inode say whether the name is still its own.</summary>
    public required Statx File { get; init; }

    /// <summary>The creator's record; null for all others.</summary>
    public OwnershipRecord? Record { get; init; }

    /// <summary>Present until the file gets its name.</summary>
    public UnnamedFile? Unnamed { init => _unnamed = value; }

    /// <inheritdoc/>
    public override void Publish()
    {
        int error = TryPublish();
        if (error == -Errno.EEXIST)
            throw new ShmException(ShmStatus.AlreadyExists, $"{Address} was created by another process in the meantime; this one was not published");
        if (error == -Errno.EBADF)
            throw Refusal.Kernel(error, $"{Address} can no longer be published: this process closed the file's descriptor, as daemons close all; create it afterwards");
        if (error < 0)
            throw Refusal.Kernel(error, $"cannot publish {Address}");
    }

    /// <summary>Gives the file its name unless it has it; <c>-EEXIST</c> when that is taken.</summary>
    public int TryPublish()
    {
        if (_unnamed is null)
            return 0;
        int error = _unnamed.Name(Address.Path);
        if (error == 0)
            DropUnnamed();
        return error;
    }

    /// <inheritdoc/>
    public override SegmentInfo Info()
    {
        // Without its name it is known by what it was.
        bool isNamed = IsThis(LibC.StatNoFollow(Address.Path, out Statx now), now);
        SegmentInfo info = FileSegments.InfoOf(Address, isNamed ? now : File, out _, out _);
        info.NotReady = _unnamed is null ? 0u : 1;
        return info;
    }

    /// <inheritdoc/>
    public override void Close(bool remove)
    {
        // The record is still locked: none of ours puts another file in this one's place now.
        if (remove && _unnamed is null && IsThis(LibC.StatNoFollow(Address.Path, out Statx now), now))
            _ = LibC.Unlink(Address.Path);
        DropUnnamed();
        _ = LibC.Unmap(Data, (nuint)Size);
        Record?.Dispose();
    }

    /// <inheritdoc/>
    public override void CloseInForkedChild() => LibC.Unmap(Data, (nuint)Size);

    private bool IsThis(int error, in Statx file) => error == 0 && file.IsSameFile(File);

    private void DropUnnamed()
    {
        _unnamed?.Dispose();
        _unnamed = null;
    }
}
