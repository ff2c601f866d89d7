namespace ShmNative.Bench;

/// <summary>What a contender is to the reader of the table.</summary>
internal enum ContenderKind
{
    /// <summary>The least that two processes can do.</summary>
    Floor,

    /// <summary>This library.</summary>
    Ours,

    /// <summary>Another library, or the kernel's own.</summary>
    Peer,
}

/// <summary>A program that plays every role of a measure: native-tests/bench/harness.h has its protocol.</summary>
/// <param name="Id">For the command line.</param>
/// <param name="Name">For the table.</param>
/// <param name="Kind">What it is.</param>
/// <param name="File">Its program in the contenders' folder; null: the C# one on the ordinary runtime.</param>
/// <param name="Arguments">Arguments of its own.</param>
internal sealed record Contender(string Id, string Name, ContenderKind Kind, string? File, params string[] Arguments)
{
    private const string Plain = "variant=plain"; // no pause between two looks

    /// <summary>What to do when it is not there.</summary>
    public string Missing { get; init; } = "./build.sh bench builds it";

    /// <summary>The measures it takes part in; empty: all that it knows.</summary>
    public string[] Verbs { get; init; } = [];

    /// <summary>The program that has to run beside it; null: none.</summary>
    public string? Daemon { get; init; }

    /// <summary>All of them, in the order of the table. C# and C++ programs alike: a new one is one line here.</summary>
    public static IReadOnlyList<Contender> All { get; } =
    [
        new("floor", "floor", ContenderKind.Floor, "shm-bench-floor", Plain),
        new("floor-pause", "floor, pause", ContenderKind.Floor, "shm-bench-floor", "variant=pause")
        {
            Verbs = ["round-trip", "in-place", "stream", "fan-out", "publishers"],
        },
        new("floor-ring", "floor, ring", ContenderKind.Floor, "shm-bench-floor", "variant=ring") { Verbs = ["round-trip", "in-place"] },
        new("csharp", "C#, ahead of time", ContenderKind.Ours, "shm-bench-csharp"),
        new("csharp-jit", "C#, ordinary runtime", ContenderKind.Ours, null),
        new("library", "C, library", ContenderKind.Ours, "shm-bench-library", Plain),
        new("batches", "C, library, 16 at once", ContenderKind.Ours, "shm-bench-batches", Plain) { Verbs = ["stream"] },
        new("inline", "C, inline", ContenderKind.Ours, "shm-bench-inline", Plain),
        new("wrapper", "C++ wrapper", ContenderKind.Ours, "shm-bench-wrapper", Plain),
        new("boost", "Boost message_queue", ContenderKind.Peer, "shm-bench-boost") { Missing = Package("libboost-dev") },
        new("iceoryx", "iceoryx", ContenderKind.Peer, "shm-bench-iceoryx")
        {
            Missing = Package("iceoryx and libiceoryx-posh-dev"),
            Daemon = "iox-roudi",
        },
        new("zeromq", "ZeroMQ ipc", ContenderKind.Peer, "shm-bench-zeromq") { Missing = Package("libzmq3-dev") },
        new("nng", "nng ipc", ContenderKind.Peer, "shm-bench-nng") { Missing = Package("libnng-dev") },
        new("posix-mq", "POSIX message queue", ContenderKind.Peer, "shm-bench-posix-mq"),
        new("sysv-mq", "System V message queue", ContenderKind.Peer, "shm-bench-sysv-mq"),
        new("unix-stream", "Unix socket, stream", ContenderKind.Peer, "shm-bench-unix-stream"),
        new("unix-seqpacket", "Unix socket, seqpacket", ContenderKind.Peer, "shm-bench-unix-seqpacket"),
        new("pipe", "pipe", ContenderKind.Peer, "shm-bench-pipe"),
    ];

    /// <summary>The command that starts it, without the job; null when it was not built.</summary>
    /// <param name="folder">Where contenders are.</param>
    public string[]? Command(string folder)
    {
        if (File is null)
        {
            string assembly = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../ShmNative.BenchContender/release/shm-bench-csharp.dll"));
            return System.IO.File.Exists(assembly) ? ["dotnet", assembly] : null;
        }

        string program = Path.GetFullPath(Path.Combine(folder, File));
        return System.IO.File.Exists(program) ? [program, .. Arguments] : null;
    }

    /// <summary>Whether it takes part in a measure at all.</summary>
    public bool Knows(Measure measure) => Verbs.Length == 0 || Verbs.Contains(measure.Verb);

    private static string Package(string name) => $"Debian: {name}; ./build.sh bench --peers installs it";
}
