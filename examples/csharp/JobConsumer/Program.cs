using ShmNative.Channels;
using ShmNative.Layout;

using ShmReceiver<Job> consumer = ShmQueue<Job>.OpenConsumer("jobs", new() { Creation = new(), WaitForPeer = true });
await foreach (Job job in consumer.ReadAllAsync())
    Console.WriteLine($"job {job.Number} weighs {job.Weight}");

[ShmStruct]
internal partial record struct Job(int Number, double Weight);
