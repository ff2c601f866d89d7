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

/// <summary>An eventfd. It starts readable.</summary>
internal sealed class EventDescriptor : PollEvent
{
    private readonly Statx _file;

    public EventDescriptor()
    {
        Descriptor = LibC.OpenCounter(1);
        if (Descriptor < 0)
            throw Refusal.Kernel(Descriptor, "cannot make a descriptor to poll");
        _ = LibC.Stat(Descriptor, out _file);
    }

    public override int Descriptor { get; }

    public override void Lower()
    {
        Span<byte> count = stackalloc byte[sizeof(ulong)];
        if (IsStillOurs())
            _ = LibC.Read(Descriptor, count);
    }

    public override void Raise()
    {
        ReadOnlySpan<byte> one = [1, 0, 0, 0, 0, 0, 0, 0];
        if (IsStillOurs())
            _ = LibC.Write(Descriptor, one);
    }

    public override void Dispose()
    {
        if (IsStillOurs())
            _ = LibC.Close(Descriptor);
    }

    /// <summary>Some hosts close all descriptors: then a file may answer under this number.</summary>
    private bool IsStillOurs() => LibC.Stat(Descriptor, out Statx now) == 0 && now.Inode == _file.Inode && now.Device == _file.Device;
}
