using ShmNative.Channels;
using ShmNative.Layout.Channels;
using ShmNative.Programs;
using ShmNative.Programs.Channels;

namespace ShmNative.Server.Channels;

/// <summary>What the server of a channel is asked to do.</summary>
internal sealed record ChannelServerOptions
{
    public required ChannelTarget Target { get; init; }

    /// <summary>What is sent: a file, or - for standard input.</summary>
    public string From { get; init; } = FileContent.StandardName;

    /// <summary>Whether each line is a message; null: from a terminal, and for a value.</summary>
    public bool? Lines { get; init; }

    /// <summary>How many receivers have to be there before the first message; 0 = none.</summary>
    public int Receivers { get; init; } = 1;

    /// <summary>The channel, if this server creates it; slots and capacity 0 = by what is sent.</summary>
    public ChannelOptions Creation { get; init; } = new();

    /// <summary>What tools show for this process.</summary>
    public string Name { get; init; } = ServerProgram.Name;

    public bool IsValue => Target.Kind == ChannelKind.Value;
}
