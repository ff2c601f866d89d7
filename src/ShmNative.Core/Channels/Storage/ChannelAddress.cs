using System.Text;
using ShmNative.Layout;
using ShmNative.Segments;

namespace ShmNative.Channels.Storage;

/// <summary>
/// The address of a channel: a <see cref="SegmentAddress"/>, or a bare name, which means POSIX shared memory. The same names are good for every kind of
/// channel, whether or not it has a lock file beside it: they leave room for its ending, and do not have that ending themselves.
/// </summary>
internal static class ChannelAddress
{
    /// <summary>A channel's lock file has its name, and this behind it.</summary>
    public const string LocksSuffix = ".locks";

    /// <summary>Bytes that the name of a channel can have.</summary>
    private static int LongestName => SegmentAddress.LongestName - LocksSuffix.Length;

    /// <summary>Reads an address.</summary>
    /// <exception cref="ShmException"><see cref="ShmStatus.InvalidAddress"/>.</exception>
    public static SegmentAddress Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Contains(':') && !SegmentAddress.HasPrefix(text))
            throw Refused(text, $"a name with a ':' in it has to be written as an address, posix:/NAME; all forms are {SegmentAddress.Forms}");
        SegmentAddress address = SegmentAddress.Parse(text.Contains(':') ? text : $"posix:/{text}");
        if (address.Backend == SegmentBackend.SysV)
            return address;
        string name = Path.GetFileName(address.Path);
        if (Encoding.UTF8.GetByteCount(name) > LongestName)
            throw Refused(text, $"the name of a channel has at most {LongestName} bytes, so that a lock file can be called NAME{LocksSuffix}");
        if (Encoding.UTF8.GetByteCount(address.Path) > SegmentAddress.LongestPath - LocksSuffix.Length)
            throw Refused(text, "the path is too long");
        if (name.EndsWith(LocksSuffix, StringComparison.Ordinal))
            throw Refused(text, $"names that end in {LocksSuffix} are those of channels' lock files");
        return address;
    }

    private static ShmException Refused(string text, string why) => new(ShmStatus.InvalidAddress, $"'{SegmentAddress.Shown(text)}' is no address of a channel: {why}");
}
