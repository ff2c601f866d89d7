using System.CommandLine;
using ShmNative.Layout.Channels;
using ShmNative.Programs;
using ShmNative.Programs.Channels;

namespace ShmNative.Client.Channels;

/// <summary>The client's command line for channels.</summary>
internal static class ChannelClientCommand
{
    private const string Examples = """
        Messages are written one after the other, as they are. The exit code is 0 at the end of the stream, or after --count messages; 8 when the
        server was stopped or killed before it ended the stream. A value's newest message is written, and with --follow each one that comes.
        --to FILE: the file appears when it is complete, and not at all otherwise; > FILE keeps what came.
        Several receivers share a queue. --split DIR, the same for all of them, puts it together again: cat DIR/* is what was sent; a message whose
        receiver was killed comes to another one. For lines, --numbered does: sort -n | cut -f 2-. Numbers are those of one server.
        --observe: nobody notices, so the server does not wait for this receiver, and its crash goes unseen.

        Examples:
          shm-client topic:log --wait 60 > log
          shm-client queue:q --split parts & shm-client queue:q --split parts; wait; cat parts/* > big.iso
          shm-client value:temperature                         the newest, once
          shm-client value:temperature --follow
          shm-client topic:disk --wait 60 --to big.iso
        """;

    public static ExitCode Run(string[] args)
    {
        Argument<ChannelTarget> target = CommonOptions.Channel();
        Option<string?> to = CommonOptions.File("--to", "FILE|-", "where to write [default: standard output]");
        Option<string?> split = CommonOptions.File("--split", "DIR", "write each message into a file of its own, named by its number");
        Option<bool> numbered = CommonOptions.Flag("--numbered", "write each message behind its number and a tab");
        Option<TimeSpan?> wait = CommonOptions.Seconds("--wait", "wait so long for the channel to be there [default: 0]");
        Option<TimeSpan?> reconnect = CommonOptions.Seconds("--reconnect", "when the server is gone, wait so long for the next one [default: 0]");
        Option<long?> count = CommonOptions.Number("--count", 1, "end after so many messages");
        Option<bool> follow = CommonOptions.Flag("--follow", "value: every change until the end of the stream");
        Option<long?> history = CommonOptions.Number("--history", 0, "topic: begin with so many earlier messages, as far as they are kept");
        Option<bool> lossy = CommonOptions.Flag("--lossy", "topic: the server does not wait for this receiver, which may miss messages");
        Option<bool> observe = CommonOptions.Flag("--observe", "topic, value: read only, and nobody notices");
        Option<bool> anyOwner = CommonOptions.Flag("--any-owner", "trust a channel of any user, not only one's own and root's");
        Option<string?> name = CommonOptions.Text("--name", "TEXT", "what tools show for this process [default: shm-client]");
        RootCommand root = new("Receives messages from a channel in shared memory.")
        {
            target, to, split, numbered, wait, reconnect, count, follow, history, lossy, observe, anyOwner, name,
        };

        return ProgramCommand.Run(root, args, Examples, result =>
        {
            ProgramCommand.RequireOneOf(result, to, split);
            ProgramCommand.RequireOneOf(result, split, numbered);
            ProgramCommand.RequireOneOf(result, count, follow);
            ProgramCommand.RequireOneOf(result, lossy, observe);
            ChannelTarget channel = result.GetRequiredValue(target);
            ProgramCommand.RequireKind(result, channel, ChannelKind.Topic, history, lossy);
            ProgramCommand.RequireKind(result, channel, ChannelKind.Value, follow);
            if (channel.Kind == ChannelKind.Queue && result.GetValue(observe))
                throw ProgramCommand.Wrong($"--observe is for a topic or a value, not for {channel}");
            bool isOnce = channel.Kind == ChannelKind.Value && !result.GetValue(follow);
            return ChannelClient.Run(new ChannelClientOptions
            {
                Target = channel,
                To = result.GetValue(to) ?? FileContent.StandardName,
                Split = result.GetValue(split),
                Numbered = result.GetValue(numbered),
                Wait = result.GetValue(wait) ?? TimeSpan.Zero,
                Reconnect = result.GetValue(reconnect) ?? TimeSpan.Zero,
                Count = result.GetValue(count) ?? (isOnce ? 1 : null),
                History = result.GetValue(history) ?? 0,
                Lossy = result.GetValue(lossy),
                Observe = result.GetValue(observe),
                AnyOwner = result.GetValue(anyOwner),
                Name = result.GetValue(name) ?? ClientProgram.Name,
            });
        });
    }
}
