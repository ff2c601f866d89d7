using System.Runtime.InteropServices;
using ShmNative.Layout.Channels;
using ShmNative.Linux;
using ShmNative.Segments;

namespace ShmNative.Channels.Storage;

/// <summary>
/// The lock file beside a channel that observers can read, or that has no file. Who may only observe cannot open it: even a read lock could block
/// a take-over. It names the channel that it belongs to; one that names another is refused.
/// </summary>
internal static unsafe class Companion
{
    private const ulong Magic = 0x316B636F4C6D6853; // "ShmLock1"
    private const uint WriteBits = 0x92; // 0222

    [StructLayout(LayoutKind.Sequential)]
    private struct Content
    {
        public ulong Magic;
        public ulong NonceLow;
        public ulong NonceHigh;
        public ulong Device;
        public ulong Inode;
    }

    /// <summary>Which memory the locks are for: device and inode of its file, or 0 and the shmid.</summary>
    public readonly record struct Target(ulong Device, ulong Inode);

    /// <summary>Makes the file, without a name yet; only those who may write the channel may open it.</summary>
    public static UnnamedFile Create(string directory, SegmentAddress address, Permissions permissions, ChannelHeader* header, Target target)
    {
        // Each class of users keeps its bits only if it may write.
        uint writers = permissions.Mode & WriteBits;
        UnnamedFile file = UnnamedFile.Create(directory, address, sizeof(Content), writers | (writers << 1), permissions.Group);
        Content content = new() { Magic = Magic, NonceLow = header->NonceLow, NonceHigh = header->NonceHigh, Device = target.Device, Inode = target.Inode };
        if (LibC.WriteAt(file.Descriptor, new ReadOnlySpan<byte>(&content, sizeof(Content)), 0) == sizeof(Content))
            return file;
        file.Dispose();
        throw Refusal.Kernel(-Errno.ENOSPC, $"cannot write the locks of {address}");
    }

    /// <summary>Whether the open file is a companion at all.</summary>
    public static bool IsOne(int descriptor)
    {
        Content content = default;
        return TryRead(descriptor, &content);
    }

    /// <summary>Whether the open file was made for this memory, whatever that says now.</summary>
    public static bool IsFor(int descriptor, Target target)
    {
        Content content = default;
        return TryRead(descriptor, &content) && content.Device == target.Device && content.Inode == target.Inode;
    }

    /// <summary>Whether the open file is the companion of this memory.</summary>
    public static bool Belongs(int descriptor, ChannelHeader* header, Target target)
    {
        Content content = default;
        return TryRead(descriptor, &content) && content.NonceLow == header->NonceLow && content.NonceHigh == header->NonceHigh
            && content.Device == target.Device && content.Inode == target.Inode;
    }

    private static bool TryRead(int descriptor, Content* content) =>
        LibC.ReadAt(descriptor, new Span<byte>(content, sizeof(Content)), 0) == sizeof(Content) && content->Magic == Magic;
}
