using ShmNative.Layout;
using ShmNative.Segments;

namespace ShmNative.Tests.Programs;

/// <summary>
/// A folder, addresses and processes of its own for every test. Afterwards no segment has one of the addresses, and no file is left that
/// the test did not make.
/// </summary>
public abstract class ProgramFixture
{
    protected const string DemoText = "PI is defined as: 22/7==3.14286\n\ngoodbye\n";

    private readonly List<ProgramProcess> _processes = [];
    private string _temporary = "";
    private string _folder = "";
    private string _unique = "";

    /// <summary>Addresses of every kind, by name.</summary>
    private protected static readonly string[] Kinds = ["path", "key", "posix", "file"];

    private protected string Folder => _folder;

    [SetUp]
    public void MakeFolder()
    {
        _unique = Guid.NewGuid().ToString("N");
        _folder = Path.Combine(Path.GetTempPath(), $"programs-{_unique}");
        _temporary = Path.Combine(_folder, "tmp");
        Directory.CreateDirectory(_temporary);
        File.WriteAllText(Path.Combine(_folder, "key"), "");
    }

    [TearDown]
    public void NothingIsLeftBehind()
    {
        ProgramProcess[] processes = [.. _processes];
        _processes.Clear(); // first: what one test left running is not the next one's failure
        foreach (ProgramProcess process in processes)
        {
            using (process)
            {
                if (!process.HasExited)
                    Stop(process);
            }
        }

        string[] spools = Directory.GetFileSystemEntries(_temporary);
        string[] left = [.. Kinds.Select(Address).Where(Exists)];
        foreach (string address in left)
            Segment.Remove(SegmentAddress.Parse(address));
        string[] files = Directory.GetFiles("/dev/shm", $"test-{_unique}*");
        foreach (string file in files)
            File.Delete(file);
        Directory.Delete(_folder, recursive: true);
        Assert.That(files, Is.Empty, "channels left behind");
        Assert.That(left, Is.Empty, "segments left behind");
        Assert.That(spools, Is.Empty, "temporary files left behind");
    }

    private protected string Address(string kind) => kind switch
    {
        "path" => $"sysv:{_folder}/key#7",
        "key" => $"sysv:0x{_unique[..7]}1",
        "posix" => $"posix:/test-{_unique}",
        _ => $"file:{_folder}/segment",
    };

    /// <summary>A channel of a kind, in POSIX shared memory.</summary>
    private protected string Channel(string kind) => $"{kind}:test-{_unique}";

    private protected string FilePath(string name) => Path.Combine(_folder, name);

    private protected static bool Exists(string address)
    {
        try
        {
            Segment.Stat(SegmentAddress.Parse(address));
            return true;
        }
        catch (ShmException error) when (error.Status == ShmStatus.NotFound)
        {
            return false;
        }
    }

    private protected ProgramProcess Start(string program, IEnumerable<string> args, byte[]? input = null)
    {
        ProgramProcess process = ProgramProcess.Start(ProgramProcess.Find(program), args, input, _temporary);
        _processes.Add(process);
        return process;
    }

    /// <summary>Starts a server and waits until it holds its segment.</summary>
    private protected ProgramProcess Serve(params string[] args)
    {
        ProgramProcess server = Start("shm-server", args);
        server.WaitFor(args.Contains("--json") ? "\n" : "holding");
        return server;
    }

    private protected ProgramResult Client(params string[] args) => Start("shm-client", args).End();

    /// <summary>Runs a line of the shell; $server and $client are the programs.</summary>
    private protected ProgramResult Shell(string line)
    {
        string names = $"server='{ProgramProcess.Find("shm-server")}' client='{ProgramProcess.Find("shm-client")}' PATH=/usr/bin:/bin; ";
        using ProgramProcess shell = ProgramProcess.Start("/bin/bash", ["-c", names + line], null, _temporary);
        return shell.End();
    }

    /// <summary>Ends a server as a user does.</summary>
    private protected static ProgramResult Stop(ProgramProcess server)
    {
        server.Signal(ProgramProcess.SIGTERM);
        ProgramResult result = server.End();
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        return result;
    }

    /// <summary>The program has refused: its exit code, one line on standard error that names it, nothing on standard output.</summary>
    private protected static void AssertRefused(ProgramResult result, int exitCode, string program, string? word = null)
    {
        Assert.That(result.Error, Does.Match($@"\A{program}: [^\n]+\n\z"));
        if (word is not null)
            Assert.That(result.Error, Does.Contain(word));
        Assert.That(result.ExitCode, Is.EqualTo(exitCode), result.Error);
        Assert.That(result.Text, Is.Empty);
    }
}
