using System.Runtime.CompilerServices;
using ShmNative.Channels;
using ShmNative.Layout;

// A ring of four slots, seen from both ends: it fills up, a message is taken, and its slot is used again.
using ShmSender<int> producer = ShmQueue<int>.OpenProducer("ring", new() { Slots = 4 });
using ShmReceiver<int> consumer = ShmQueue<int>.OpenConsumer("ring");

ref int first = ref Unsafe.NullRef<int>();
int sent = 0;
while (producer.TryClaim(out ShmSender<int>.Claim slot) == ShmStatus.Ok)
{
    if (sent == 0)
        first = ref slot.Value;
    slot.Value = ++sent; // in place: nothing is copied
    slot.Commit();
}

Console.WriteLine($"full after {sent}");
if (consumer.TryTake(out ShmReceiver<int>.Message message) == ShmStatus.Ok)
{
    Console.WriteLine($"took {message.Value} from where it lies");
    message.Dispose();
}

if (producer.TryClaim(out ShmSender<int>.Claim next) == ShmStatus.Ok)
    Console.WriteLine($"{sent + 1} goes into {(Unsafe.AreSame(ref next.Value, ref first) ? "the same" : "another")} slot");
next.Dispose();
