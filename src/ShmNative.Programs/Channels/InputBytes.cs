using ShmNative.Layout;
using ShmNative.Linux;

namespace ShmNative.Programs.Channels;

/// <summary>A file, a pipe or a terminal that is read as it comes, straight into the memory that is given.</summary>
public sealed class InputBytes : IDisposable
{
    private const int StandardInput = 0;

    private readonly int _descriptor;
    private readonly string _name;
    private readonly bool _mayBlock;

    private InputBytes(int descriptor, string name)
    {
        _descriptor = descriptor;
        _name = name;
        if (LibC.Stat(descriptor, out Statx file) < 0)
            return;
        _mayBlock = !file.IsRegularFile;
        Length = file.IsRegularFile && file.Size > 0 ? (long)file.Size : null;
    }

    /// <summary>Whether a person types it.</summary>
    public bool IsTerminal => LibC.IsTerminal(_descriptor);

    /// <summary>Bytes of a file, as far as that is known.</summary>
    public long? Length { get; }

    /// <summary>Opens a file; nothing is read yet.</summary>
    /// <param name="name">Its name, or - for standard input.</param>
    /// <exception cref="IOException">It is a directory.</exception>
    /// <exception cref="ShmException"><c>-errno</c>: it cannot be opened.</exception>
    public static InputBytes Open(string name)
    {
        if (name == FileContent.StandardName)
            return new(StandardInput, "standard input");
        if (Directory.Exists(name))
            throw new IOException($"{name} is a directory");
        int descriptor = LibC.Open(name, LibC.O_RDONLY);
        return descriptor >= 0
            ? new(descriptor, name)
            : throw new ShmException((ShmStatus)descriptor, $"cannot read {name}: {LibC.ErrorText(-descriptor)}");
    }

    /// <summary>Whether a read would return at once: with bytes, the end, or an error.</summary>
    /// <param name="milliseconds">How long to wait for it.</param>
    public bool IsReady(int milliseconds) => !_mayBlock || LibC.IsReady(_descriptor, LibC.POLLIN, milliseconds);

    /// <summary>Reads what is there.</summary>
    /// <param name="destination">Gets the bytes.</param>
    /// <returns>Number of bytes; 0 at the end.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    public int Read(Span<byte> destination)
    {
        long count;
        do
            count = LibC.Read(_descriptor, destination);
        while (count == -Errno.EINTR);
        return count >= 0 ? (int)count : throw new IOException($"cannot read {_name}: {LibC.ErrorText((int)-count)}");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_descriptor != StandardInput)
            _ = LibC.Close(_descriptor);
    }
}
