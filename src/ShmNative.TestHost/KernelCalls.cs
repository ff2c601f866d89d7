using System.Globalization;
using System.Runtime.InteropServices;
using ShmNative.Channels;
using ShmNative.Channels.Storage;
using ShmNative.Layout;
using ShmNative.Segments;

namespace ShmNative.TestHost;

/// <summary>What a host process may do to a library: fork, close every descriptor, forbid system calls; and what it must not be able to.</summary>
internal static unsafe partial class KernelCalls
{
    private const int PR_SET_NO_NEW_PRIVS = 38;
    private const long SECCOMP_SET_MODE_FILTER = 1;
    private const long SECCOMP_FILTER_FLAG_TSYNC = 1;
    private const uint SECCOMP_RET_ALLOW = 0x7fff0000;
    private const uint SECCOMP_RET_ERRNO = 0x00050000;
    private const ushort Load = 0x20; // BPF_LD | BPF_W | BPF_ABS
    private const ushort JumpIfEqual = 0x15; // BPF_JMP | BPF_JEQ | BPF_K
    private const ushort Return = 0x06; // BPF_RET | BPF_K
    private const uint EPERM = 1;
    private const uint ENOSYS = 38;

    private static readonly bool s_isArm = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    [StructLayout(LayoutKind.Sequential)]
    private struct Filter
    {
        public ushort Code;
        public byte IfTrue;
        public byte IfFalse;
        public uint Value;

        public Filter(ushort code, uint value, byte ifTrue = 0, byte ifFalse = 0) => (Code, Value, IfTrue, IfFalse) = (code, value, ifTrue, ifFalse);
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct FilterProgram
    {
        public ushort Length;
        public Filter* Filters;
    }

    [LibraryImport("libc")]
    private static partial int prctl(int option, long value, long unused, long alsoUnused, long neither);

    [LibraryImport("libc")]
    private static partial long syscall(long number, long operation, long flags, FilterProgram* program);

    [LibraryImport("libc")]
    private static partial int fork();

    [LibraryImport("libc")]
    private static partial void _exit(int code);

    [LibraryImport("libc")]
    private static partial uint alarm(uint seconds);

    [LibraryImport("libc")]
    private static partial int pause();

    [LibraryImport("libc")]
    private static partial int waitpid(int pid, int* status, int options);

    [LibraryImport("libc")]
    private static partial int close(int descriptor);

    [LibraryImport("libc")]
    private static partial int dup2(int descriptor, int number);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int memfd_create(string name, uint flags);

    /// <summary>
    /// A seccomp filter as some containers have: the expedited forms of membarrier(2) that the library uses are refused. The private
    /// ones stay, because the runtime depends on them.
    /// </summary>
    public static void RefuseMembarrier() => Install(
    [
        new(Load, 0), // the system call's number
        new(JumpIfEqual, s_isArm ? 283u : 324u, 0, 3),
        new(Load, 16), // its first argument
        new(JumpIfEqual, 2, 2, 0), // GLOBAL_EXPEDITED
        new(JumpIfEqual, 4, 1, 0), // REGISTER_GLOBAL_EXPEDITED
        new(Return, SECCOMP_RET_ALLOW),
        new(Return, SECCOMP_RET_ERRNO | EPERM),
    ]);

    /// <summary>Refuses futex_waitv(2) as a kernel before 5.16 does.</summary>
    public static void RefuseFutexWaitv() => Refuse(449);

    /// <summary>Refuses pidfd_open(2), as a kernel before 5.3 does: nobody can be asked for namespaces but /proc.</summary>
    public static void RefusePidfdOpen() => Refuse(434);

    private static void Refuse(uint call) => Install(
    [
        new(Load, 0),
        new(JumpIfEqual, call, 0, 1),
        new(Return, SECCOMP_RET_ERRNO | ENOSYS),
        new(Return, SECCOMP_RET_ALLOW),
    ]);

    private static void Install(ReadOnlySpan<Filter> filters)
    {
        fixed (Filter* first = filters)
            Install(new FilterProgram { Length = (ushort)filters.Length, Filters = first });
    }

    private static void Install(FilterProgram program)
    {
        if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || syscall(s_isArm ? 277 : 317, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program) != 0)
            throw new ShmException(ShmStatus.Internal, "seccomp refused");
    }

    /// <summary>Writes through an observer's mapping, which must end this process.</summary>
    public static string WriteThrough(string address)
    {
        using ChannelMemory? memory = FileChannelMemory.TryOpen(SegmentAddress.Parse(address), writable: false, Trust.Of([]), out _);
        Console.WriteLine("poking");
        memory!.Header->Gate = 1;
        return "poked";
    }

    /// <summary>Forks, and says what the child got. The child calls nothing but the guarded function and _exit.</summary>
    public static string SendInForkedChild(ShmSender sender)
    {
        byte message = 1;
        _ = sender.TrySend(new ReadOnlySpan<byte>(&message, 1)); // everything the child needs is there
        int pid = fork();
        if (pid == 0)
            _exit(sender.TrySend(new ReadOnlySpan<byte>(&message, 1)) == ShmStatus.ForkedChild ? 77 : 1);
        int status = 0;
        _ = waitpid(pid, &status, 0);
        return $"exit={(status >> 8) & 0xff} signal={status & 0x7f}";
    }

    /// <summary>Forks a child that lives until it is killed, or for a minute.</summary>
    public static string ForkAndLive()
    {
        int pid = fork();
        if (pid != 0)
            return $"child={pid}";
        _ = alarm(60);
        while (true)
            _ = pause();
    }

    /// <summary>
    /// Closes every descriptor on shared memory and gives its number to another file, which may be read, written and locked, and which nobody has
    /// locked.
    /// </summary>
    public static string ReuseAllDescriptors()
    {
        int[] numbers =
        [
            .. new DirectoryInfo("/proc/self/fd").GetFiles()
                .Where(descriptor => descriptor.LinkTarget?.StartsWith("/dev/shm/", StringComparison.Ordinal) == true)
                .Select(descriptor => int.Parse(descriptor.Name, CultureInfo.InvariantCulture)),
        ];
        int other = memfd_create("another file", 0);
        foreach (int number in numbers)
            _ = dup2(other, number);
        return $"reused={numbers.Length}";
    }

    /// <summary>
    /// Closes every descriptor of the library, as hosts that become daemons close all; other files then get their numbers. (The
    /// console of this program is one of the others.)
    /// </summary>
    public static string CloseAllDescriptors()
    {
        int closed = 0;
        foreach (FileInfo descriptor in new DirectoryInfo("/proc/self/fd").GetFiles())
        {
            bool ours = descriptor.LinkTarget is { } target
                && (target.StartsWith("/dev/shm/", StringComparison.Ordinal) || target.Contains("shmnative-channel-test", StringComparison.Ordinal)
                    || target.StartsWith("/tmp/#", StringComparison.Ordinal)); // opened before it had its name
            if (ours && close(int.Parse(descriptor.Name, CultureInfo.InvariantCulture)) == 0)
                closed++;
        }

        for (int i = 0; i < closed; i++)
            _ = open("/dev/null", 0);
        return $"closed={closed}";
    }
}
