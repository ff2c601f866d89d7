using ShmNative.Layout.Channels;

namespace ShmNative.TestHost.Faults;

/// <summary>What the others do while the victim dies.</summary>
[Flags]
internal enum Cast
{
    /// <summary>Receivers wait and poll; whoever made the channel has left it.</summary>
    None = 0,

    /// <summary>A sender stays, and sends while the victim dies.</summary>
    Sender = 1,

    /// <summary>That sender says nothing until the victim is dead.</summary>
    Quiet = 2,

    /// <summary>The receivers look only once the victim is dead: what it takes, nobody takes before it.</summary>
    LateReceivers = 4,

    /// <summary>Nobody else is in the channel.</summary>
    Alone = 8,

    /// <summary>There is no channel yet; receivers wait for one.</summary>
    NoChannel = 16,

    /// <summary>The victim's deed may end the stream.</summary>
    MayEnd = 32,

    /// <summary>The victim's deed may remove the channel.</summary>
    MayRemove = 64,

    /// <summary>Backends differ in it: it is run on all of them.</summary>
    Storage = 128,
}

/// <summary>One operation that a victim does not survive. Scripts are commands of <see cref="FaultVictim"/>, separated by semicolons.</summary>
/// <param name="Name">Kind and operation.</param>
/// <param name="Kind">The channel's kind.</param>
/// <param name="Options">How the channel is created.</param>
/// <param name="Cast">Who else is there.</param>
/// <param name="Setup">What the victim does first, unharmed.</param>
/// <param name="Deed">What it dies in.</param>
internal sealed record FaultScenario(string Name, ChannelKind Kind, string Options, Cast Cast, string Setup, string Deed)
{
    /// <summary>What somebody did before, who died with it: the victim finds the remains.</summary>
    public string Corpse { get; init; } = "";

    /// <summary>Whether victim and corpse are the program in C that dies inside shmnative_inline.h.</summary>
    public bool IsInline { get; init; }

    /// <summary>Messages that are there before the victim comes.</summary>
    public int Prefill { get; init; }

    public const int Slots = 4;

    /// <summary>The kind and what the channel was created with.</summary>
    public string Family => Name[..Name.IndexOf('/')];

    public bool Has(Cast flag) => (Cast & flag) != 0;

    public bool IsExclusive => Kind == ChannelKind.Value || (Kind == ChannelKind.Topic && !Options.Contains("concurrent", StringComparison.Ordinal));

    public bool AtMostOnce => Options.Contains("at-most-once", StringComparison.Ordinal);

    public bool IsObservable => Options.Contains("observable", StringComparison.Ordinal);

    public static IEnumerable<FaultScenario> All() =>
    [
        .. Topics("topic", ""), .. Topics("topic-observable", " observable"), .. Topics("topic-concurrent", " concurrent"),
        .. Topics("topic-concurrent-observable", " concurrent observable"),
        .. Queues("queue", ""), .. Queues("queue-at-most-once", " at-most-once"),
        .. Values(),
        .. InlineScenarios.All(),
    ];

    private delegate FaultScenario Maker(string operation, Cast cast, string setup, string deed, string corpse = "", int prefill = 0);

    private static IEnumerable<FaultScenario> Topics(string name, string flags)
    {
        bool concurrent = flags.Contains("concurrent", StringComparison.Ordinal), observable = flags.Contains("observable", StringComparison.Ordinal);
        FaultScenario Make(string operation, Cast cast, string setup, string deed, string corpse = "", int prefill = 0) =>
            new($"{name}/{operation}", ChannelKind.Topic, $"slots={Slots}{flags}", cast, setup, deed) { Corpse = corpse, Prefill = prefill };
        foreach (FaultScenario scenario in Senders(Make, "publisher", $"slots={Slots}{flags}", concurrent ? Cast.Sender : Cast.None))
            yield return scenario;

        yield return Make("subscriber-joins", Cast.Sender | Cast.Storage, "", "open subscriber");
        yield return Make("subscriber-takes-and-releases", Cast.Sender, "open subscriber", "take;release");
        yield return Make("subscriber-waits", Cast.Sender | Cast.Quiet, "open subscriber", "await 3");
        yield return Make("subscriber-leaves", Cast.Sender | Cast.Storage, "open subscriber", "take;close");
        yield return Make("publisher-cleans-up-after-subscriber", Cast.None, "open publisher;send;send;send", "send;send", corpse: "open subscriber");
        if (concurrent || observable) // otherwise claims leave no mark
            yield return Make("subscriber-cleans-up-after-publisher", Cast.None, "open subscriber", "await 20", corpse: "open publisher;claim");

        if (!observable)
            yield break;
        yield return Make("lossy-subscriber-joins", Cast.Sender, "", "open lossy");
        yield return Make("lossy-subscriber-reads", Cast.Sender, "open lossy", "read;read");
        yield return Make("lossy-subscriber-waits", Cast.Sender | Cast.Quiet, "open lossy", "read 3");
        yield return Make("lossy-subscriber-leaves", Cast.Sender, "open lossy", "close");
        yield return Make("observer-reads-and-leaves", Cast.Sender, "", "open topic-observer;read;read 3;close");
    }

