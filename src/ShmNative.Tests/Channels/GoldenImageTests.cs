using System.Globalization;
using System.Text;
using ShmNative.Channels;

namespace ShmNative.Tests.Channels;

/// <summary>
/// The bytes of a small channel, fresh and with two messages, against images that are checked in (src/ShmNative.Tests/Golden): rows of 16
/// bytes, those that are zero left out. What differs from run to run is masked with zeros.
/// </summary>
public sealed class GoldenImageTests : ChannelFixture
{
    private static readonly (int Offset, int Size)[] s_masked =
    [
        (96, 16), // nonce
        (256, 16), // creator's pid and uid, time
        (4096 + 20, 12), // the sender's pid and start time
    ];

    [Test]
    public void ImagesAreTheSame([Values("topic", "queue", "value")] string kind, [Values] bool used)
    {
        ChannelOptions creation = new() { Slots = 2, Capacity = 48, Participants = 2 };
        EndpointOptions endpoint = new() { Name = "golden" };
        using ShmSender sender = kind switch
        {
            "topic" => ShmTopic.OpenPublisher(Name, creation with { Observable = true }, endpoint),
            "queue" => ShmQueue.OpenProducer(Name, creation, endpoint),
            _ => ShmValue.OpenWriter(Name, creation, endpoint),
        };
        if (used)
        {
            Ok(sender.TrySend("first"u8, tag: 7));
            Ok(sender.TrySend("the second"u8, tag: 8));
        }

        string golden = Path.Combine(Checkout.Root, $"src/ShmNative.Tests/Golden/{kind}-{(used ? "used" : "fresh")}.txt");
        string image = Render(File.ReadAllBytes($"/dev/shm/{Name}"));
        if (!File.Exists(golden))
            File.WriteAllText(golden + ".new", image); // to be looked at, and renamed
        Assert.That(golden, Does.Exist);
        Assert.That(image, Is.EqualTo(File.ReadAllText(golden)));
    }

    private static string Render(byte[] bytes)
    {
        foreach ((int offset, int size) in s_masked)
            bytes.AsSpan(offset, size).Clear();
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"size {bytes.Length}\n");
        for (int offset = 0; offset < bytes.Length; offset += 16)
        {
            ReadOnlySpan<byte> row = bytes.AsSpan(offset, Math.Min(16, bytes.Length - offset));
            if (row.ContainsAnyExcept((byte)0))
                text.Append(CultureInfo.InvariantCulture, $"{offset:x5}  {Convert.ToHexStringLower(row)}\n");
        }

        return text.ToString();
    }
}
