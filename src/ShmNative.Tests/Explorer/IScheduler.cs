namespace ShmNative.Tests.Explorer;

/// <summary>Decides what happens next in a world.</summary>
internal interface IScheduler
{
    /// <summary>The next step, or null to end the run. Every thread stands before its next operation.</summary>
    Transition? Next(World world);
}
