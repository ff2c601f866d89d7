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

    private readonly ManualResetEventSlim _stop = new();
    private readonly PosixSignalRegistration[] _registrations;

    /// <summary>Begins to catch the signals.</summary>
    public StopSignals() =>
        _registrations = [Catch(PosixSignal.SIGINT), Catch(PosixSignal.SIGTERM), Catch(PosixSignal.SIGHUP)];

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
                return _stop.IsSet;
            if (_stop.Wait(left))
                return true;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
            registration.Dispose();
        _stop.Dispose();
    }

    private PosixSignalRegistration Catch(PosixSignal signal) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        _stop.Set();
    });
}
