using System.Runtime.InteropServices;
using ShmNative.Layout;

namespace ShmNative.Tests.Exports;

/// <summary>The compiled library inside a process that runs the ordinary runtime: two runtimes, two collectors, one set of signals.</summary>
public sealed unsafe class ClrHostTests
{
    private static readonly nint s_library = NativeLibrary.Load(Path.Combine(Checkout.Root, "out/lib/libshmnative.so"));

    private static readonly delegate* unmanaged<byte*, nuint, CreateOptions*, nint*, int> s_create =
        (delegate* unmanaged<byte*, nuint, CreateOptions*, nint*, int>)NativeLibrary.GetExport(s_library, "shm_server_create");
    private static readonly delegate* unmanaged<nint, nuint, int, int> s_put =
        (delegate* unmanaged<nint, nuint, int, int>)NativeLibrary.GetExport(s_library, "shm_server_put_int32");
    private static readonly delegate* unmanaged<nint, nuint, void*, nuint, int> s_read =
        (delegate* unmanaged<nint, nuint, void*, nuint, int>)NativeLibrary.GetExport(s_library, "shm_server_read");
    private static readonly delegate* unmanaged<nint, int> s_close =
        (delegate* unmanaged<nint, int>)NativeLibrary.GetExport(s_library, "shm_server_close");

    [Test]
    public void CollectionsOfBothRuntimesWhileManyThreadsCallDisturbNothing()
    {
        const int Threads = 6, Rounds = 60;
        using CancellationTokenSource stop = new();
        Thread collector = new(() => Collect(stop.Token));
        collector.Start();
        int[] failures = new int[Threads];
        Thread[] callers = [.. Enumerable.Range(0, Threads).Select(i => new Thread(() => failures[i] = Call(i, Rounds)))];
        foreach (Thread caller in callers)
            caller.Start();
        foreach (Thread caller in callers)
            caller.Join();
        stop.Cancel();
        collector.Join();
        Assert.That(failures, Is.All.Zero);
    }

    /// <summary>
    /// Suspends all threads of this runtime, wherever they are, again and again. Not without a pause: collections in a tight loop have ended in
    /// a hang that is neither runtime's, with the runtime inside pthread_cond_broadcast (glibc 2.36; its bug 25847 is about lost wake-ups there).
    /// </summary>
    private static void Collect(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            GC.KeepAlive(new byte[4096]);
            GC.Collect();
            Thread.Sleep(1);
        }
    }

    /// <summary>Refusals allocate in the library, so that it collects too; the hot calls run in between.</summary>
    private static int Call(int number, int rounds)
    {
        int failures = 0;
        string name = $"posix:/shmnative-clr-{Environment.ProcessId}-{number}\0";
        fixed (byte* address = System.Text.Encoding.UTF8.GetBytes(name))
        fixed (byte* wrong = "sysv:/no/such/file/in/this/file/system#1\0"u8)
        {
            for (int round = 0; round < rounds; round++)
            {
                nint server = 0;
                failures += s_create(wrong, 64, null, &server) == 0 ? 1 : 0;
                failures += s_create(address, 64, null, &server) == 0 ? 0 : 1;
                for (int i = 0; i < 1000; i++)
                {
                    int value = -1;
                    failures += s_put(server, 4, i) == 0 && s_read(server, 4, &value, sizeof(int)) == 0 && value == i ? 0 : 1;
                }
                failures += s_close(server) == 0 ? 0 : 1;
            }
        }
        return failures;
    }
}
