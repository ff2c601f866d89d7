using System.Globalization;
using System.Text;
using ShmNative.Channels;
using ShmNative.Layout;

// Hold SECONDS: takes a message of a queue, and is done with it after so many seconds.
TimeSpan patience = TimeSpan.FromSeconds(10);
using ShmReceiver consumer = ShmQueue.OpenConsumer("held", new() { Wait = patience });
if (consumer.TryTake(out ShmReceiver.Message message, patience) != ShmStatus.Ok)
    return 1;
Console.WriteLine($"C# has {Encoding.UTF8.GetString(message.Bytes)}{(message.IsRedelivered ? ", which another had when it died" : "")}");
Thread.Sleep(TimeSpan.FromSeconds(args is [string seconds] ? int.Parse(seconds, CultureInfo.InvariantCulture) : 0));
message.Dispose();
return 0;
