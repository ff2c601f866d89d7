using System.Text;
using ShmNative.Channels;
using ShmNative.Layout;
using ShmNative.Waiting;

// Waits for two queues in one call, until both have ended.
EndpointOptions eitherFirst = new() { Creation = new(), WaitForPeer = true };
string[] names = ["orders", "prices"];
using ShmReceiver orders = ShmQueue.OpenConsumer(names[0], eitherFirst), prices = ShmQueue.OpenConsumer(names[1], eitherFirst);
using ShmWaitSet set = new();
set.Add(orders, tag: 0);
set.Add(prices, tag: 1);
ShmReady[] ready = new ShmReady[2];
for (int open = 2; open > 0 && set.Wait(ready, out int count, Timeout.InfiniteTimeSpan) == ShmStatus.Ok;)
{
    foreach (ShmReady one in ready.AsSpan(0, count))
    {
        ShmStatus status = (one.Tag == 0 ? orders : prices).TryTake(out ShmReceiver.Message message);
        if (status == ShmStatus.Ok)
        {
            Console.Write($"{names[one.Tag]}: {Encoding.UTF8.GetString(message.Bytes)}");
            message.Dispose();
        }
        else if (status == ShmStatus.Closed)
        {
            Console.WriteLine($"{names[one.Tag]}: the end");
            set.Remove(one.Tag);
            open--;
        }
    }
}
