using ShmNative.Fields;

namespace ShmNative.Programs;

/// <summary>Runs a program: whatever goes wrong becomes one line on standard error and an exit code.</summary>
public static class ProgramHost
{
    /// <summary>Runs a program.</summary>
    /// <param name="name">The program's name, which begins the line of an error.</param>
    /// <param name="body">The program.</param>
    /// <returns>The exit code.</returns>
    public static int Run(string name, Func<ExitCode> body)
    {
        StandardStream.Reserve();
        try
        {
            return (int)body();
        }
        catch (Exception error)
        {
            // Whatever it is: by now everything has been detached and removed on the way here.
            return (int)Report(name, error.Message, ExitCodes.Of(error));
        }
    }

    /// <summary>Prints <c>name: message</c> on standard error, in one line.</summary>
    /// <param name="name">The program's name.</param>
    /// <param name="message">The message.</param>
    /// <param name="code">The exit code to return.</param>
    public static ExitCode Report(string name, string message, ExitCode code)
    {
        Tell(name, message);
        return code;
    }

    /// <summary>Prints <c>name: message</c> on standard error, in one line.</summary>
    /// <param name="name">The program's name.</param>
    /// <param name="message">The message.</param>
    public static void Tell(string name, string message)
    {
        try
        {
            StandardStream.Error.Write($"{name}: {OneLine(message)}\n");
        }
        catch (IOException)
        {
            // Nobody is left to be told; the exit code still says it.
        }
    }

    private static string OneLine(string message) =>
        message.Any(char.IsControl) ? CEscapes.Escape(string.Join("; ", message.Split('\n', StringSplitOptions.TrimEntries))) : message;
}
