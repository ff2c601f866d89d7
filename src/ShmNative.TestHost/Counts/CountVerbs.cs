using System.Globalization;
using System.Runtime.InteropServices;

namespace ShmNative.TestHost.Counts;

/// <summary>
/// "counts NAME": the operations whose instructions native-tests/counts/counter.c counts, as native-tests/counts/subject.c has them in C.
/// </summary>
internal static partial class CountVerbs
{
    private const int SIGUSR1 = 10;
    private const int SIGUSR2 = 12;
    private const nint SIG_IGN = 1;

    private static int s_word;
    private static byte[] s_kept = [];

    [LibraryImport("libc")]
    private static partial nint signal(int number, nint handler);

    [LibraryImport("libc")]
    private static partial int tgkill(int process, int thread, int number);

    [LibraryImport("libc")]
    private static partial int getppid();

    public static void AddTo(Dictionary<string, Func<string[], int>> verbs) => verbs["counts"] = Run;

    private static int Run(string[] args)
    {
        _ = signal(SIGUSR1, SIG_IGN); // without the counter the marks change nothing
        _ = signal(SIGUSR2, SIG_IGN);
        Count("nothing", "nothing", _ => { }, 1);
        OneOfEach(1);
        Count("control", "one of each", OneOfEach, 1);
        using (StreamSubject subject = StreamSubject.Topic(args[0], concurrent: false))
            subject.CountAll("topic");
        using (StreamSubject subject = StreamSubject.Topic(args[0], concurrent: true))
            subject.CountAll("topic, several publishers");
        using (StreamSubject subject = StreamSubject.Queue(args[0]))
            subject.CountAll("queue");
        using (ValueSubject subject = ValueSubject.Open(args[0]))
            subject.CountAll();
        return 0;
    }

    /// <summary>Does an operation for so many messages, between the marks, and names it.</summary>
    public static void Count(string channel, string operation, Action<int> act, int messages)
    {
        int self = Environment.ProcessId; // and its first thread, which this is
        _ = tgkill(self, self, SIGUSR1);
        act(messages);
        _ = tgkill(self, self, SIGUSR2);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{channel}\t{operation}\t{messages}"));
    }

    /// <summary>What the counter must not miss: two atomic operations, a fence, a system call and an allocation.</summary>
    private static void OneOfEach(int messages)
    {
        for (int i = 0; i < messages; i++)
        {
            _ = Interlocked.Increment(ref s_word);
            _ = Interlocked.Exchange(ref s_word, 1);
            Interlocked.MemoryBarrier();
            _ = getppid();
            s_kept = new byte[1];
        }

        GC.KeepAlive(s_kept);
    }
}
