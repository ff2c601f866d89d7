using ShmNative.Layout.Channels;

namespace ShmNative.TestHost.Faults;

/// <summary>Operations of shmnative_inline.h. Victims and corpses are a program in C, native-tests/faults, with the same commands.</summary>
internal static class InlineScenarios
{
    public static IEnumerable<FaultScenario> All() =>
    [
        .. Topics("inline-topic", ""), .. Topics("inline-topic-observable", " observable"),
        .. Topics("inline-topic-concurrent", " concurrent"),
        .. Queues("inline-queue", ""), .. Queues("inline-queue-at-most-once", " at-most-once"),
    ];

    private static IEnumerable<FaultScenario> Topics(string name, string flags)
    {
        FaultScenario Make(string operation, Cast cast, string setup, string deed, string corpse = "") =>
            new($"{name}/{operation}", ChannelKind.Topic, $"slots={FaultScenario.Slots}{flags}", cast, setup, deed) { Corpse = corpse, IsInline = true };
        string open = $"open publisher slots={FaultScenario.Slots}{flags}";
        Cast others = flags.Contains("concurrent", StringComparison.Ordinal) ? Cast.Sender : Cast.None;
        // Beside several claims nobody else sends: messages between them could fill the ring.
        FaultScenario MakeSender(string operation, Cast cast, string setup, string deed) => Make(operation, cast, setup, deed);
        foreach (FaultScenario scenario in Senders(MakeSender, open, others, Cast.None))
            yield return scenario;

        yield return Make("publisher-cleans-up-after-subscriber", Cast.None, $"{open};send;send;send", "send;send", "open subscriber");
        yield return Make("subscriber-takes-and-releases", Cast.Sender, "open subscriber", "take;release");
        yield return Make("subscriber-receives", Cast.Sender, "open subscriber", "receive;receive");
        yield return Make("subscriber-holds-several", Cast.Sender, "open subscriber", "take;take;take;release;release;release");
        yield return Make("subscriber-takes-and-releases-many", Cast.Sender, "open subscriber",
            "take-many;release-many;take-many;release-many");
        yield return Make("subscriber-receives-many", Cast.Sender, "open subscriber", "receive-many;receive-many");
        yield return Make("subscriber-waits", Cast.Sender | Cast.Quiet, "open subscriber", "await 3");
        yield return Make("subscriber-is-taken-back", Cast.Sender, "open subscriber", "take;take-back;lend;release");
        if (flags.Length == 0) // claims leave no mark
            yield break;
        yield return Make("subscriber-passes-what-was-burnt", Cast.None, "open subscriber", "take;take;release;release", $"{open};send;claim;abort;send");
        yield return Make("subscriber-cleans-up-after-publisher", Cast.None, "open subscriber", "await 20", $"{open};claim");
    }

    private static IEnumerable<FaultScenario> Queues(string name, string flags)
    {
        FaultScenario Make(string operation, Cast cast, string setup, string deed, string corpse = "", int prefill = 0) =>
            new($"{name}/{operation}", ChannelKind.Queue, $"slots={FaultScenario.Slots}{flags}", cast, setup, deed) { Corpse = corpse, Prefill = prefill, IsInline = true };
        FaultScenario MakeSender(string operation, Cast cast, string setup, string deed) => Make(operation, cast, setup, deed);
        string open = $"open producer slots={FaultScenario.Slots}{flags}";
        foreach (FaultScenario scenario in Senders(MakeSender, open, Cast.Sender, Cast.Sender))
            yield return scenario;

        yield return Make("consumer-takes", Cast.Sender | Cast.LateReceivers, "open consumer", "take", prefill: 2);
        yield return Make("consumer-releases", Cast.Sender, "open consumer;take;take", "release;release", prefill: 2);
        yield return Make("consumer-receives", Cast.Sender | Cast.LateReceivers, "open consumer", "receive;receive", prefill: 2);
        yield return Make("consumer-holds-several", Cast.Sender | Cast.LateReceivers, "open consumer", "take;take;take;release;release;release", prefill: 3);
        yield return Make("consumer-takes-and-releases-many", Cast.Sender | Cast.LateReceivers, "open consumer",
            "take-many;release-many", prefill: 3);
        yield return Make("consumer-receives-many", Cast.Sender | Cast.LateReceivers, "open consumer", "receive-many", prefill: 3);
        yield return Make("consumer-waits", Cast.Sender | Cast.Quiet, "open consumer", "await 3");
        yield return Make("consumer-is-taken-back", Cast.Sender | Cast.LateReceivers, "open consumer", "take;take-back;lend;release", prefill: 2);
        yield return Make("consumer-cleans-up-after-consumer", Cast.Sender | Cast.Quiet | Cast.LateReceivers, "open consumer", "take;await 20;await 20", "open consumer;take;take", 3);
        yield return Make("producer-cleans-up-after-producer", Cast.LateReceivers, "open producer;send;send;send", "send", "open producer;claim");
        yield return Make("producer-cleans-up-after-consumer", Cast.Quiet | Cast.Sender | Cast.LateReceivers, "open producer;send;send", "full 20", "open consumer;take", 2);
    }

    private delegate FaultScenario Maker(string operation, Cast cast, string setup, string deed);

    private static IEnumerable<FaultScenario> Senders(Maker make, string open, Cast others, Cast besideClaims)
    {
        yield return make("sender-sends", others, $"{open};send", "send");
        yield return make("sender-sends-several", others, $"{open};send", "send;send;send;send;send");
        yield return make("sender-commits", others, $"{open};send", "claim;commit");
        yield return make("sender-commits-several", besideClaims, $"{open};send", "claim;claim;claim;commit;commit;commit");
        yield return make("sender-aborts", besideClaims, $"{open};send", "claim;claim;commit;abort");
        yield return make("sender-waits", Cast.LateReceivers, $"{open};send;send;send;send", "full 3");
        yield return make("sender-is-taken-back", others, $"{open};send", "claim;take-back;lend;commit;take-back;lend;send");
    }
}
