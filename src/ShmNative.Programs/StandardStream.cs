using System.Text;
using ShmNative.Linux;

namespace ShmNative.Programs;

/// <summary>
/// Standard output or error, written at once by write(2). The console of .NET would start a thread and set up the terminal, a stream over
/// the file would not move the offset that this program shares with others, and both say nothing when nobody reads the pipe any more.
/// </summary>
public sealed class StandardStream : Stream
{
    private const int Slice = 50;
    private const int PipeRoom = 4096; // PIPE_BUF: what a pipe takes at once when poll(2) says that it takes something

    private readonly int _descriptor;
    private readonly string _name;
    private readonly StopSignals? _signals;
    private readonly bool _mayBlock;

    private StandardStream(int descriptor, string name, StopSignals? signals = null, bool mayBlock = false) =>
        (_descriptor, _name, _signals, _mayBlock) = (descriptor, name, signals, mayBlock);

    /// <summary>Standard output.</summary>
    public static StandardStream Output { get; } = new(1, "standard output");

    /// <summary>Standard error.</summary>
    public static StandardStream Error { get; } = new(2, "standard error");

    /// <summary>Whether a person sees it.</summary>
    public bool IsTerminal => LibC.IsTerminal(_descriptor);

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>
    /// Makes sure that the numbers 0 to 2 are taken, so that no segment is ever opened as one of them and written to as the output. What
    /// takes the place of a closed output cannot be written to.
    /// </summary>
    public static void Reserve()
    {
        int descriptor;
        do
            descriptor = LibC.Open("/dev/null", LibC.O_RDONLY);
        while (descriptor is >= 0 and <= 2);
        if (descriptor > 2)
            _ = LibC.Close(descriptor);
    }

    /// <summary>
    /// Standard output whose reader may be slow: a signal ends the wait for it. A pipe is opened once more for that, because what is set on a
    /// descriptor is set for all who share it; without /proc it is written piece by piece, when there is room. Anything else is written as ever.
    /// </summary>
    /// <param name="signals">What ends a wait.</param>
    public static StandardStream OutputUntil(StopSignals signals)
    {
        bool isPipe = LibC.Stat(Output._descriptor, out Statx file) == 0 && (file.Mode & LibC.S_IFMT) == LibC.S_IFIFO;
        if (!isPipe)
            return Output;
        int descriptor = LibC.Open(LibC.PathOf(Output._descriptor), LibC.O_WRONLY | LibC.O_NONBLOCK);
        return descriptor >= 0 ? new(descriptor, Output._name, signals) : new(Output._descriptor, Output._name, signals, mayBlock: true);
    }

    /// <summary>Writes text as UTF-8.</summary>
    /// <param name="text">The text, with its newlines.</param>
    /// <exception cref="IOException">Not all of it could be written.</exception>
    public void Write(string text) => Write(Encoding.UTF8.GetBytes(text));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            bool waits = _mayBlock && !LibC.IsReady(_descriptor, LibC.POLLOUT, 0);
            long count = waits ? -Errno.EAGAIN : LibC.Write(_descriptor, _mayBlock ? buffer[..Math.Min(PipeRoom, buffer.Length)] : buffer);
            if (count == -Errno.EINTR)
                continue;
            if (count == -Errno.EAGAIN)
            {
                LibC.IsReady(_descriptor, LibC.POLLOUT, Slice);
                _signals?.ThrowIfStopped();
                continue;
            }

            if (count < 0)
                throw new IOException($"cannot write to {_name}: {LibC.ErrorText((int)-count)}");
            buffer = buffer[(int)count..];
        }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();
}
