using System.Runtime.InteropServices;
using ShmNative.Channels;
using ShmNative.Layout;
using ShmNative.Programs;
using ShmNative.Programs.Channels;

namespace ShmNative.Client.Channels;

/// <summary>What nobody waits for: a value, or a topic's messages as far as this receiver is fast enough. They are copied, and were whole.</summary>
internal sealed unsafe class ReaderPump : IDisposable
{
    private readonly ChannelClientOptions _options;
    private readonly StopSignals _signals;
    private readonly ProgressLine _progress;
    private readonly IMessageOutput _output;
    private readonly ShmReader _reader;
    private readonly CancellationTokenRegistration _registration;
    private readonly byte* _buffer;

    public ReaderPump(ChannelClientOptions options, StopSignals signals, ProgressLine progress, IMessageOutput output)
    {
        (_options, _signals, _progress, _output) = (options, signals, progress, output);
        string address = options.Target.Address;
        _reader = ChannelClient.Open(options, signals, endpoint => (options.IsValue, options.Observe) switch
        {
            (true, false) => ShmValue.OpenReader(address, endpoint),
            (true, true) => ShmValue.OpenObserver(address, endpoint),
            (false, false) => ShmTopic.OpenLossySubscriber(address, endpoint),
            (false, true) => ShmTopic.OpenObserver(address, endpoint),
        });
        _registration = _reader.CancelOn(signals.Token);
        _buffer = (byte*)NativeMemory.Alloc((nuint)_reader.Capacity);
    }

    public void Run()
    {
        while (_progress.Messages < (_options.Count ?? long.MaxValue))
        {
            _signals.ThrowIfStopped();
            Span<byte> buffer = new(_buffer, _reader.Capacity);
            ShmStatus status = _reader.TryReceive(buffer, out int length);
            if (status == ShmStatus.Empty)
            {
                _output.Flush();
                status = _reader.TryReceive(buffer, out length, ChannelClient.MessageSlice);
            }

            if (status == ShmStatus.Ok)
            {
                _output.Take(buffer[..length], _reader.Tag, isRedelivered: false);
                _progress.Add(length);
            }
            else if (status != ShmStatus.Lapped && !ChannelClient.GoesOn(status, _options, _reader, _signals, _progress))
            {
                break;
            }
        }

        _output.Flush();
        if (_reader.Lost > 0)
        {
            _progress.Dispose();
            ProgramHost.Tell(ClientProgram.Name, $"{_options.Target}: {_reader.Lost} messages were missed, {_progress.Amount} came");
        }
    }

    public void Dispose()
    {
        _registration.Dispose();
        _reader.Dispose();
        NativeMemory.Free(_buffer);
    }
}
