namespace ShmNative.Tests.Explorer.Mutants;

/// <summary>The waiter does without membarrier.</summary>
internal sealed class NoMembarrier : Mutation
{
    public override bool FenceOthers(World world, VirtualThread thread) => false;
}

/// <summary>The waiter loads the futex word after it announced itself.</summary>
internal sealed class WordReadLate : Mutation
{
    private readonly Dictionary<int, uint> _late = [];

    public override bool FenceOthers(World world, VirtualThread thread)
    {
        World.Step(Operation.Read("late load", Words.DataWord));
        _late[thread.Id] = (uint)world.Peek(thread, Words.DataWord);
        thread.Note(_late[thread.Id]);
        return true;
    }

    public override uint Expected(VirtualThread thread, long word, uint expected, uint now) => _late[thread.Id];
}

/// <summary>The waker clears the flag after the bump.</summary>
internal sealed class FlagClearedLate : Mutation
{
    public override ulong? Store(VirtualThread thread, long key, ulong value) => key == Words.DataFlag && value == 0 ? null : value;

    public override void Waking(World world, long word)
    {
        if (word == Words.DataWord)
            world.Put(Words.DataFlag, 4, 0);
    }
}

/// <summary>A thread wakes nobody.</summary>
internal sealed class WakesNobody(string thread) : Mutation
{
    public override bool Wakes(VirtualThread running, long word) =>
        running.Name != thread || (word != Words.DataWord && word != Words.SpaceWord);
}

/// <summary>A thread loads a word that it sleeps on at last, when it has looked at everything.</summary>
internal sealed class LoadedAtLast(string thread, long word) : Mutation
{
    public override uint Expected(VirtualThread running, long at, uint expected, uint now) => running.Name == thread && at == word ? now : expected;
}

/// <summary>A waiter goes by the look that it took before it announced itself.</summary>
internal sealed class LooksBeforeItAnnounces(string waiter) : Mutation
{
    private readonly Dictionary<long, ulong> _seen = [];
    private bool _announced;

    public override ulong Load(VirtualThread thread, long key, ulong value)
    {
        if (thread.Name != waiter || !Words.IsState(key))
            return value;
        ulong found = _announced ? _seen.GetValueOrDefault(key, value) : value;
        _announced = false;
        _seen[key] = value;
        return found;
    }

    public override ulong? Store(VirtualThread thread, long key, ulong value)
    {
        _announced |= thread.Name == waiter && key == Words.DataFlag;
        return value;
    }
}
