using System.Runtime.InteropServices;
using ShmNative.Channels;
using ShmNative.Layout;
using ShmNative.Layout.Channels;
using ShmNative.Programs;
using ShmNative.Programs.Channels;

namespace ShmNative.Server.Channels;

/// <summary>
/// Each line is a message, with its newline: so what receivers write is what was read, byte for byte. A line that is longer than a slot goes in
/// several messages; a value has to hold the whole line.
/// </summary>
internal sealed unsafe class LinePump : IDisposable
{
    private const int Block = 64 * 1024;
    private const byte Newline = (byte)'\n';

    private readonly ChannelFeed _feed;
    private readonly ChannelServerOptions _options;
    private readonly int _size;
    private readonly byte* _buffer;
    private bool _toldOfParts;

    private LinePump(ChannelFeed feed, ChannelServerOptions options)
    {
        // Room for a line as long as a slot, and for a block behind it.
        (_feed, _options, _size) = (feed, options, feed.Capacity + Block);
        _buffer = (byte*)NativeMemory.Alloc((nuint)_size);
    }

    public static void Run(ChannelFeed feed, InputBytes input, ChannelServerOptions options)
    {
        using LinePump pump = new(feed, options);
        pump.Run(input);
    }

    public void Dispose() => NativeMemory.Free(_buffer);

    private void Run(InputBytes input)
    {
        int kept = 0;
        while (true)
        {
            _feed.WaitForInput(input);
            int count = input.Read(new Span<byte>(_buffer + kept, _size - kept));
            int all = kept + count;
            int sent = 0;
            while (LengthOf(new(_buffer + sent, all - sent), isKnown: kept - sent, isLast: count == 0) is > 0 and int length)
            {
                Send(new(_buffer + sent, length));
                sent += length;
            }

            kept = all - sent;
            new ReadOnlySpan<byte>(_buffer + sent, kept).CopyTo(new(_buffer, _size));
            if (count == 0)
                return;
        }
    }

    /// <summary>How much of what there is makes the next message; 0 = it is not complete.</summary>
    /// <param name="bytes">What there is.</param>
    /// <param name="isKnown">So many bytes at its start are known to have no newline.</param>
    /// <param name="isLast">Nothing follows.</param>
    private int LengthOf(ReadOnlySpan<byte> bytes, int isKnown, bool isLast)
    {
        int from = Math.Max(0, isKnown);
        int newline = bytes[from..].IndexOf(Newline);
        int length = newline >= 0 ? from + newline + 1 : bytes.Length;
        if (length > _feed.Capacity)
            return Part();
        return newline >= 0 || isLast ? length : 0;
    }

    private int Part()
    {
        if (_options.IsValue)
        {
            throw new ShmException(ShmStatus.TooLarge,
                $"{_options.Target}: a line is longer than the {_feed.Capacity} bytes of a value; use a larger --capacity");
        }

        if (_options.Target.Kind == ChannelKind.Queue && !_toldOfParts)
        {
            _toldOfParts = true;
            ProgramHost.Tell(ServerProgram.Name, $"{_options.Target}: a line is longer than the {_feed.Capacity} bytes of a message; " +
                "its parts may go to different receivers; use a larger --capacity");
        }

        return _feed.Capacity;
    }

    private void Send(ReadOnlySpan<byte> line)
    {
        ShmSender.Claim claim = _feed.Claim();
        try
        {
            line.CopyTo(claim.Bytes);
            _feed.Commit(ref claim, line.Length);
        }
        finally
        {
            claim.Dispose();
        }
    }
}
