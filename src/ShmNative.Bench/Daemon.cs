namespace ShmNative.Bench;

/// <summary>iceoryx's RouDi: holds the memory, for one trial, with a pool for each size that is measured.</summary>
internal sealed class Daemon(string program) : IDisposable
{
    private static readonly (int Size, int Count)[] s_pools = [(128, 4096), (1152, 1024), (66_048, 320), (1_049_088, 64)];

    private readonly string _configuration = Path.Combine(Path.GetTempPath(), $"shm-bench-{Environment.ProcessId}.toml");
    private Party? _process;

    /// <summary>Starts it; false when it is not there, or ends at once.</summary>
    public async Task<bool> StartAsync(CancellationToken token)
    {
        IEnumerable<string> pools = s_pools.Select(pool => $"[[segment.mempool]]\nsize = {pool.Size}\ncount = {pool.Count}\n");
        await File.WriteAllTextAsync(_configuration, $"[general]\nversion = 1\n[[segment]]\n{string.Join('\n', pools)}", token);
        _process = Party.Start([program, "--config-file", _configuration, "--log-level", "warning", "--monitoring-mode", "off"]);
        return _process is not null && await _process.LineAsync("RouDi is ready", token) is not null;
    }

    /// <summary>Asks it to end, so that it removes its memory.</summary>
    public void Dispose()
    {
        if (_process is { ExitCode: null })
        {
            _process.Stop();
            _process.HasEnded(TimeSpan.FromSeconds(5));
        }

        _process?.Dispose();
        File.Delete(_configuration);
    }
}
