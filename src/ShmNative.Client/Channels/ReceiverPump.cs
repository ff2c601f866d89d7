using ShmNative.Channels;
using ShmNative.Layout;
using ShmNative.Layout.Channels;
using ShmNative.Programs;
using ShmNative.Programs.Channels;

namespace ShmNative.Client.Channels;

/// <summary>
/// Messages of a topic or a queue, written from where they are in shared memory. A message is released when it is written: what a killed receiver
/// of a queue had not written, another one gets.
/// </summary>
internal sealed class ReceiverPump : IDisposable
{
    private const int MostHeld = 256;

    private readonly ChannelClientOptions _options;
    private readonly StopSignals _signals;
    private readonly ProgressLine _progress;
    private readonly IMessageOutput _output;
    private readonly ShmReceiver _receiver;
    private readonly CancellationTokenRegistration _registration;
    private readonly int _mostHeld;
    private bool _hasFailed;

    public ReceiverPump(ChannelClientOptions options, StopSignals signals, ProgressLine progress, IMessageOutput output)
    {
        (_options, _signals, _progress, _output) = (options, signals, progress, output);
        bool isQueue = options.Target.Kind == ChannelKind.Queue;
        _receiver = ChannelClient.Open(options, signals, endpoint => isQueue
            ? ShmQueue.OpenConsumer(options.Target.Address, endpoint)
            : ShmTopic.OpenSubscriber(options.Target.Address, endpoint));
        _registration = _receiver.CancelOn(signals.Token);

        // What one receiver of a queue holds, the others do not get.
        _mostHeld = isQueue ? 1 : (int)Math.Min(MostHeld, Math.Max(1, _receiver.Slots / 2));
    }

    public void Run()
    {
        try
        {
            ReceiveAll();
        }
        catch (IOException)
        {
            _hasFailed = true;
            throw;
        }
    }

    public void Dispose()
    {
        _registration.Dispose();
        // To leave would say that this receiver has all it wants. It ends with the process instead, as a killed one does: so the server learns
        // that not all was taken, and clears up.
        if (!_hasFailed || _receiver.Peers == 0)
            _receiver.Dispose();
    }

    private void ReceiveAll()
    {
        while (_progress.Messages < (_options.Count ?? long.MaxValue))
        {
            _signals.ThrowIfStopped();
            ShmStatus status = _receiver.TryTake(out ShmReceiver.Message message);
            if (status == ShmStatus.Empty)
            {
                Flush();
                status = _receiver.TryTake(out message, ChannelClient.MessageSlice);
            }

            if (status == ShmStatus.Ok)
                Take(message);
            else if (!ChannelClient.GoesOn(status, _options, _receiver, _signals, _progress))
                break;
        }

        Flush();
    }

    private void Take(in ShmReceiver.Message message)
    {
        bool isWritten = _output.Take(message.Bytes, message.Tag, message.IsRedelivered);
        _progress.Add(message.Length);
        if (isWritten)
            Release();
        else if (_receiver.Outstanding >= _mostHeld)
            Flush();
    }

    private void Flush()
    {
        _output.Flush();
        Release();
    }

    private void Release()
    {
        while (_receiver.Outstanding > 0)
            _ = _receiver.ReleaseOldest();
    }
}
