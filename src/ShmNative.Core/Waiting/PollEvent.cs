using ShmNative.Linux;

namespace ShmNative.Waiting;

/// <summary>Something that poll(2) and its like find readable or not; a test can put its own here.</summary>
internal abstract class PollEvent : IDisposable
{
    public abstract int Descriptor { get; }

    /// <summary>Makes it unreadable.</summary>
    public abstract void Lower();

    /// <summary>Makes it readable.</summary>
    public abstract void Raise();

    public abstract void Dispose();
}

/// <summary>
/// One of two sockets. It starts readable. Sockets, because each has an inode of its own: all eventfds share one, and a host that closed ours and opened
/// another under the same number would lose what it counts.
/// </summary>
internal sealed class EventDescriptor : PollEvent
{
    private readonly int _writer;
    private readonly Statx _readerFile;
    private readonly Statx _writerFile;

    public EventDescriptor()
    {
        int error = LibC.OpenSockets(out int reader, out _writer);
        if (error < 0)
            throw Refusal.Kernel(error, "cannot make a descriptor to poll");
        Descriptor = reader;
        _ = LibC.Stat(reader, out _readerFile);
        _ = LibC.Stat(_writer, out _writerFile);
        Raise();
    }

    public override int Descriptor { get; }

    public override void Lower()
    {
        Span<byte> sent = stackalloc byte[64];
        while (IsOurs(Descriptor, _readerFile) && LibC.Read(Descriptor, sent) == sent.Length)
        {
        }
    }

    public override void Raise()
    {
        ReadOnlySpan<byte> one = [1];
        if (IsOurs(_writer, _writerFile))
            _ = LibC.Send(_writer, one);
    }

    public override void Dispose()
    {
        if (IsOurs(Descriptor, _readerFile))
            _ = LibC.Close(Descriptor);
        if (IsOurs(_writer, _writerFile))
            _ = LibC.Close(_writer);
    }

    /// <summary>Some hosts close all descriptors: then another file may answer under this number.</summary>
    private static bool IsOurs(int descriptor, in Statx file) =>
        LibC.Stat(descriptor, out Statx now) == 0 && now.Inode == file.Inode && now.Device == file.Device;
}
