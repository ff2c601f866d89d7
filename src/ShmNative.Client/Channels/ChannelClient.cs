using System.Diagnostics;
using ShmNative.Channels;
using ShmNative.Layout;
using ShmNative.Programs;
using ShmNative.Programs.Channels;

namespace ShmNative.Client.Channels;

/// <summary>Receives from a channel until the end of the stream, or as many messages as were asked for.</summary>
internal static class ChannelClient
{
    /// <summary>How long one wait for a message takes at most: so long until a removal is noticed, also by one that only observes.</summary>
    internal static readonly TimeSpan MessageSlice = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan s_slice = TimeSpan.FromMilliseconds(50);

    public static ExitCode Run(ChannelClientOptions options)
    {
        using StopSignals signals = new();
        using ProgressLine progress = new(isWanted: options.To != FileContent.StandardName || !StandardStream.Output.IsTerminal);
        try
        {
            // A file that cannot be written is found before the channel is touched.
            if (options.Split is not null)
                Receive(options, signals, progress, new FolderOutput(MakeFolder(options.Split)));
            else if (options.To == FileContent.StandardName)
                Receive(options, signals, progress, new StreamOutput(StandardStream.OutputUntil(signals), options.Numbered));
            else
                NewFile.Write(options.To, file => Receive(options, signals, progress, new StreamOutput(file, options.Numbered)));
            return ExitCode.Success;
        }
        catch (StoppedException stop)
        {
            progress.Dispose();
            return ProgramHost.Report(ClientProgram.Name, $"{options.Target}: {stop.Message} after {progress.Amount}", stop.ExitCode);
        }
    }

    private static string MakeFolder(string folder) => Directory.CreateDirectory(folder).FullName;

    private static void Receive(ChannelClientOptions options, StopSignals signals, ProgressLine progress, IMessageOutput output)
    {
        if (options.IsReader)
        {
            using ReaderPump reader = new(options, signals, progress, output);
            reader.Run();
        }
        else
        {
            using ReceiverPump receiver = new(options, signals, progress, output);
            receiver.Run();
        }
    }

    /// <summary>Opens an end, waiting for the channel as long as was asked for; a signal ends the wait.</summary>
    internal static TEnd Open<TEnd>(ChannelClientOptions options, StopSignals signals, Func<EndpointOptions, TEnd> open)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            TimeSpan left = options.Wait - Stopwatch.GetElapsedTime(start);
            TimeSpan slice = left < s_slice ? left : s_slice;
            try
            {
                return open(new EndpointOptions
                {
                    Name = options.Name,
                    History = options.History,
                    AnyOwner = options.AnyOwner,
                    Wait = slice > TimeSpan.Zero ? slice : TimeSpan.Zero,
                });
            }
            catch (ShmException error) when (error.Status == ShmStatus.NotFound && options.Wait > TimeSpan.Zero)
            {
                if (Stopwatch.GetElapsedTime(start) >= options.Wait)
                    throw new ShmException(ShmStatus.Timeout, $"after {options.Wait.TotalSeconds} seconds, still: {error.Message}");
            }

            signals.ThrowIfStopped();
        }
    }

    /// <summary>What to do when no message comes: true = go on, false = the stream has ended; anything else is an exception.</summary>
    internal static bool GoesOn(ShmStatus status, ChannelClientOptions options, ShmEndpoint end, StopSignals signals, ProgressLine progress)
    {
        signals.ThrowIfStopped();
        return status switch
        {
            ShmStatus.Closed => false,
            ShmStatus.Retired => throw Removed(options, progress),
            ShmStatus.NoPeer or ShmStatus.Timeout when !end.IsNamed => throw Removed(options, progress),
            ShmStatus.NoPeer => WaitForNextServer(options, end, signals, progress),
            ShmStatus.Timeout or ShmStatus.Cancelled => true,
            _ => throw new ShmException(status, $"{options.Target}: {StatusText.Describe((int)status)}, after {progress.Amount}"),
        };
    }

    private static bool WaitForNextServer(ChannelClientOptions options, ShmEndpoint end, StopSignals signals, ProgressLine progress)
    {
        long start = Stopwatch.GetTimestamp();
        while (end.Peers == 0)
        {
            if (Stopwatch.GetElapsedTime(start) >= options.Reconnect)
            {
                throw new ShmException(ShmStatus.NoPeer,
                    $"{options.Target}: the server is gone before the end of the stream, after {progress.Amount}");
            }

            signals.Sleep(10);
            if (!end.IsNamed)
                throw Removed(options, progress); // the next server makes another channel
        }

        return true;
    }

    private static ShmException Removed(ChannelClientOptions options, ProgressLine progress) =>
        new(ShmStatus.Retired, $"{options.Target} was removed before the end of the stream, after {progress.Amount}");
}
