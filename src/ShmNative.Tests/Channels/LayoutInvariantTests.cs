using System.Runtime.InteropServices;
using ShmNative.Channels;
using ShmNative.Layout;
using ShmNative.Layout.Channels;

namespace ShmNative.Tests.Channels;

/// <summary>
/// The invariants that docs/layout.md states, looked at in the bytes after each step of a random walk, across the wrap of the 48-bit sequences. What only
/// several processes at once could break is the explorer's.
/// </summary>
public sealed class LayoutInvariantTests : ChannelFixture
{
    private const int Slots = 4;
    private const int Steps = 1500;
    private const ulong BeforeTheWrap = (1UL << 48) - 30;

    private static ChannelOptions Creation(ulong first) => new() { Slots = Slots, Capacity = 8, Participants = 6, FirstSequence = first };

    [TestCase("topic")]
    [TestCase("queue")]
    [TestCase("value")]
    public void AFreshSlotIsEmptyForItsFirstSequence(string kind)
    {
        foreach (ulong first in (ulong[])[0, 1, 6, BeforeTheWrap + 29])
        {
            using ShmSender sender = kind switch
            {
                "topic" => ShmTopic.OpenPublisher(Name, Creation(first)),
                "queue" => ShmQueue.OpenProducer(Name, Creation(first)),
                _ => ShmValue.OpenWriter(Name, Creation(first)),
            };
            Image image = Image.Of(Name);
            ulong start = image.Header.FirstSequence;
            for (ulong i = 0; i < Slots; i++)
                Assert.That(image.WordOf(start + i), Is.EqualTo(SlotWord.Pack(start + i, SlotPhase.Empty)));
        }
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Topic(bool concurrent)
    {
        Random random = new(1);
        ChannelOptions creation = Creation(BeforeTheWrap) with { Concurrent = concurrent, History = 2 };
        using ShmSender first = ShmTopic.OpenPublisher(Name, creation);
        using ShmSender second = concurrent ? ShmTopic.OpenPublisher(Name, creation) : first;
        ShmReceiver[] subscribers = [ShmTopic.OpenSubscriber(Name), ShmTopic.OpenSubscriber(Name)];
        Walk(step: () =>
        {
            ShmSender sender = random.Next(2) == 0 ? first : second;
            ref ShmReceiver subscriber = ref subscribers[random.Next(2)];
            switch (random.Next(7))
            {
                case 0 or 1:
                    Ignore(sender.TryClaim(out ShmSender.Claim _));
                    break;
                case 2:
                    Ignore(sender.CommitOldest(8));
                    break;
                case 3:
                    Ignore(sender.Abort());
                    break;
                case 4:
                    Ignore(subscriber.TryTake(out ShmReceiver.Message _));
                    break;
                case 5:
                    Ignore(subscriber.ReleaseOldest());
                    break;
                default:
                    subscriber.Dispose();
                    subscriber = ShmTopic.OpenSubscriber(Name, new() { History = random.Next(3) });
                    break;
            }
        }, check: (before, after) =>
        {
            for (int i = 0; i < Slots; i++)
                RequireTopicStep(before.Words[i], after.Words[i]);
            Assert.That(after.Header.Gate, Is.GreaterThanOrEqualTo(before.Header.Gate), "gate never decreases");
            foreach (ParticipantEntry entry in after.Participants.Where(entry => entry.Role == (uint)ParticipantRole.Receiver && entry.Cursor != ulong.MaxValue))
            {
                foreach (ulong word in after.Words)
                    Assert.That(SlotWord.Distance(word, entry.Cursor), Is.LessThan(Slots), "nothing at or after a cursor is overwritten");
            }
        });
        Array.ForEach(subscribers, subscriber => subscriber.Dispose());
    }

    [Test]
    public void Queue()
    {
        Random random = new(2);
        ShmSender[] producers = [ShmQueue.OpenProducer(Name, Creation(BeforeTheWrap)), ShmQueue.OpenProducer(Name, Creation(BeforeTheWrap))];
        ShmReceiver[] consumers = [ShmQueue.OpenConsumer(Name), ShmQueue.OpenConsumer(Name)];
        Walk(step: () =>
        {
            ShmSender producer = producers[random.Next(2)];
            ShmReceiver consumer = consumers[random.Next(2)];
            Ignore(random.Next(6) switch
            {
                0 or 1 => producer.TryClaim(out ShmSender.Claim _),
                2 => producer.CommitOldest(8),
                3 => producer.Abort(),
                4 => consumer.TryTake(out ShmReceiver.Message _),
                _ => consumer.ReleaseOldest(),
            });
        }, check: (before, after) =>
        {
            for (int i = 0; i < Slots; i++)
                RequireQueueStep(before.Words[i], after.Words[i]);
            foreach (ulong word in after.Words)
            {
                if (SlotWord.Phase(word) is SlotPhase.Ready or SlotPhase.Writing)
                    Assert.That(SlotWord.Distance(word, after.Header.Head), Is.Not.Negative, "head is not ahead of an untaken message");
                if (SlotWord.Phase(word) == SlotPhase.Empty)
                    Assert.That(SlotWord.Distance(word, after.Header.Tail), Is.Not.Negative, "tail is not ahead of an unclaimed slot");
            }
        });
        Array.ForEach(consumers, consumer => consumer.Dispose());
        Array.ForEach(producers, producer => producer.Dispose());
    }

    [Test]
    public void Value()
    {
        Random random = new(3);
        using ShmSender writer = ShmValue.OpenWriter(Name, Creation(BeforeTheWrap));
        Walk(step: () => Ignore(random.Next(3) switch
        {
            0 => writer.TryClaim(out ShmSender.Claim _),
            1 => writer.CommitOldest(8),
            _ => writer.Abort(),
        }), check: (before, after) =>
        {
            ulong latest = after.Header.Latest;
            Assert.That(latest, Is.GreaterThanOrEqualTo(before.Header.Latest));
            if (latest == 0)
                return;
            ulong word = after.WordOf(latest);
            Assert.That(SlotWord.IsReady(word, latest) || SlotWord.Distance(word, latest) > 0, Is.True, $"the slot of latest, {latest}, says {word:x}");
        });
    }

    [TestCase(false, SlotPhase.Ready)]
    [TestCase(true, SlotPhase.Empty)]
    public void TheDeadOfAQueueGiveBackTheirSlots(bool atMostOnce, SlotPhase afterConsumer)
    {
        using ShmSender producer = ShmQueue.OpenProducer(Name, Creation(BeforeTheWrap) with { AtMostOnce = atMostOnce });
        Ok(producer.TrySend(new byte[8]));
        using (ChannelPeer dead = new())
        {
            dead.Open("consumer", Name);
            dead.Open("producer", Name);
            Assert.That(dead.Do("take consumer"), Is.EqualTo("Ok"));
            Assert.That(dead.Do("claim producer"), Is.EqualTo("Ok"));
            Image held = Image.Of(Name);
            Assert.That(SlotWord.Phase(held.WordOf(BeforeTheWrap)), Is.EqualTo(SlotPhase.Reading));
            Assert.That(SlotWord.Phase(held.WordOf(BeforeTheWrap + 1)), Is.EqualTo(SlotPhase.Writing));
            dead.Kill();
        }

        // Whoever takes a dead participant's entry cleans up after it.
        using ShmSender inTheFirstEntry = ShmQueue.OpenProducer(Name);
        using ShmSender inTheSecond = ShmQueue.OpenProducer(Name);
        Image repaired = Image.Of(Name);
        ulong word = repaired.WordOf(BeforeTheWrap);
        Assert.That(word, Is.EqualTo(afterConsumer == SlotPhase.Ready
            ? SlotWord.Pack(BeforeTheWrap, SlotPhase.Ready, ChannelConstants.RedeliveredOwner)
            : SlotWord.Pack(BeforeTheWrap + Slots, SlotPhase.Empty)));
        Assert.That(repaired.WordOf(BeforeTheWrap + 1), Is.EqualTo(SlotWord.Pack(BeforeTheWrap + 1 + Slots, SlotPhase.Empty)));
    }

    [Test]
    public void RemovalTakesTheNameAndThenSaysRetired()
    {
        TestHostProcess.RequireRoot();
        using ShmSender publisher = ShmTopic.OpenPublisher(Name, new() { Mode = 0x1b6 }); // 0666
        using FileStream file = File.OpenRead($"/dev/shm/{Name}");
        using (ChannelPeer nobody = ChannelPeer.AsNobody())
        {
            Assert.That(nobody.Do($"remove topic {Name}"), Does.StartWith("-1: "), "EPERM: the directory is sticky");
            Assert.That(Image.Of(file).Header.State, Is.EqualTo((uint)ChannelState.Ready), "the name stayed, so nobody may be told that it is gone");
            nobody.Finish();
        }

        ShmTopic.Remove(Name);
        Assert.That(File.Exists(file.Name), Is.False);
        Assert.That(Image.Of(file).Header.State, Is.EqualTo((uint)ChannelState.Retired));
    }

    /// <summary>Steps of a random walk; after each of them what is true of every channel, and what is true of this kind.</summary>
    private void Walk(Action step, Action<Image, Image> check)
    {
        Image before = Image.Of(Name);
        for (int i = 0; i < Steps; i++)
        {
            step();
            Image after = Image.Of(Name);
            Assert.That(after.Constant, Is.EqualTo(before.Constant), "the first 384 bytes never change");
            Assert.That((after.Header.State, after.Header.Closed), Is.EqualTo(((uint)ChannelState.Ready, 0u)));
            Assert.That(after.Header.ParticipantsUsed, Is.GreaterThanOrEqualTo(before.Header.ParticipantsUsed));
            check(before, after);
            before = after;
        }

        ulong walked = before.Words.Max(word => (ulong)SlotWord.Distance(word, BeforeTheWrap));
        Assert.That(walked, Is.GreaterThan(40), "the walk stops before the wrap");
    }

    private static void RequireTopicStep(ulong before, ulong after)
    {
        if (before == after)
            return;
        long distance = SlotWord.Distance(after, SlotWord.Sequence(before, BeforeTheWrap));
        (SlotPhase from, SlotPhase to) = (SlotWord.Phase(before), SlotWord.Phase(after));
        bool isAllowed = distance == Slots
            ? from is SlotPhase.Ready or SlotPhase.Aborted && to is SlotPhase.Writing or SlotPhase.Ready or SlotPhase.Aborted
            : distance == 0 && (from, to) is (SlotPhase.Empty, not SlotPhase.Reading) or (SlotPhase.Writing, SlotPhase.Ready or SlotPhase.Aborted);
        Assert.That(isAllowed, Is.True, $"{before:x16} became {after:x16}");
    }

    private static void RequireQueueStep(ulong before, ulong after)
    {
        if (before == after)
            return;
        long distance = SlotWord.Distance(after, SlotWord.Sequence(before, BeforeTheWrap));
        bool isAllowed = (SlotWord.Phase(before), SlotWord.Phase(after), distance) is
            (SlotPhase.Empty, SlotPhase.Writing, 0)
            or (SlotPhase.Writing, SlotPhase.Ready, 0)
            or (SlotPhase.Writing, SlotPhase.Empty, Slots)
            or (SlotPhase.Ready, SlotPhase.Reading, 0)
            or (SlotPhase.Reading, SlotPhase.Empty, Slots);
        Assert.That(isAllowed, Is.True, $"{before:x16} became {after:x16}");
    }

    /// <summary>FULL, EMPTY and the like are part of a walk.</summary>
    private static void Ignore(ShmStatus status) => Assert.That(status, Is.Not.EqualTo(ShmStatus.Corrupt).And.Not.EqualTo(ShmStatus.Retired));

    /// <summary>The bytes of a small channel at one moment.</summary>
    private sealed record Image(byte[] Constant, ChannelHeader Header, ParticipantEntry[] Participants, ulong[] Words)
    {
        public static Image Of(string name)
        {
            using FileStream file = new($"/dev/shm/{name}", FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return Of(file);
        }

        public static Image Of(FileStream file)
        {
            byte[] bytes = new byte[file.Length];
            RandomAccess.Read(file.SafeFileHandle, bytes, 0);
            ChannelHeader header = MemoryMarshal.Read<ChannelHeader>(bytes);
            return new(
                bytes[..384],
                header,
                MemoryMarshal.Cast<byte, ParticipantEntry>(bytes.AsSpan((int)header.ParticipantsOffset, (int)header.ParticipantCount * Marshal.SizeOf<ParticipantEntry>())).ToArray(),
                [.. Enumerable.Range(0, (int)header.SlotCount).Select(i => BitConverter.ToUInt64(bytes, (int)header.SlotsOffset + (i * (int)header.Stride)))]);
        }

        public ulong WordOf(ulong sequence) => Words[sequence % (ulong)Words.Length];
    }
}
