using ShmNative.Channels;
using ShmNative.Layout;

using ShmSender<Job> producer = ShmQueue<Job>.OpenProducer("jobs");
for (int i = 1; i <= 3; i++)
    producer.Send(new Job(i, 0.5 * i));
producer.End();

[ShmStruct]
internal partial record struct Job(int Number, double Weight);
