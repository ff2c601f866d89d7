using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using ShmNative.Fields;
using ShmNative.Layout;
using ShmNative.Programs.Channels;
using ShmNative.Segments;

namespace ShmNative.Programs;

/// <summary>Options and arguments that several programs have, and how their values are understood.</summary>
public static class CommonOptions
{
    // Some 30 years: more than anybody means, less than any clock's range.
    private const double MostSeconds = 1e9;

    /// <summary>ADDRESS: the demo's unless given.</summary>
    public static Argument<SegmentAddress> Address() => new("ADDRESS")
    {
        Description = "sysv:PATH#PROJ (PROJ 1 to 255), sysv:0xKEY, sysv:private, sysv:id=N, posix:/NAME or file:PATH",
        DefaultValueFactory = _ => SegmentAddress.Parse(ShmConstants.DemoAddress),
        CustomParser = result => Parse(result, ParseAddress),
        Arity = ArgumentArity.ZeroOrOne,
    };

    /// <summary>--field, any number of times.</summary>
    /// <param name="form">The form of the value, for the help.</param>
    /// <param name="description">What the option does.</param>
    public static Option<FieldSpec[]> Field(string form, string description) => new("--field")
    {
        HelpName = form,
        Description = description,
        DefaultValueFactory = _ => [],
        CustomParser = result => [.. result.Tokens.Select(token => Parse(result, token.Value, FieldSpec.Parse)).OfType<FieldSpec>()],
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };

    /// <summary>--packed.</summary>
    public static Option<bool> Packed() => Flag("--packed", "place fields without padding; otherwise as a C compiler does");

    /// <summary>CHANNEL, which has to be given.</summary>
    public static Argument<ChannelTarget> Channel() => new("CHANNEL")
    {
        Description = ChannelTarget.Forms,
        CustomParser = result => Parse(result, ChannelTarget.Parse),
    };

    /// <summary>--mode.</summary>
    public static Option<uint?> Mode() => new("--mode")
    {
        HelpName = "OCTAL",
        Description = "permission bits, as of chmod [default: 0600]",
        CustomParser = result => ParseStruct(result, ParseMode),
    };

    /// <summary>An option that takes a whole number.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="least">The smallest that makes sense.</param>
    /// <param name="description">What it does.</param>
    public static Option<long?> Number(string name, long least, string description) => new(name)
    {
        HelpName = "N",
        Description = description,
        CustomParser = result => ParseStruct(result, text =>
            long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number >= least
                ? number
                : throw new ShmException(ShmStatus.InvalidValue, $"'{text}' is no value for {name}: a whole number, {least} or more")),
    };

    /// <summary>An option that takes a text.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="form">The form of the value, for the help.</param>
    /// <param name="description">What it does.</param>
    public static Option<string?> Text(string name, string form, string description) => new(name)
    {
        HelpName = form,
        Description = description,
    };

    /// <summary>An option that is there or not.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">What it does.</param>
    public static Option<bool> Flag(string name, string description) =>
        new(name) { Description = description, Arity = ArgumentArity.Zero };

    /// <summary>An option that takes a file, or - for a standard stream.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="form">The form of the value, for the help.</param>
    /// <param name="description">What it does.</param>
    public static Option<string?> File(string name, string form, string description) => new(name)
    {
        HelpName = form,
        Description = description,
        CustomParser = result => Parse(result, text => text.Length > 0
            ? text
            : throw new ShmException(ShmStatus.InvalidArgument, $"{name} needs the name of a file, or - for the standard stream")),
    };

    /// <summary>An option that takes a time in seconds.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">What it does.</param>
    public static Option<TimeSpan?> Seconds(string name, string description) => new(name)
    {
        HelpName = "SECONDS",
        Description = description,
        CustomParser = result => ParseStruct(result, ParseSeconds),
    };

    /// <summary>Runs a parser on the one value of an option; its refusal becomes the command line's.</summary>
    /// <param name="result">The option's value.</param>
    /// <param name="parse">The parser.</param>
    /// <typeparam name="T">What the value becomes.</typeparam>
    public static T? Parse<T>(ArgumentResult result, Func<string, T> parse) where T : class =>
        Parse(result, result.Tokens[^1].Value, parse);

    /// <summary>Runs a parser on the one value of an option; its refusal becomes the command line's.</summary>
    /// <param name="result">The option's value.</param>
    /// <param name="parse">The parser.</param>
    /// <typeparam name="T">What the value becomes.</typeparam>
    public static T? ParseStruct<T>(ArgumentResult result, Func<string, T> parse) where T : struct
    {
        try
        {
            return parse(result.Tokens[^1].Value);
        }
        catch (ShmException error)
        {
            result.AddError(error.Message);
            return null;
        }
    }

    private static T? Parse<T>(ArgumentResult result, string text, Func<string, T> parse) where T : class
    {
        try
        {
            return parse(text);
        }
        catch (ShmException error)
        {
            result.AddError(error.Message);
            return null;
        }
    }

    private static uint ParseMode(string text)
    {
        bool isOctal = text.Length is > 0 and <= 5 && text.All(digit => digit is >= '0' and <= '7');
        return isOctal
            ? Convert.ToUInt32(text, 8)
            : throw new ShmException(ShmStatus.InvalidArgument, $"'{text}' is not a mode: octal permission bits, such as 0644");
    }

    /// <summary>No address begins with a dash: that is an option that does not exist.</summary>
    private static SegmentAddress ParseAddress(string text) => text.StartsWith('-')
        ? throw new ShmException(ShmStatus.InvalidArgument, $"there is no option '{text}'")
        : SegmentAddress.Parse(text);

    private static TimeSpan ParseSeconds(string text)
    {
        const NumberStyles styles = NumberStyles.AllowDecimalPoint;
        return double.TryParse(text, styles, CultureInfo.InvariantCulture, out double seconds) && seconds <= MostSeconds
            ? TimeSpan.FromSeconds(seconds)
            : throw new ShmException(ShmStatus.InvalidValue, $"'{text}' is not a number of seconds from 0 to {MostSeconds:0}");
    }
}
