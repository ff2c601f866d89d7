using ShmNative.Mutants;

namespace ShmNative.Tests.Mutants;

/// <summary>The command that weakens one place at a time: it finds the places, and a test of the explorer notices what it does there.</summary>
internal sealed class MutantsTests
{
    private const string Tags = "ShmNative.Tests.Explorer.Scenarios.OrderExplorations.TagsBelongToTheirPayload";

    [TestCase("LossyReader.cs: loaded again: length in message = new(length, TMemory.Load(&slot->Tag));")]
    [TestCase("LossyReader.cs: not called: TMemory.LoadFence();")]
    [TestCase("LossyReader.cs: not checked: TMemory.Load(&slot->State) != word")]
    [TestCase("Repair.cs: not atomic: TMemory.CompareExchange(head, now, sequence)")]
    [TestCase("Repair.cs: no release: TMemory.StoreRelease(&entry->Role, (uint)ParticipantRole.Free);")]
    [TestCase("PublishGate.cs: second only: Math.Min(first, second)")]
    [TestCase("Consumer.cs: not called: Space.Notify();")]
    public void APlaceOfTheCoreIsFound(string name) =>
        Assert.That(MutatedCore.Scan(Checkout.Root, name.Split(':')[0]).Select(mutant => mutant.Name), Has.One.EqualTo(name));

    [TestCase("inline_topic.h: relaxed: __atomic_thread_fence(__ATOMIC_SEQ_CST)")]
    [TestCase("inline_queue.h: not called: shm_inline_queue_set_intent(lent, lowest)")]
    [TestCase("inline_queue.h: not checked: (head < lent->intent)")]
    [TestCase("inline_queue.h: not looked at: __atomic_load_n(&lent->header->closed, __ATOMIC_ACQUIRE) != 0")]
    public void APlaceOfAHeaderIsFound(string name)
    {
        MutantList mutants = new();
        string file = name.Split(':')[0];
        string source = File.ReadAllText(HeaderScan.Files(Path.Combine(Checkout.Root, "include")).Single(path => Path.GetFileName(path) == file));
        foreach (Edit edit in HeaderScan.Scan(file, source, mutants))
            Assert.That(source.Substring(edit.Start, edit.Length), Is.Not.EqualTo(edit.Text));
        Assert.That(mutants.All.Select(mutant => mutant.Name), Has.One.EqualTo(name));
    }

    /// <summary>Also that the core compiles with all its switches, and does what it did while none is on.</summary>
    [Test]
    public void TheExplorerNoticesAWordThatIsNotCheckedAgainAndAMissingLoadFence()
    {
        string binaries = AppContext.BaseDirectory, core = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"mutants-{Environment.ProcessId}.dll");
        try
        {
            IReadOnlyList<Mutant> mutants;
            using (FileStream output = File.Create(core))
                mutants = MutatedCore.Compile(Checkout.Root, binaries, output);
            using WorkerProcess worker = new(binaries, core);
            Assert.That(Verdict(0, $"{Tags}(False)"), Is.EqualTo("passed"));
            Assert.That(Verdict(Number("LossyReader.cs: not checked: TMemory.Load(&slot->State) != word"), $"{Tags}(False)"), Is.EqualTo("failed"));
            Assert.That(Verdict(Number("LossyReader.cs: not called: TMemory.LoadFence();"), $"{Tags}(True)"), Is.EqualTo("failed"));

            int Number(string name) => mutants.Single(mutant => mutant.Name == name).Number;
            string Verdict(int mutant, string test) => worker.Run(mutant, test, TimeSpan.FromMinutes(5)).Verdict;
        }
        finally
        {
            File.Delete(core);
        }
    }
}
