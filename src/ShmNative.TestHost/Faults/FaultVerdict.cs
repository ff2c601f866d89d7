using ShmNative.Layout;
using ShmNative.Layout.Channels;

namespace ShmNative.TestHost.Faults;

/// <summary>What must, may and must not have arrived after a death.</summary>
/// <param name="scenario">What the victim did.</param>
/// <param name="through">Whether it got through its deed: then nothing of it is uncertain.</param>
/// <param name="streamed">Messages of the resident that were accepted, besides those before.</param>
/// <param name="last">Messages of the newcomer; null: the stream had ended.</param>
internal sealed class FaultVerdict(FaultScenario scenario, bool through, uint streamed, uint? last)
{
    private readonly int _sentBefore = Count(scenario.Setup, "send");
    private readonly int _sentIn = Count(scenario.Deed, "send") + Count(scenario.Deed, "commit");
    private readonly bool _uncertain = scenario.Has(Cast.MayRemove) || scenario.Has(Cast.NoChannel);

    /// <summary>Null: all is as promised.</summary>
    public string? Judge(List<Survivor> receivers, Survivor? newcomer, List<Survivor> lossy)
    {
        string? problem = null;
        foreach (Survivor one in receivers.Concat(lossy).Concat(newcomer is null ? [] : new[] { newcomer }))
        {
            bool mayGo = scenario.Has(Cast.MayRemove) && one.Status is ShmStatus.Retired or ShmStatus.NoPeer;
            if (one.Status != ShmStatus.Closed && !mayGo)
                problem ??= $"{one} did not come to the end of the stream";
            problem ??= Order(one);
        }

        if (last is not null && last != 3 * FaultScenario.Slots)
            problem ??= $"the newcomer sent {last}";
        if (problem is not null)
            return problem;
        return scenario.Kind switch
        {
            ChannelKind.Queue => JudgeQueue([.. receivers, .. newcomer is null ? [] : new[] { newcomer }]),
            ChannelKind.Topic => receivers.Select(one => JudgeSubscriber(one)).FirstOrDefault(text => text is not null) ?? (newcomer is null ? null : Missing(newcomer, Newest())),
            _ => receivers.Concat(newcomer is null ? [] : new[] { newcomer }).Select(JudgeReader).FirstOrDefault(text => text is not null),
        };
    }

    /// <summary>Every sender's messages in order, none twice. A redelivered one is out of order.</summary>
    private static string? Order(Survivor one)
    {
        foreach (IGrouping<uint, (uint Tag, bool Again)> sender in one.Got.GroupBy(got => ChannelPattern.SenderOf(got.Tag)))
        {
            uint[] fresh = [.. sender.Where(got => !got.Again).Select(got => got.Tag)];
            if (!fresh.SequenceEqual(fresh.Distinct().Order()))
                return $"{one}: out of order, or twice";
            if (sender.Select(got => got.Tag).Distinct().Count() != sender.Count())
                return $"{one}: twice";
        }

        return null;
    }

    private string? JudgeSubscriber(Survivor one)
    {
        // One that came late, or was left in a channel that was removed, may have missed what was before; not what came after.
        if (one.Status != ShmStatus.Closed || (scenario.Has(Cast.MayRemove) && !one.Got.Any(got => ChannelPattern.SenderOf(got.Tag) == FaultMessages.Newcomer)))
            return Unknown(one.Got);
        return (_uncertain ? null : Missing(one, Certain())) ?? Missing(one, Newest()) ?? Unknown(one.Got);
    }

    private string? JudgeReader(Survivor one)
    {
        bool sees = last is null || one.Status != ShmStatus.Closed || one.Got is [.., (uint newest, _)] && newest == Newest().Last();
        bool left = scenario.Has(Cast.MayRemove) && !one.Got.Any(got => ChannelPattern.SenderOf(got.Tag) == FaultMessages.Newcomer);
        return sees || left ? Unknown(one.Got) : $"{one} did not see the newest";
    }

    private string? JudgeQueue(Survivor[] consumers)
    {
        (uint Tag, bool Again)[] all = [.. consumers.SelectMany(one => one.Got)];
        uint[] twice = [.. all.GroupBy(got => got.Tag).Where(group => group.Count() > 1).Select(group => group.Key)];
        if (twice.Length > 0)
            return $"delivered twice: {Text(twice)}";

        // What the corpse and the victim took: gone for good once released, redelivered or dropped otherwise.
        int received = OneOrMany(scenario.Deed, "receive");
        int taken = Count(scenario.Corpse, "take") + Count(scenario.Setup, "take") + OneOrMany(scenario.Deed, "take")
            + Count(scenario.Deed, "await") + received;
        int released = Count(scenario.Setup, "release") + OneOrMany(scenario.Deed, "release") + received;
        int mayBeGone = scenario.AtMostOnce ? taken : released;
        uint[] missing = [.. Certain().Except(all.Select(got => got.Tag))];
        if (missing.Except(TagsOf(FaultMessages.Resident, 0, mayBeGone)).ToArray() is { Length: > 0 } lost && !_uncertain)
            return $"lost: {Text(lost)}";
        if (through && released > 0 && TagsOf(FaultMessages.Resident, 0, released).Intersect(all.Select(got => got.Tag)).Any())
            return "what was released came again";
        uint[] flagged = [.. all.Where(got => got.Again).Select(got => got.Tag)];
        if (flagged.Except(TagsOf(FaultMessages.Resident, 0, taken)).Any())
            return $"said to be redelivered: {Text(flagged)}";
        if (Newest().Except(all.Select(got => got.Tag)).ToArray() is { Length: > 0 } newest)
            return $"lost: {Text(newest)}";
        return Unknown(all);
    }

    private static string? Missing(Survivor one, IEnumerable<uint> tags) =>
        tags.Except(one.Got.Select(got => got.Tag)).ToArray() is { Length: > 0 } missing ? $"{one} lost {Text(missing)}" : null;

    private string? Unknown(IEnumerable<(uint Tag, bool Again)> got) =>
        got.Select(one => one.Tag).Except(Certain()).Except(Possible()).Except(Newest()).ToArray() is { Length: > 0 } unknown ? $"never sent: {Text(unknown)}" : null;

    /// <summary>What was committed for certain before the newcomer came.</summary>
    private IEnumerable<uint> Certain() =>
    [
        .. TagsOf(FaultMessages.Resident, 0, scenario.Prefill + (int)streamed),
        .. TagsOf(FaultMessages.Corpse, 0, Count(scenario.Corpse, "send")),
        .. TagsOf(FaultMessages.Victim, 0, _sentBefore + (through ? _sentIn : 0)),
    ];

    private IEnumerable<uint> Possible() => TagsOf(FaultMessages.Victim, 0, _sentBefore + _sentIn + Count(scenario.Deed, "full"));

    private IEnumerable<uint> Newest() => TagsOf(FaultMessages.Newcomer, 0, (int)(last ?? 0));

    private static IEnumerable<uint> TagsOf(uint sender, int first, int count) =>
        Enumerable.Range(first, count).Select(i => ChannelPattern.TagOf(sender, (uint)i));

    private static int OneOrMany(string script, string command) =>
        Count(script, command) + (FaultMessages.Many * Count(script, $"{command}-many"));

    private static int Count(string script, string command) => script.Split(';').Count(one => one.Split(' ')[0] == command);

    private static string Text(IEnumerable<uint> tags) =>
        string.Join(' ', tags.Select(tag => $"{ChannelPattern.SenderOf(tag)}.{ChannelPattern.SequenceOf(tag)}"));
}
