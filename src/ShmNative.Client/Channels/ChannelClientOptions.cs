using ShmNative.Layout.Channels;
using ShmNative.Programs;
using ShmNative.Programs.Channels;

namespace ShmNative.Client.Channels;

/// <summary>What the client of a channel is asked to do.</summary>
internal sealed record ChannelClientOptions
{
    public required ChannelTarget Target { get; init; }

    /// <summary>Where the bytes go: a file, or - for standard output.</summary>
    public string To { get; init; } = FileContent.StandardName;

    /// <summary>The folder that gets a file for each message; null = none.</summary>
    public string? Split { get; init; }

    /// <summary>Whether each message is written behind its number.</summary>
    public bool Numbered { get; init; }

    /// <summary>How long to wait for the channel to be created.</summary>
    public TimeSpan Wait { get; init; }

    /// <summary>How long to wait for another server when there is none any more.</summary>
    public TimeSpan Reconnect { get; init; }

    /// <summary>Messages to receive; null = all until the end of the stream.</summary>
    public long? Count { get; init; }

    /// <summary>Topic: earlier messages to begin with.</summary>
    public long History { get; init; }

    /// <summary>Topic: the server does not wait for this receiver.</summary>
    public bool Lossy { get; init; }

    /// <summary>Reads without taking part.</summary>
    public bool Observe { get; init; }

    /// <summary>Memory of any user is trusted.</summary>
    public bool AnyOwner { get; init; }

    /// <summary>What tools show for this process.</summary>
    public string Name { get; init; } = ClientProgram.Name;

    public bool IsValue => Target.Kind == ChannelKind.Value;

    /// <summary>Whether messages are copied, because nobody waits for this receiver.</summary>
    public bool IsReader => IsValue || Lossy || Observe;
}
