using ShmNative.Channels;
using ShmNative.Layout.Channels;
using ShmNative.Programs;
using ShmNative.Programs.Channels;

namespace ShmNative.Server.Channels;

/// <summary>Sends lines or frames into a channel, and ends the stream when all was taken.</summary>
internal static class ChannelServer
{
    // Both shapes are 4 MiB of shared memory: small enough for the cache and for a container, large enough that neither side waits for the other.
    private const int LineSlots = 256;
    private const int LineCapacity = 16_368;
    private const int FrameSlots = 64;
    private const int FrameCapacity = 65_536;
    private const int ValueSlots = 8;

    public static ExitCode Run(ChannelServerOptions options)
    {
        // What cannot be read is found before anything is created.
        using InputBytes input = InputBytes.Open(options.From);
        bool lines = options.Lines ?? (options.IsValue || input.IsTerminal);

        // From here on a signal ends whatever is waited for, and the channel is always left.
        using StopSignals signals = new();
        using ShmSender sender = Open(options, lines);
        using CancellationTokenRegistration registration = sender.CancelOn(signals.Token);
        using ProgressLine progress = new(isWanted: !input.IsTerminal, input.Length);
        ChannelFeed feed = new(options, sender, signals, progress);
        try
        {
            feed.WaitForReceivers();
            if (lines)
                LinePump.Run(feed, input, options);
            else
                FramePump.Run(feed, input);
            feed.Finish();
            return ExitCode.Success;
        }
        catch (StoppedException stop)
        {
            progress.Dispose();
            return ProgramHost.Report(ServerProgram.Name,
                $"{options.Target}: {stop.Message} after {progress.Amount}; the stream has no end", stop.ExitCode);
        }
    }

    private static ShmSender Open(ChannelServerOptions options, bool lines)
    {
        ChannelOptions creation = options.Creation with
        {
            Slots = options.Creation.Slots != 0 ? options.Creation.Slots : options.IsValue ? ValueSlots : lines ? LineSlots : FrameSlots,
            Capacity = options.Creation.Capacity != 0 ? options.Creation.Capacity : lines ? LineCapacity : FrameCapacity,
        };
        EndpointOptions endpoint = new() { Name = options.Name };
        string address = options.Target.Address;
        return options.Target.Kind switch
        {
            ChannelKind.Topic => ShmTopic.OpenPublisher(address, creation, endpoint),
            ChannelKind.Queue => ShmQueue.OpenProducer(address, creation, endpoint),
            _ => ShmValue.OpenWriter(address, creation, endpoint),
        };
    }
}
