using System.CommandLine;
using System.CommandLine.Help;
using ShmNative.Layout;
using ShmNative.Layout.Channels;
using ShmNative.Programs.Channels;

namespace ShmNative.Programs;

/// <summary>A program's command line: help with examples and exit codes, errors in one line.</summary>
public static class ProgramCommand
{
    /// <summary>Understands a command line and runs the program, or shows the help or version.</summary>
    /// <param name="root">The options and arguments.</param>
    /// <param name="args">The command line.</param>
    /// <param name="examples">Lines for the help.</param>
    /// <param name="body">The program.</param>
    /// <exception cref="ShmException">InvalidArgument.</exception>
    public static ExitCode Run(RootCommand root, string[] args, string examples, Func<ParseResult, ExitCode> body)
    {
        // Values are taken as they are: no @response files, no directives in brackets.
        root.Directives.Clear();
        ParserConfiguration configuration = new() { ResponseFileTokenReplacer = null, EnablePosixBundling = false };
        ParseResult result = root.Parse(args, configuration);
        if (result.Errors.Count > 0)
            throw Wrong(result.Errors[0].Message);
        if (result.Action is null)
            return body(result);

        StringWriter text = new();
        result.Invoke(new InvocationConfiguration { Output = text });
        if (result.Action is HelpAction)
            text.Write($"{examples.TrimEnd()}\n\n{ExitCodes.Help}\n");
        StandardStream.Output.Write(text.ToString());
        return ExitCode.Success;
    }

    /// <summary>Refuses options of which only one can be given.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="options">The options.</param>
    /// <exception cref="ShmException">InvalidArgument, naming two that were given.</exception>
    public static void RequireOneOf(ParseResult result, params ReadOnlySpan<Option> options)
    {
        Option? given = null;
        foreach (Option option in options)
        {
            if (result.GetResult(option) is null or { Implicit: true })
                continue;
            if (given is not null)
                throw Wrong($"{given.Name} and {option.Name} exclude each other");
            given = option;
        }
    }

    /// <summary>Refuses options that are for another kind of channel.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="channel">The channel that was given.</param>
    /// <param name="kind">What the options are for.</param>
    /// <param name="options">The options.</param>
    /// <exception cref="ShmException">InvalidArgument, naming the first that was given.</exception>
    public static void RequireKind(ParseResult result, ChannelTarget channel, ChannelKind kind, params ReadOnlySpan<Option> options)
    {
        foreach (Option option in options)
        {
            if (channel.Kind != kind && result.GetResult(option) is { Implicit: false })
                throw Wrong($"{option.Name} is for a {kind.ToString().ToLowerInvariant()}, not for {channel}");
        }
    }

    /// <summary>The refusal of a command line.</summary>
    /// <param name="message">What is wrong.</param>
    public static ShmException Wrong(string message) => new(ShmStatus.InvalidArgument, $"{message.TrimEnd('.')}; see --help");
}