    private static IEnumerable<FaultScenario> Queues(string name, string flags)
    {
        FaultScenario Make(string operation, Cast cast, string setup, string deed, string corpse = "", int prefill = 0) =>
            new($"{name}/{operation}", ChannelKind.Queue, $"slots={Slots}{flags}", cast, setup, deed) { Corpse = corpse, Prefill = prefill };
        foreach (FaultScenario scenario in Senders(Make, "producer", $"slots={Slots}{flags}", Cast.Sender))
            yield return scenario;

        yield return Make("consumer-creates", Cast.NoChannel | Cast.Storage, "", $"open consumer create slots={Slots}{flags}");
        yield return Make("consumer-joins", Cast.Sender, "", "open consumer");
        yield return Make("consumer-takes", Cast.Sender | Cast.LateReceivers, "open consumer", "take", prefill: 2);
        yield return Make("consumer-releases", Cast.Sender, "open consumer;take;take", "release;release", prefill: 2);
        yield return Make("consumer-waits", Cast.Sender | Cast.Quiet, "open consumer", "await 3");
        yield return Make("consumer-leaves", Cast.Sender | Cast.Storage, "open consumer;take;take", "release;close", prefill: 2);
        yield return Make("consumer-cleans-up-after-consumer", Cast.Sender | Cast.Quiet | Cast.LateReceivers, "open consumer", "take;await 20;await 20", "open consumer;take;take", 3);
        yield return Make("producer-cleans-up-after-producer", Cast.LateReceivers, "open producer;send;send;send", "send", corpse: "open producer;claim");
        yield return Make("producer-cleans-up-after-consumer", Cast.Quiet | Cast.Sender | Cast.LateReceivers, "open producer;send;send", "full 20", "open consumer;take", 2);
    }

    private static IEnumerable<FaultScenario> Values()
    {
        static FaultScenario Make(string operation, Cast cast, string setup, string deed, string corpse = "", int prefill = 0) =>
            new($"value/{operation}", ChannelKind.Value, $"slots={Slots}", cast, setup, deed) { Corpse = corpse, Prefill = prefill };
        foreach (FaultScenario scenario in Senders(Make, "writer", $"slots={Slots}", Cast.None))
            yield return scenario;
        yield return Make("reader-joins", Cast.Sender | Cast.Storage, "", "open reader");
        yield return Make("reader-reads", Cast.Sender, "open reader", "read;read");
        yield return Make("reader-waits", Cast.Sender | Cast.Quiet, "open reader", "read 3");
        yield return Make("reader-leaves", Cast.Sender | Cast.Storage, "open reader", "close");
        yield return Make("observer-reads-and-leaves", Cast.Sender, "", "open value-observer;read;read 3;close");
    }

    /// <summary>What is the same for the senders of every kind.</summary>
    private static IEnumerable<FaultScenario> Senders(Maker make, string role, string options, Cast others)
    {
        string open = $"open {role} {options}";
        yield return make("sender-creates", Cast.NoChannel | Cast.Storage, "", open);
        yield return make("sender-joins", others | Cast.Storage, "", open);
        yield return make("sender-succeeds-a-dead-one", others | Cast.Storage, "", open, $"{open};send;claim");
        yield return make("sender-reclaims-what-the-dead-left", Cast.NoChannel | Cast.Alone | Cast.Storage, "", open, $"{open};send;claim");
        yield return make("sender-commits", others, $"{open};send", "claim;commit");
        yield return make("sender-copies", others, $"{open};send", "send");
        yield return make("sender-aborts", others, $"{open};send", "claim;abort");
        yield return make("sender-ends", others | Cast.MayEnd, $"{open};send", "end");
        yield return make("sender-leaves", others | Cast.Storage, $"{open};send;claim", "close");
        yield return make("sender-leaves-last", Cast.NoChannel | Cast.Alone | Cast.Storage, $"{open};send", "close");
        yield return make("removal", others | Cast.MayRemove | Cast.Storage, "", $"remove {role}");
        if (role != "writer")
            yield return make("sender-waits", Cast.LateReceivers, $"{open};send;send;send;send", "full 3");
    }
}
