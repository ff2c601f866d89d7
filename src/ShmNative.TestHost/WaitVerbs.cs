using System.Runtime.InteropServices;
using ShmNative.Channels;
using ShmNative.Layout;
using ShmNative.Waiting;

namespace ShmNative.TestHost;

/// <summary>Receiving by a wait set, and by a descriptor that is polled.</summary>
internal static unsafe partial class WaitVerbs
{
    private const short POLLIN = 1;

    [StructLayout(LayoutKind.Sequential)]
    private struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }

    [LibraryImport("libc")]
    private static partial int poll(PollDescriptor* descriptors, ulong count, int milliseconds);

    /// <summary>pong-set or pong-poll RECEIVER SENDER COUNT: sends back what it receives; the receiver itself never waits.</summary>
    public static string Pong(string how, ShmReceiver receiver, ShmSender sender, int count)
    {
        using ShmWaitSet set = new();
        set.Add(receiver, 1);
        ShmReady[] ready = new ShmReady[1];
        PollDescriptor polled = new() { Descriptor = how == "pong-poll" ? receiver.PollDescriptor : -1, Events = POLLIN };
        byte[] message = new byte[64];
        ShmStatus status = ShmStatus.Ok;
        for (int i = 0; i < count && status == ShmStatus.Ok; i++)
        {
            int length = 0;
            while ((status = receiver.TryReceive(message, out length)) == ShmStatus.Empty)
            {
                if (how == "pong-poll")
                    _ = poll(&polled, 1, -1);
                else
                    _ = set.Wait(ready, out _, Timeout.InfiniteTimeSpan);
            }

            if (status == ShmStatus.Ok)
                status = sender.TrySend(message.AsSpan(0, length), Timeout.InfiniteTimeSpan);
        }

        return $"{status}";
    }
}
