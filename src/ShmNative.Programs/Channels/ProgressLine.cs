using System.Globalization;
using ShmNative.Linux;

namespace ShmNative.Programs.Channels;

/// <summary>Counts what has crossed, and shows it on a terminal when it takes longer: one line on standard error, erased in the end.</summary>
public sealed class ProgressLine : IDisposable
{
    private const int FirstAfter = 1000;
    private const int Then = 200;
    private const double Mebi = 1 << 20;
    private const string Erase = "\r\e[K";

    private readonly bool _isShown;
    private readonly long? _whole;
    private long _start;
    private long _next;
    private bool _isOnScreen;

    /// <summary>Begins to count.</summary>
    /// <param name="isWanted">False: never shown, because the terminal shows the data already.</param>
    /// <param name="whole">Bytes there will be, if that is known.</param>
    public ProgressLine(bool isWanted, long? whole = null)
    {
        _isShown = isWanted && LibC.IsTerminal(2);
        _whole = whole;
    }

    /// <summary>Messages until now.</summary>
    public long Messages { get; private set; }

    /// <summary>Bytes until now.</summary>
    public long Bytes { get; private set; }

    /// <summary>How much it was, for messages.</summary>
    public string Amount => $"{Messages} message{(Messages == 1 ? "" : "s")} ({Bytes} bytes)";

    /// <summary>One more message.</summary>
    /// <param name="bytes">Its length.</param>
    public void Add(int bytes)
    {
        Messages++;
        Bytes += bytes;
        if (_isShown)
            Show();
    }

    /// <summary>Takes the line away.</summary>
    public void Dispose()
    {
        if (_isOnScreen)
            Write(Erase);
        _isOnScreen = false;
    }

    private void Show()
    {
        long now = Environment.TickCount64;
        if (_start == 0)
            (_start, _next) = (now, now + FirstAfter); // the wait for the other side does not count
        if (now < _next)
            return;
        _next = now + Then;
        _isOnScreen = true;
        double seconds = (now - _start) / 1000.0;
        string percent = _whole is > 0 ? string.Create(CultureInfo.InvariantCulture, $", {100.0 * Bytes / _whole:0} %") : "";
        Write(string.Create(CultureInfo.InvariantCulture,
            $"{Erase}{Messages} messages, {Bytes / Mebi:0.0} MiB{percent}, {Bytes / Mebi / seconds:0.0} MiB/s"));
    }

    private static void Write(string text)
    {
        try
        {
            StandardStream.Error.Write(text);
        }
        catch (IOException)
        {
            // The terminal is gone: nobody misses the line.
        }
    }
}
