using System.Runtime.InteropServices;

namespace ShmNative.Linux;

/// <summary>System V shared memory: ftok(3), shmget(2), shmat(2), shmdt(2), shmctl(2).</summary>
internal static unsafe partial class LibC
{
    public const int IPC_PRIVATE = 0;
    public const int IPC_CREAT = 0x200;
    public const int IPC_EXCL = 0x400;
    public const int IPC_RMID = 0;
    public const int IPC_SET = 1;
    public const int IPC_STAT = 2;
    public const int SHM_STAT_ANY = 15;
    public const int SHM_RDONLY = 0x1000;

    [LibraryImport(Library, EntryPoint = "ftok", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ftok(string path, int project);

    [LibraryImport(Library, EntryPoint = "shmget", SetLastError = true)]
    private static partial int shmget(int key, nuint size, int flags);

    [LibraryImport(Library, EntryPoint = "shmat", SetLastError = true)]
    private static partial nint shmat(int id, nint address, int flags);

    [LibraryImport(Library, EntryPoint = "shmdt", SetLastError = true)]
    private static partial int shmdt(nint address);

    [LibraryImport(Library, EntryPoint = "shmctl", SetLastError = true)]
    private static partial int shmctl(int id, int command, ShmidDs* buffer);

    /// <summary>The key of a path and project id; its success may be any number, so the status is apart.</summary>
    public static int KeyOf(string path, int project, out int key)
    {
        key = ftok(path, project);
        // -1 is ftok's failure, and could be a key only of a file on minor device 0xff: the stat behind it tells which.
        return key == -1 ? LastError : 0;
    }

    public static int ShmGet(int key, nuint size, int flags) => Result(shmget(key, size, flags));

    public static nint ShmAttach(int id, int flags) => (nint)Result((long)shmat(id, 0, flags));

    public static int ShmDetach(nint address) => Result(shmdt(address));

    public static int ShmStat(int id, out ShmidDs result)
    {
        fixed (ShmidDs* pointer = &result)
            return Result(shmctl(id, IPC_STAT, pointer));
    }

    /// <summary>
    /// As <see cref="ShmStat"/>, but also without the read bit (from Linux 4.17 on). The kernel wants the place in its table, which the low bits
    /// of an id are: 15, or 24 with ipcmni_extend; the result is the id that is there.
    /// </summary>
    public static int ShmStatAny(int id, out ShmidDs result)
    {
        fixed (ShmidDs* pointer = &result)
        {
            int found = Result(shmctl(id & 0x7fff, SHM_STAT_ANY, pointer));
            if (found != id)
                found = Result(shmctl(id & 0xffffff, SHM_STAT_ANY, pointer));
            return found == id ? 0 : -Errno.EINVAL;
        }
    }

    public static int ShmSet(int id, ref ShmidDs value)
    {
        fixed (ShmidDs* pointer = &value)
            return Result(shmctl(id, IPC_SET, pointer));
    }

    public static int ShmRemove(int id) => Result(shmctl(id, IPC_RMID, null));
}
