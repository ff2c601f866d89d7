using System.Runtime.InteropServices;

namespace ShmNative.Programs;

/// <summary>
/// SIGINT, SIGTERM and SIGHUP as a request to end in order. To be created before anything that has to be removed again; a second signal
/// changes nothing.
/// </summary>
public sealed class StopSignals : IDisposable
{
    // One wait of .NET takes 24 days at most.
    private static readonly TimeSpan s_slice = TimeSpan.FromDays(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _registrations;
    private volatile int _signal;

    /// <summary>Begins to catch the signals.</summary>
    public StopSignals() =>
        _registrations = [Catch(PosixSignal.SIGINT, 2), Catch(PosixSignal.SIGTERM, 15), Catch(PosixSignal.SIGHUP, 1)];

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>Waits for a signal.</summary>
    /// <param name="time">How long; <see cref="Timeout.InfiniteTimeSpan"/> = for ever.</param>
    /// <returns>Whether a signal came.</returns>
    public bool Wait(TimeSpan time)
    {
        long start = Environment.TickCount64;
        while (true)
        {
            TimeSpan left = time - TimeSpan.FromMilliseconds(Environment.TickCount64 - start);
            if (time == Timeout.InfiniteTimeSpan || left > s_slice)
                left = s_slice;
            if (left <= TimeSpan.Zero)
                return _stop.IsCancellationRequested;
            if (_stop.Token.WaitHandle.WaitOne(left))
                return true;
        }
    }

    /// <summary>Ends what is going on when a signal came.</summary>
    /// <exception cref="StoppedException">One came.</exception>
    public void ThrowIfStopped()
    {
        if (_signal != 0)
            throw new StoppedException(_signal);
    }

    /// <summary>Waits, unless a signal ends the wait and all the rest.</summary>
    /// <param name="milliseconds">How long.</param>
    /// <exception cref="StoppedException">A signal came.</exception>
    public void Sleep(int milliseconds)
    {
        Wait(TimeSpan.FromMilliseconds(milliseconds));
        ThrowIfStopped();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
            registration.Dispose();
        _stop.Dispose();
    }

    private PosixSignalRegistration Catch(PosixSignal signal, int number) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        _signal = number;
        _stop.Cancel();
    });
}

/// <summary>A signal ended the program before it was done.</summary>
/// <param name="signal">Its number.</param>
public sealed class StoppedException(int signal) : Exception($"stopped by {Name(signal)}")
{
    /// <summary>The exit code, as a shell gives it to a program that a signal ended.</summary>
    public ExitCode ExitCode => (ExitCode)((int)ExitCode.Stopped + signal);

    private static string Name(int signal) => signal switch { 1 => "SIGHUP", 2 => "SIGINT", _ => "SIGTERM" };
}
