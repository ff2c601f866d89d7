using System.Runtime.CompilerServices;
using ShmNative.Channels.Topics;
using ShmNative.Layout;
using ShmNative.Memory;

namespace ShmNative.Channels;

/// <summary>Which kind a receiver is, decided once, as <see cref="SenderDispatcher"/>: a topic's subscriber is the usual one.</summary>
internal readonly struct ReceiverDispatcher(Receiver<ProcessorMemory> receiver)
{
    private readonly Subscriber<ProcessorMemory>? _subscriber = receiver as Subscriber<ProcessorMemory>;

    /// <summary>For the calls that may be slow.</summary>
    public readonly Receiver<ProcessorMemory> Receiver = receiver;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ShmStatus TryTake(out TakenMessage message) =>
        _subscriber is { } subscriber ? subscriber.TryTake(out message) : Receiver.TryTake(out message);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ShmStatus Release() => _subscriber is { } subscriber ? subscriber.Release() : Receiver.Release();
}
