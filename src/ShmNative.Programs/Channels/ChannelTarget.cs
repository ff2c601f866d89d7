using ShmNative.Channels.Storage;
using ShmNative.Layout;
using ShmNative.Layout.Channels;
using ShmNative.Segments;

namespace ShmNative.Programs.Channels;

/// <summary>A channel as a command line names it: topic:NAME, queue:NAME or value:NAME; after the kind any address may stand.</summary>
public sealed record ChannelTarget
{
    /// <summary>The forms, as the help shows them.</summary>
    public const string Forms = "topic:NAME, queue:NAME or value:NAME; NAME in POSIX shared memory, or sysv:PATH#PROJ, sysv:0xKEY, posix:/NAME, file:PATH";

    private static readonly ChannelKind[] s_kinds = [ChannelKind.Topic, ChannelKind.Queue, ChannelKind.Value];

    private readonly string _text;

    private ChannelTarget(ChannelKind kind, SegmentAddress address, string text) => (Kind, Address, _text) = (kind, address.ToString(), text);

    /// <summary>What it is.</summary>
    public ChannelKind Kind { get; }

    /// <summary>Where it is.</summary>
    public string Address { get; }

    /// <summary>Whether a command line is about a channel: one of its words begins with a kind.</summary>
    /// <param name="args">The command line.</param>
    public static bool IsIn(IEnumerable<string> args) => args.Any(arg => KindOf(arg, out _) is not null);

    /// <summary>Reads it.</summary>
    /// <param name="text">What stands on the command line.</param>
    /// <exception cref="ShmException">InvalidAddress.</exception>
    public static ChannelTarget Parse(string text)
    {
        if (KindOf(text, out string rest) is not { } kind)
            throw new ShmException(ShmStatus.InvalidAddress, $"'{text}' is no channel; use {Forms}");
        if (rest.Length == 0)
            throw new ShmException(ShmStatus.InvalidAddress, $"'{text}' has no name; use {Forms}");
        SegmentAddress address = ChannelAddress.Parse(rest.TrimStart('/'));
        return address.IsPrivate || address.Form == SegmentAddress.SysVForm.Id
            ? throw new ShmException(ShmStatus.InvalidAddress, $"'{text}': both sides have to find it, so it needs a key or a name")
            : new ChannelTarget(kind, address, text);
    }

    /// <inheritdoc/>
    public override string ToString() => _text;

    private static ChannelKind? KindOf(string text, out string rest)
    {
        foreach (ChannelKind kind in s_kinds)
        {
            string prefix = Prefix(kind);
            if (text.StartsWith(prefix, StringComparison.Ordinal))
            {
                rest = text[prefix.Length..];
                return kind;
            }
        }

        rest = "";
        return null;
    }

    private static string Prefix(ChannelKind kind) => $"{kind.ToString().ToLowerInvariant()}:";
}
