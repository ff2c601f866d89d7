using System.CommandLine;
using ShmNative.Channels;
using ShmNative.Layout;
using ShmNative.Layout.Channels;
using ShmNative.Programs;
using ShmNative.Programs.Channels;

namespace ShmNative.Server.Channels;

/// <summary>The server's command line for channels.</summary>
internal static class ChannelServerCommand
{
    private const string Examples = """
        topic: every receiver gets every message. queue: each message goes to one of the receivers. value: each message replaces the last.
        A line is sent with its newline, a frame is as many bytes as a message holds; either way what receivers write, one after the other, is what
        was sent, byte for byte. The server waits for a first receiver, ends the stream when all was taken, and removes the channel.
        A topic's server that is left by all its receivers ends with exit code 8; a queue's waits for the next receiver, and nothing is lost.
        Of several servers of one queue, or of a topic that the first one created --concurrent, the last ends the stream.
        A value's server holds the newest line after its input has ended, until a receiver has been there and none is left.

        Examples:
          shm-server topic:chat                                what is typed, until Ctrl-D
          tail -f log | shm-server topic:log --lines --no-wait
          cat big.iso | shm-server queue:q                     shared by all who run shm-client queue:q
          shm-server topic:disk --from big.iso --receivers 3   begins when three are there
          sensor | shm-server value:temperature
        """;

    public static ExitCode Run(string[] args)
    {
        Argument<ChannelTarget> target = CommonOptions.Channel();
        Option<string?> from = CommonOptions.File("--from", "FILE|-", "what to send [default: standard input]");
        Option<bool> lines = CommonOptions.Flag("--lines", "each line is a message; default from a terminal, and for a value");
        Option<long?> slots = CommonOptions.Number("--slots", 2, "messages that the channel holds, a power of two [default: lines 256, frames 64, value 8]");
        Option<long?> capacity = CommonOptions.Number("--capacity", 1, "bytes that a message holds [default: lines 16368, frames 65536]");
        Option<long?> history = CommonOptions.Number("--history", 0, "topic: messages kept for receivers that come later [default: 0]");
        Option<long?> receivers = CommonOptions.Number("--receivers", 1, "begin when so many receivers are there [default: 1]");
        Option<bool> noWait = CommonOptions.Flag("--no-wait", "do not wait for a receiver, and go on when the last one leaves");
        Option<bool> concurrent = CommonOptions.Flag("--concurrent", "topic: several servers at once");
        Option<bool> observable = CommonOptions.Flag("--observable", "topic: receivers may be --lossy or --observe");
        Option<bool> atMostOnce = CommonOptions.Flag("--at-most-once", "queue: what a killed receiver had taken is dropped, not given to another");
        Option<bool> persistent = CommonOptions.Flag("--persistent", "leave the channel and what is in it, without an end of the stream");
        Option<uint?> mode = CommonOptions.Mode();
        Option<string?> name = CommonOptions.Text("--name", "TEXT", "what tools show for this process [default: shm-server]");
        RootCommand root = new("Sends lines or frames of bytes through a channel in shared memory.")
        {
            target, from, lines, slots, capacity, history, receivers, noWait, concurrent, observable, atMostOnce, persistent, mode, name,
        };

        return ProgramCommand.Run(root, args, Examples, result =>
        {
            ProgramCommand.RequireOneOf(result, receivers, noWait);
            ChannelTarget channel = result.GetRequiredValue(target);
            ProgramCommand.RequireKind(result, channel, ChannelKind.Topic, history, concurrent, observable);
            ProgramCommand.RequireKind(result, channel, ChannelKind.Queue, atMostOnce);
            bool waits = !result.GetValue(noWait) && !result.GetValue(persistent);
            int first = (int)Math.Min(result.GetValue(receivers) ?? (waits ? 1 : 0), ChannelConstants.MaxParticipants);
            return ChannelServer.Run(new ChannelServerOptions
            {
                Target = channel,
                From = result.GetValue(from) ?? FileContent.StandardName,
                Lines = result.GetValue(lines) ? true : null,
                Receivers = first,
                Name = result.GetValue(name) ?? ServerProgram.Name,
                Creation = new ChannelOptions
                {
                    Slots = result.GetValue(slots) ?? 0,
                    Capacity = result.GetValue(capacity) ?? 0,
                    History = result.GetValue(history) ?? 0,
                    Mode = result.GetValue(mode) ?? ShmConstants.DefaultMode,
                    Concurrent = result.GetValue(concurrent),
                    Observable = result.GetValue(observable),
                    Participants = first < ChannelConstants.DefaultParticipants ? 0 : first + 1,
                    AtMostOnce = result.GetValue(atMostOnce),
                    Persistent = result.GetValue(persistent),
                },
            });
        });
    }
}
