using ShmNative.Layout;
using ShmNative.Segments;

namespace ShmNative.Programs;

/// <summary>
/// A file carried byte for byte in a segment: its length as an unsigned 64-bit integer at offset 0, in the byte order of the machine, and
/// its bytes from offset 8. A segment has no header of its own, and may be larger than the file.
/// </summary>
public sealed class FileContent : IDisposable
{
    /// <summary>Where the bytes begin.</summary>
    public const int Start = sizeof(ulong);

    /// <summary>The name that stands for standard input or output.</summary>
    public const string StandardName = "-";

    private const int Block = 64 * 1024;

    private readonly Stream _stream;

    private FileContent(Stream stream, long length)
    {
        _stream = stream;
        Length = length;
    }

    /// <summary>Number of bytes.</summary>
    public long Length { get; }

    /// <summary>
    /// Opens a file and finds its length. What has no length before it is read, such as a pipe, is read into an unnamed temporary file
    /// first: nothing is created for what would not fit.
    /// </summary>
    /// <param name="name">The file's name, or - for standard input.</param>
    /// <param name="segmentSize">Size of the segment that is to carry it, in bytes.</param>
    /// <exception cref="ShmException">OutOfBounds: the file is larger than the segment can carry.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static FileContent Open(string name, long segmentSize)
    {
        long room = segmentSize - Start;
        Stream stream = name == StandardName ? Console.OpenStandardInput() : OpenFile(name);
        try
        {
            // Files of the kernel, such as those in /proc, say that they are empty.
            long length = stream.CanSeek ? stream.Length : 0;
            if (length == 0 && room >= 0)
            {
                stream = Spool(stream, room + 1);
                length = stream.Length;
            }
            if (length > room)
            {
                string known = room < 0 || length <= room + 1 ? "is larger than" : $"has {length} bytes, more than";
                throw new ShmException(ShmStatus.OutOfBounds,
                    $"{Shown(name)} {known} a segment of {segmentSize} bytes can carry ({Math.Max(0, room)}); nothing was created");
            }
            return new(stream, length);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Writes the length and the bytes.</summary>
    /// <param name="segment">A segment that is at least as large as was said to <see cref="Open"/>.</param>
    /// <exception cref="IOException">The file has become shorter.</exception>
    public void WriteTo(Segment segment)
    {
        byte[] block = new byte[Block];
        long done = 0;
        while (done < Length)
        {
            int count = _stream.Read(block, 0, (int)Math.Min(Block, Length - done));
            if (count == 0)
                throw new IOException($"the file has become shorter while it was read: {done} bytes instead of {Length}");
            segment.Write(Start + done, block.AsSpan(0, count));
            done += count;
        }
        segment.Write(0, (ulong)Length);
    }

    /// <summary>Copies the bytes that a segment carries into a file.</summary>
    /// <param name="segment">The segment; its length is another process's word, and checked.</param>
    /// <param name="name">The file's name, or - for standard output. A file that is there is overwritten.</param>
    /// <exception cref="ShmException">OutOfBounds, Corrupt: the segment does not carry a file; nothing was written.</exception>
    /// <exception cref="IOException">The file cannot be written; what was created is removed again.</exception>
    public static void Extract(Segment segment, string name)
    {
        ulong length = segment.Read<ulong>(0);
        if (length > (ulong)(segment.Size - Start))
        {
            throw new ShmException(ShmStatus.Corrupt,
                $"{segment.Address} does not carry a file: it has {segment.Size} bytes, and a length of {length} at offset 0");
        }
        if (name == StandardName)
        {
            Copy(segment, (long)length, StandardStream.Output);
            return;
        }
        NewFile.Write(name, output => Copy(segment, (long)length, output));
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private static void Copy(Segment segment, long length, Stream output)
    {
        byte[] block = new byte[Math.Min(Block, length)];
        for (long done = 0; done < length; done += block.Length)
        {
            Span<byte> bytes = block.AsSpan(0, (int)Math.Min(block.Length, length - done));
            segment.Read(Start + done, bytes);
            output.Write(bytes);
        }
    }

    private static FileStream OpenFile(string name)
    {
        if (Directory.Exists(name))
            throw new IOException($"{name} is a directory");
        return new FileStream(name, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
    }

    /// <summary>Reads a stream to its end, or to so many bytes, into a file that nobody else sees; closes the stream.</summary>
    private static FileStream Spool(Stream stream, long most)
    {
        // Made by mkstemp(3): with mode 0600.
        string path = Path.GetTempFileName();
        FileStream spool = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        try
        {
            File.Delete(path);
            byte[] block = new byte[Block];
            while (spool.Length < most)
            {
                int count = stream.Read(block, 0, (int)Math.Min(Block, most - spool.Length));
                if (count == 0)
                    break;
                spool.Write(block, 0, count);
            }
            spool.Position = 0;
            stream.Dispose();
            return spool;
        }
        catch
        {
            spool.Dispose();
            throw;
        }
    }

    private static string Shown(string name) => name == StandardName ? "standard input" : name;
}
