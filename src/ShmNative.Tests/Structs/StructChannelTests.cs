using System.Runtime.InteropServices;
using System.Text;
using ShmNative.Channels;
using ShmNative.Fields;
using ShmNative.Layout;
using ShmNative.Layout.Channels;
using ShmNative.Tests.Channels;

namespace ShmNative.Tests.Structs;

/// <summary>Channels of marked structs carry their fields.</summary>
public sealed partial class StructChannelTests : ChannelFixture
{
    [Test]
    public void TheHeaderHasNameSizeAndFields()
    {
        using ShmSender<Book> sender = ShmQueue<Book>.OpenProducer(Name);
        byte[] image = File.ReadAllBytes($"/dev/shm/{Name}");
        ChannelHeader header = MemoryMarshal.Read<ChannelHeader>(image);
        ReadOnlySpan<FieldEntry> entries = MemoryMarshal.Cast<byte, FieldEntry>(image.AsSpan((int)header.SchemaOffset))[..(int)header.SchemaCount];
        Assert.That(FieldTable.FromEntries(entries).Compare(((ShmNative.Structs.IShmStruct)default(Book)).Define().Fields), Is.Empty);
        Assert.That(header.TypeSize, Is.EqualTo(264));
        Assert.That(Encoding.UTF8.GetString(image.AsSpan(128, 12)), Is.EqualTo("sample_book\0"));
    }

    [Test]
    public void MessagesPass()
    {
        using ShmSender<Outer.Inner> sender = ShmTopic<Outer.Inner>.OpenPublisher(Name);
        using ShmReceiver<Outer.Inner> receiver = ShmTopic<Outer.Inner>.OpenSubscriber(Name);
        sender.Send(new(7, 0.5));
        Assert.That(receiver.Receive(), Is.EqualTo(new Outer.Inner(7, 0.5)));
    }

    [Test]
    public void AnotherLayoutOfTheSameNameIsRefusedFieldByField()
    {
        using ShmSender<Old.Job> sender = ShmQueue<Old.Job>.OpenProducer(Name);
        ShmException refusal = Refused(ShmStatus.TypeMismatch, () => ShmQueue<New.Job>.OpenConsumer(Name));
        Assert.That(refusal.Message, Does.StartWith($"posix:/{Name} carries 'job' of 16 bytes, fields ").And.Contain(", not 'job' of 16 bytes, fields ")
            .And.EndWith("; field 1: weight (float at 4) here, weight (double at 8) there; field 2: parts (int64 at 8) here, nothing there"));
    }

    [Test]
    public void AnUnmarkedStructHasNameAndSizeOnly()
    {
        using ShmSender<Guid> sender = ShmQueue<Guid>.OpenProducer(Name);
        ChannelHeader header = MemoryMarshal.Read<ChannelHeader>(File.ReadAllBytes($"/dev/shm/{Name}"));
        Assert.That((header.SchemaCount, header.TypeHash, header.TypeSize), Is.EqualTo((0u, 0ul, 16ul)));
    }

    [Test]
    public void ANameFromSharedMemoryCannotSpoilAMessage()
    {
        using ShmSender<Old.Job> sender = ShmQueue<Old.Job>.OpenProducer(Name);
        Overwrite(128, "evil\u001b[31m\n\u202ename\0"u8);
        Overwrite(4096 + (64 * 128) + 24, "field\n\u001b[0m\0"u8);
        ShmException refusal = Refused(ShmStatus.TypeMismatch, () => ShmQueue<New.Job>.OpenConsumer(Name));
        Assert.That(refusal.Message, Does.Contain(@"'evil\x1b[31m\n\xe2\x80\xaename' of 16 bytes").And.Contain(@"field\n\x1b[0m (int32 at 0) there"));
        Overwrite(4096 + (64 * 128), [0xff, 0xff]);
        refusal = Refused(ShmStatus.TypeMismatch, () => ShmQueue<New.Job>.OpenConsumer(Name));
        Assert.That(refusal.Message, Does.Contain("the channel's table of fields is damaged: field 0: 65535 is not a field type"));
    }

    [Test]
    public void ANameWithControlCharactersIsRefused() =>
        Refused(ShmStatus.InvalidArgument, () => ShmQueue<int>.OpenProducer(Name, type: new("two\nlines")));

    private void Overwrite(long offset, ReadOnlySpan<byte> bytes)
    {
        using FileStream file = new($"/dev/shm/{Name}", FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.Position = offset;
        file.Write(bytes);
    }

    private static partial class Old
    {
        [ShmStruct]
        internal partial record struct Job(int Number, double Weight);
    }

    private static partial class New
    {
        [ShmStruct]
        internal partial record struct Job(int Number, float Weight, long Parts);
    }
}
