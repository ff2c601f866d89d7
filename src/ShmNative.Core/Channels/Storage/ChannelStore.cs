using ShmNative.Layout;

namespace ShmNative.Channels.Storage;

/// <summary>Where channels have their names. A test can put its own kernel here.</summary>
internal abstract class ChannelStore
{
    /// <summary>Files, POSIX shared memory and System V segments.</summary>
    public static ChannelStore Kernel { get; } = new KernelStore();

    /// <summary>As <see cref="ChannelMemory.TryMap"/>.</summary>
    public abstract ChannelMemory? TryOpen(ChannelRequest request, out int error);

    /// <summary>Makes the memory of a channel, which has no name yet; null when the name is taken.</summary>
    public abstract ChannelMemory? TryCreate(ChannelRequest request, in ChannelGeometry geometry);

    /// <summary>Lets others go on, before another try.</summary>
    public abstract void Pause();

    private sealed class KernelStore : ChannelStore
    {
        public override ChannelMemory? TryOpen(ChannelRequest request, out int error) =>
            ChannelMemory.TryMap(request.Address, !request.Observes, request.Trust, out error);

        public override ChannelMemory? TryCreate(ChannelRequest request, in ChannelGeometry geometry) =>
            request.Address.Backend == SegmentBackend.SysV
                ? SysVChannelMemory.TryCreate(request.Address, geometry, request.Type, request.Permissions)
                : FileChannelMemory.Create(request.Address, geometry, request.Type, request.Permissions);

        public override void Pause() => Thread.Sleep(1);
    }
}
