using System.Runtime.InteropServices;
using ShmNative.Layout;

namespace ShmNative.Waiting;

/// <summary>
/// A word by which the waits of one handle are ended, also from a signal handler, with a compare-and-swap and a wake: [ generation:31 | cancelled:1 ]. It is in
/// memory of this process that is never given back to the system: a closed handle's word goes to a later one under the next generation, so that
/// whoever cancels too late changes nothing.
/// </summary>
internal sealed unsafe class CancelWord
{
    private const int WordsAtOnce = 1024;
    private const uint Cancelled = 1;

    private static readonly Lock s_lock = new();
    private static readonly Stack<nint> s_free = [];

    private readonly uint* _word;
    private readonly uint _open;

    private CancelWord(uint* word)
    {
        _word = word;
        _open = Volatile.Read(ref *word);
    }

    /// <summary>Whether it was handed out: then it may change without a wake of anything else.</summary>
    public bool IsHandedOut { get; private set; }

    /// <summary>What the word is while nobody cancels.</summary>
    public uint Open => _open;

    /// <summary>The word to sleep on.</summary>
    public uint* Word => _word;

    public bool IsCancelled => Volatile.Read(ref *_word) != _open;

    /// <summary>One that nobody else has.</summary>
    public static CancelWord Rent()
    {
        lock (s_lock)
        {
            if (s_free.Count == 0)
            {
                uint* words = (uint*)NativeMemory.AllocZeroed(WordsAtOnce, sizeof(uint));
                for (int i = WordsAtOnce - 1; i >= 0; i--)
                    s_free.Push((nint)(words + i));
            }

            return new((uint*)s_free.Pop());
        }
    }

    /// <summary>What a signal handler needs.</summary>
    public ShmCanceller HandOut()
    {
        IsHandedOut = true;
        return new() { Word = _word, Open = _open };
    }

    /// <summary>Ends the wait on it, or else the next one. From any thread; shm_cancel of Cancel.c is the same in C.</summary>
    public void Cancel(Sleeper sleeper)
    {
        if (Interlocked.CompareExchange(ref *_word, _open | Cancelled, _open) == _open)
            sleeper.WakeAll(_word);
    }

    /// <summary>Whether it was cancelled since the last time; from here on it is not.</summary>
    public bool TakeCancelled() => IsCancelled && Interlocked.Exchange(ref *_word, _open) != _open;

    /// <summary>The handle is closed: what comes now changes nothing. Once.</summary>
    public void Return()
    {
        Volatile.Write(ref *_word, _open + 2);
        lock (s_lock)
            s_free.Push((nint)_word);
    }
}
