namespace ShmNative.Waiting;

/// <summary>Who waits for the words of sources in their owners' stead.</summary>
internal interface IPoller
{
    /// <summary>Waits for a source's words from here on, until one of them changes.</summary>
    void Watch(PollSource source);

    /// <summary>Whether it waits for the source's words.</summary>
    bool Watches(PollSource source);

    /// <summary>Ends the watch, and raises the source if there was one. Afterwards nobody but the owner looks at the source's memory.</summary>
    void Forget(PollSource source);

    /// <summary>One user less; the last one's leave ends the thread.</summary>
    void Leave();
}
