using ShmNative.Channels;
using ShmNative.Programs.Channels;

namespace ShmNative.Server.Channels;

/// <summary>
/// Bytes in frames: read straight into the slot. A frame is full, unless the input has nothing more for now: what comes slowly is not held back.
/// </summary>
internal static class FramePump
{
    public static void Run(ChannelFeed feed, InputBytes input)
    {
        for (bool hasEnded = false; !hasEnded;)
        {
            feed.WaitForInput(input);
            ShmSender.Claim claim = feed.Claim();
            try
            {
                int length = Fill(claim.Bytes, input, out hasEnded);
                if (length > 0)
                    feed.Commit(ref claim, length);
            }
            finally
            {
                claim.Dispose();
            }
        }
    }

    private static int Fill(Span<byte> frame, InputBytes input, out bool hasEnded)
    {
        int length = 0;
        do
        {
            int count = input.Read(frame[length..]);
            hasEnded = count == 0;
            length += count;
        }
        while (!hasEnded && length < frame.Length && input.IsReady(0));
        return length;
    }
}
