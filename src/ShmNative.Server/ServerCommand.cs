using System.CommandLine;
using System.Globalization;
using ShmNative.Fields;
using ShmNative.Layout;
using ShmNative.Programs;
using ShmNative.Segments;

namespace ShmNative.Server;

/// <summary>The server's command line.</summary>
internal static class ServerCommand
{
    private const string Examples = """
        A value is decimal or 0x hexadecimal; text takes the escapes of C, bytes are pairs of hexadecimal digits.
        TYPE: char, int, double, float, string, bytes, int8 to int64, uint8 to uint64; string[N] and bytes[N] have a fixed size.
        Without --field and --from, the demo message is written.
        --until-read: System V: another process has attached, and all others have detached. POSIX and file: another process has opened
        and closed the file, and none has it mapped.

        Examples:
          shm-server                                           the demo message at sysv:/tmp#83, until Ctrl-C
          shm-server --grid --packed                           the same without padding, with its grid
          shm-server posix:/numbers --field int:22 --field 40@double:3.25
          shm-server file:/tmp/answer --size 64 --field 'string[20]:forty\ttwo' --for 10
          shm-server sysv:0x5348 --size 1048576 --mode 0644 --from picture.png --until-read

        Channels: shm-server topic:NAME, queue:NAME or value:NAME sends lines or frames; shm-server topic:NAME --help says how.
        """;

    public static ExitCode Run(string[] args)
    {
        Argument<SegmentAddress> address = CommonOptions.Address();
        Option<long?> size = new("--size")
        {
            HelpName = "N",
            Description = $"size of the segment in bytes [default: {ShmConstants.DemoSize}]",
            CustomParser = result => CommonOptions.ParseStruct(result, ParseSize),
        };
        Option<uint?> mode = CommonOptions.Mode();
        Option<bool> replace = CommonOptions.Flag("--replace", "take over what has the address already, when nobody is attached");
        Option<FieldSpec[]> field = CommonOptions.Field("[OFFSET@]TYPE:VALUE", "write a value; any number of times");
        Option<bool> packed = CommonOptions.Packed();
        Option<string?> from = CommonOptions.File("--from", "FILE|-", "carry a file: its length as uint64 at offset 0, its bytes at 8");
        Option<bool> grid = CommonOptions.Flag("--grid", "show the fields as a table");
        Option<bool> json = CommonOptions.Flag("--json", "show the segment and its fields as one JSON object");
        Option<bool> untilRead = CommonOptions.Flag("--until-read", "end when another process has read");
        Option<TimeSpan?> time = CommonOptions.Seconds("--for", "end after so many seconds");
        RootCommand root = new("Writes typed data into new shared memory, holds it until SIGINT or SIGTERM, and removes it.")
        {
            address, size, mode, replace, field, packed, from, grid, json, untilRead, time,
        };

        return ProgramCommand.Run(root, args, Examples, result =>
        {
            ProgramCommand.RequireOneOf(result, from, field);
            ProgramCommand.RequireOneOf(result, from, packed);
            ProgramCommand.RequireOneOf(result, grid, json);
            ProgramCommand.RequireOneOf(result, untilRead, time);
            FieldSpec[] specs = result.GetRequiredValue(field);
            if (specs.Any(spec => spec.Value is null))
                throw ProgramCommand.Wrong("each --field of the server needs a value: [OFFSET@]TYPE:VALUE");
            return ServerProgram.Run(new ServerOptions
            {
                Address = result.GetRequiredValue(address),
                Size = result.GetValue(size) ?? ShmConstants.DemoSize,
                Mode = result.GetValue(mode) ?? ShmConstants.DefaultMode,
                Replace = result.GetValue(replace),
                Message = new(specs, result.GetValue(packed)),
                From = result.GetValue(from),
                Grid = result.GetValue(grid),
                Json = result.GetValue(json),
                UntilRead = result.GetValue(untilRead),
                For = result.GetValue(time),
            });
        });
    }

    private static long ParseSize(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long size) && size > 0
            ? size
            : throw new ShmException(ShmStatus.InvalidSize, $"'{text}' is not a size: a number of bytes, 1 or more");
}
