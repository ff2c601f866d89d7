using System.Globalization;
using System.Text;

namespace ShmNative.Tests.Explorer;

/// <summary>
/// A schedule as text: <c>0*12 1*3 k0 f1:4</c> = thread 0 takes 12 steps, thread 1 takes 3, thread 0 is killed, thread 1's fifth buffered store
/// reaches memory.
/// </summary>
internal static class Schedule
{
    public static string Write(IEnumerable<Transition> steps)
    {
        StringBuilder text = new();
        int thread = -1, count = 0;
        foreach (Transition step in steps)
        {
            if (step.Kind == TransitionKind.Step && step.Thread == thread)
            {
                count++;
                continue;
            }

            End(text, thread, count);
            (thread, count) = step.Kind == TransitionKind.Step ? (step.Thread, 1) : (-1, 0);
            if (step.Kind == TransitionKind.Kill)
                text.Append(CultureInfo.InvariantCulture, $"k{step.Thread} ");
            if (step.Kind == TransitionKind.Flush)
                text.Append(CultureInfo.InvariantCulture, $"f{step.Thread}:{step.Item} ");
        }

        End(text, thread, count);
        return text.ToString().TrimEnd();
    }

    public static List<Transition> Read(string text)
    {
        List<Transition> steps = [];
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] numbers = word.TrimStart('k', 'f').Split('*', ':');
            int thread = int.Parse(numbers[0], CultureInfo.InvariantCulture);
            int number = numbers.Length > 1 ? int.Parse(numbers[1], CultureInfo.InvariantCulture) : 0;
            if (word[0] == 'k')
                steps.Add(new(thread, TransitionKind.Kill, 0, Operation.Start));
            else if (word[0] == 'f')
                steps.Add(new(thread, TransitionKind.Flush, number, Operation.Start));
            else
                steps.AddRange(Enumerable.Repeat(new Transition(thread, TransitionKind.Step, 0, Operation.Start), number));
        }

        return steps;
    }

    private static void End(StringBuilder text, int thread, int count)
    {
        if (count > 0)
            text.Append(CultureInfo.InvariantCulture, $"{thread}*{count} ");
    }
}
