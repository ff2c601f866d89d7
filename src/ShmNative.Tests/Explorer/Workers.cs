using System.Collections.Concurrent;

namespace ShmNative.Tests.Explorer;

/// <summary>Threads that are kept from run to run: making one costs more than a schedule.</summary>
internal static class Workers
{
    private static readonly ConcurrentBag<Worker> Idle = [];

    private sealed class Worker
    {
        private readonly SemaphoreSlim _start = new(0);
        private Action _job = () => { };

        public Worker() => new Thread(Loop) { IsBackground = true }.Start();

        public void Run(Action job)
        {
            _job = job;
            _start.Release();
        }

        private void Loop()
        {
            while (true)
            {
                _start.Wait();
                _job();
                Idle.Add(this);
            }
        }
    }

    public static void Start(Action job)
    {
        if (!Idle.TryTake(out Worker? worker))
            worker = new Worker();
        worker.Run(job);
    }
}
