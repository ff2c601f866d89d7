using System.Globalization;
using ShmNative.Layout;
using ShmNative.Programs;

namespace ShmNative.Client.Channels;

/// <summary>Where messages go.</summary>
internal interface IMessageOutput
{
    /// <summary>Takes a message; false when it is not written yet, and waits for <see cref="Flush"/>.</summary>
    bool Take(ReadOnlySpan<byte> message, uint number, bool isRedelivered);

    /// <summary>Writes what is not written yet.</summary>
    void Flush();
}

/// <summary>One after the other into a stream. Small ones are collected; large ones are written from where they are.</summary>
internal sealed class StreamOutput(Stream stream, bool isNumbered) : IMessageOutput
{
    private const int Large = 8 * 1024;
    private const int NumberSize = 11; // ten digits and a tab

    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _used;

    public bool Take(ReadOnlySpan<byte> message, uint number, bool isRedelivered)
    {
        if (message.Length + NumberSize > _buffer.Length - _used)
            Flush();
        if (isNumbered)
        {
            number.TryFormat(_buffer.AsSpan(_used), out int digits, default, CultureInfo.InvariantCulture);
            _used += digits;
            _buffer[_used++] = (byte)'\t';
        }

        if (message.Length <= Large)
        {
            message.CopyTo(_buffer.AsSpan(_used));
            _used += message.Length;
            return false;
        }

        Flush();
        stream.Write(message);
        return true;
    }

    public void Flush()
    {
        if (_used > 0)
            stream.Write(_buffer, 0, _used);
        _used = 0;
    }
}

/// <summary>
/// Each message in a file named by its number: what several receivers of a queue got is in order again, and whole, in one folder. A message that
/// comes once more, because its receiver was killed, gets the same name.
/// </summary>
internal sealed unsafe class FolderOutput(string folder) : IMessageOutput
{
    public bool Take(ReadOnlySpan<byte> message, uint number, bool isRedelivered)
    {
        string path = Path.Combine(folder, number.ToString("D10", CultureInfo.InvariantCulture));
        if (!isRedelivered && File.Exists(path))
            throw new ShmException(ShmStatus.AlreadyExists, $"{path} is there already; use an empty folder for each stream");
        int length = message.Length;
        fixed (byte* start = message)
        {
            nint bytes = (nint)start;
            NewFile.Write(path, file => file.Write(new ReadOnlySpan<byte>((void*)bytes, length)));
        }

        return true;
    }

    public void Flush()
    {
    }
}
