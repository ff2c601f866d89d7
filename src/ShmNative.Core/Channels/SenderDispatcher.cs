using System.Runtime.CompilerServices;
using ShmNative.Channels.Topics;
using ShmNative.Layout;
using ShmNative.Layout.Channels;
using ShmNative.Memory;

namespace ShmNative.Channels;

/// <summary>
/// Which kind a sender is, decided once: calls of a topic's only publisher, the usual one, are direct and in place, those of the others are
/// virtual.
/// </summary>
internal readonly unsafe struct SenderDispatcher(Sender<ProcessorMemory> sender)
{
    private readonly ExclusivePublisher<ProcessorMemory>? _publisher = sender as ExclusivePublisher<ProcessorMemory>;

    /// <summary>For the calls that may be slow.</summary>
    public readonly Sender<ProcessorMemory> Sender = sender;

    public int Outstanding
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _publisher is { } publisher ? publisher.Outstanding : Sender.Outstanding;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ShmStatus TrySend(byte* payload, uint length, uint tag) =>
        _publisher is { } publisher ? publisher.TrySend(payload, length, tag) : TrySendByOther(payload, length, tag);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ShmStatus TryClaim(out SlotHeader* claimed) =>
        _publisher is { } publisher ? publisher.TryClaim(out claimed) : Sender.TryClaim(out claimed);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ShmStatus Commit(uint length, uint tag) =>
        _publisher is { } publisher ? publisher.Commit(length, tag) : Sender.Commit(length, tag);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ShmStatus TrySendByOther(byte* payload, uint length, uint tag) => Sender.TrySend(payload, length, tag);
}
