using System.Runtime.InteropServices;

namespace ShmNative.Linux;

/// <summary>struct statx (statx(2)): the same bytes on every architecture, unlike struct stat.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct Statx
{
    public const uint BasicStats = 0x1fff; // STATX_BASIC_STATS | STATX_BTIME | STATX_MNT_ID

    [FieldOffset(16)] public uint LinkCount;
    [FieldOffset(20)] public uint Uid;
    [FieldOffset(24)] public uint Gid;
    [FieldOffset(28)] public ushort Mode;
    [FieldOffset(32)] public ulong Inode;
    [FieldOffset(40)] public ulong Size;
    [FieldOffset(48)] public ulong Blocks;
    [FieldOffset(80)] public long BirthTime;
    [FieldOffset(88)] public uint BirthNanoseconds;
    [FieldOffset(96)] public long ChangeTime;
    [FieldOffset(136)] public uint DeviceMajor;
    [FieldOffset(140)] public uint DeviceMinor;
    [FieldOffset(144)] public ulong MountId; // from Linux 5.8 on

    public readonly bool IsRegularFile => (Mode & LibC.S_IFMT) == LibC.S_IFREG;

    /// <summary>Whether only owners may remove what is in this directory.</summary>
    public readonly bool IsSticky => (Mode & LibC.S_ISVTX) != 0;

    /// <summary>Whether both are of one file. Its number may be another's once nobody has it open or mapped: that one was born later.</summary>
    public readonly bool IsSameFile(in Statx other) => Inode == other.Inode && Device == other.Device
        && BirthTime == other.BirthTime && BirthNanoseconds == other.BirthNanoseconds;

    /// <summary>dev_t, so that it compares equal with st_dev.</summary>
    public readonly ulong Device => MakeDevice(DeviceMajor, DeviceMinor);

    /// <summary>dev_t as glibc packs it (gnu_dev_makedev).</summary>
    public static ulong MakeDevice(ulong major, ulong minor) =>
        (minor & 0xff) | ((major & 0xfff) << 8) | ((minor & ~0xffUL) << 12) | ((major & ~0xfffUL) << 32);
}

/// <summary>struct statvfs (statvfs(3)) on 64-bit Linux.</summary>
[StructLayout(LayoutKind.Explicit, Size = 112)]
internal struct StatVfs
{
    [FieldOffset(8)] public ulong FragmentSize;
    [FieldOffset(16)] public ulong TotalBlocks;
    [FieldOffset(32)] public ulong AvailableBlocks;
}

/// <summary>struct statfs (statfs(2)) on 64-bit Linux.</summary>
[StructLayout(LayoutKind.Explicit, Size = 120)]
internal struct StatFs
{
    [FieldOffset(0)] public long Type;
}

/// <summary>struct shmid_ds (shmctl(2)) on 64-bit Linux with glibc or musl.</summary>
[StructLayout(LayoutKind.Explicit, Size = 112)]
internal struct ShmidDs
{
    [FieldOffset(0)] public int Key;
    [FieldOffset(4)] public uint Uid;
    [FieldOffset(8)] public uint Gid;
    [FieldOffset(12)] public uint CreatorUid;
    [FieldOffset(16)] public uint CreatorGid;
    [FieldOffset(20)] public ushort Mode;
    [FieldOffset(48)] public ulong Size;
    [FieldOffset(56)] public long AttachTime;
    [FieldOffset(64)] public long DetachTime;
    [FieldOffset(72)] public long ChangeTime;
    [FieldOffset(80)] public int CreatorPid;
    [FieldOffset(84)] public int LastPid;
    [FieldOffset(88)] public ulong Attached;
}

/// <summary>struct pollfd (poll(2)).</summary>
[StructLayout(LayoutKind.Explicit, Size = 8)]
internal struct PollDescriptor
{
    [FieldOffset(0)] public int Descriptor;
    [FieldOffset(4)] public short Events;
    [FieldOffset(6)] public short Returned;
}
