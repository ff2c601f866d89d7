using System.Diagnostics;
using System.Globalization;
using ShmNative.Layout;
using ShmNative.Memory;

namespace ShmNative.TestHost.Malice;

/// <summary>Corrupted states by the thousand: a child process tries them one after the other, and its parent counts how it ends.</summary>
internal static unsafe class MaliceVerbs
{
    private const int Hung = 3;
    private const int MostFailures = 20;
    private const ulong DefaultSeed = 20_261_123;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private static long s_state;

    public static void AddTo(Dictionary<string, Func<string[], int>> verbs)
    {
        verbs["malice"] = Run;
        verbs["malice-states"] = TryStates;
        verbs["malice-replay"] = AttachTarget.Replay;
        LiveMalice.AddTo(verbs);
    }

    /// <summary>STATES [seed=N] [plant=overrun|hang]: tries so many corrupted states; 1 if any ended in a crash or a hang.</summary>
    private static int Run(string[] args)
    {
        VerbOptions options = new(args);
        long end = long.Parse(args[0], CultureInfo.InvariantCulture);
        ulong seed = (ulong)options.Number("seed", (long)DefaultSeed);
        string progress = Path.GetTempFileName();
        SortedDictionary<string, long> tally = new(StringComparer.Ordinal);
        int crashes = 0, hangs = 0;
        try
        {
            for (long first = 0; first < end && crashes + hangs < MostFailures;)
            {
                (int code, string output) = Child([
                    "malice-states", $"{first}", $"{end}", $"{seed}", progress, options.Text("plant") ?? ""]);
                Add(tally, output);
                if (code == 0)
                    break;
                long state = BitConverter.ToInt64(File.ReadAllBytes(progress));
                Console.WriteLine($"state {state} of seed {seed}: {(code == Hung ? "hung" : $"exit code {code}")} {output.TrimEnd()}");
                (crashes, hangs) = code == Hung ? (crashes, hangs + 1) : (crashes + 1, hangs);
                first = state + 1;
            }
        }
        finally
        {
            File.Delete(progress);
        }

        Console.WriteLine(string.Join("\n", tally.Select(line => $"{line.Key}={line.Value}")));
        Console.WriteLine($"crashes={crashes} hangs={hangs}");
        return crashes + hangs == 0 ? 0 : 1;
    }

    /// <summary>FIRST END SEED PROGRESS PLANT: the child. PROGRESS is a file that says which state it is at, also when it was killed.</summary>
    private static int TryStates(string[] args)
    {
        long end = long.Parse(args[1], CultureInfo.InvariantCulture);
        ulong seed = ulong.Parse(args[2], CultureInfo.InvariantCulture);
        using FileStream progress = File.OpenWrite(args[3]);
        new Thread(Watch) { IsBackground = true }.Start();
        using GuardedMemory memory = new(Variant.Size);
        SortedDictionary<ShmStatus, long> tally = [];
        using MaliceWorld<ProcessorMemory> still = new(memory, tally);
        using MaliceWorld<HostileMemory> restless = new(memory, tally);
        for (s_state = long.Parse(args[0], CultureInfo.InvariantCulture); s_state < end; s_state++)
        {
            progress.Position = 0;
            progress.Write(BitConverter.GetBytes(s_state));
            progress.Flush();
            Chance chance = new(seed + ((ulong)s_state * 0x632BE59BD9B4E019));
            Variant variant = chance.Of<Variant>(Variant.All);
            if (s_state % 2 == 0)
                AtRest(still, variant, chance);
            else
                InFlight(restless, variant, chance);
            if (args[4] == "overrun" && s_state == 100)
                _ = Volatile.Read(ref memory.Start[memory.Size]);
            while (args[4] == "hang" && s_state == 100)
                Thread.SpinWait(1000);
        }

        foreach ((ShmStatus status, long count) in tally)
            Console.WriteLine($"{status}={count}");
        Console.WriteLine($"states={end - long.Parse(args[0], CultureInfo.InvariantCulture)}");
        Console.WriteLine($"operations={still.Operations + restless.Operations}");
        return 0;
    }

    /// <summary>Fields are written between operations: the code of production meets them.</summary>
    private static void AtRest(MaliceWorld<ProcessorMemory> world, Variant variant, Chance chance)
    {
        Corruptor corruptor = world.Begin(variant);
        for (int i = chance.Below(24); i > 0; i--)
            world.Operate(ref chance);
        for (int rounds = 1 + chance.Below(3); rounds > 0; rounds--)
        {
            for (int i = 1 + chance.Below(4); i > 0; i--)
                corruptor.Scribble(ref chance);
            for (int i = 8 + chance.Below(16); i > 0; i--)
                world.Operate(ref chance);
        }

        world.End();
    }

    /// <summary>Fields are written between any two accesses of an operation, and one word changes at each look at it.</summary>
    private static void InFlight(MaliceWorld<HostileMemory> world, Variant variant, Chance chance)
    {
        HostileMemory.Calm();
        Corruptor corruptor = world.Begin(variant);
        for (int i = chance.Below(24); i > 0; i--)
            world.Operate(ref chance);
        HostileMemory.Provoke(corruptor, new Chance(chance.Next()), 1 + chance.Below(200), chance.OneIn(2) ? corruptor.Choose(ref chance) : null);
        for (int i = 8 + chance.Below(24); i > 0; i--)
            world.Operate(ref chance);
        world.End();
        HostileMemory.Calm();
    }

    /// <summary>A state that takes seconds hangs: all of its time is virtual. Seconds of the processor: others may keep it busy.</summary>
    private static void Watch()
    {
        long state = -1;
        TimeSpan begin = default;
        while (true)
        {
            Thread.Sleep(500);
            long now = Volatile.Read(ref s_state);
            TimeSpan used = Environment.CpuUsage.TotalTime;
            if (now != state)
                begin = used;
            else if (used - begin > s_patience)
                Environment.Exit(Hung);
            state = now;
        }
    }

    private static (int Code, string Output) Child(string[] arguments)
    {
        string self = Environment.ProcessPath!;
        bool hosted = Path.GetFileNameWithoutExtension(self) == "dotnet";
        using Process child = Process.Start(new ProcessStartInfo(self, hosted ? [Environment.GetCommandLineArgs()[0], .. arguments] : arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> errors = child.StandardError.ReadToEndAsync();
        string output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        return (child.ExitCode, output + errors.Result);
    }

    private static void Add(SortedDictionary<string, long> tally, string output)
    {
        foreach (string[] parts in output.Split('\n').Select(line => line.Split('=')).Where(parts => parts.Length == 2))
        {
            if (long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out long count))
                tally[parts[0]] = tally.GetValueOrDefault(parts[0]) + count;
        }
    }
}
