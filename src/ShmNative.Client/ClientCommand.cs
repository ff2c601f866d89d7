using System.CommandLine;
using ShmNative.Fields;
using ShmNative.Programs;
using ShmNative.Segments;

namespace ShmNative.Client;

/// <summary>The client's command line.</summary>
internal static class ClientCommand
{
    private const string Examples = """
        Without --field, the demo message is read and printed as its text. With --field, each value is printed in a line of its own, in the
        form that --field of shm-server takes: text with the escapes of C, bytes in hexadecimal.
        TYPE: char, int, double, float, string, bytes, int8 to int64, uint8 to uint64; string[N] and bytes[N] have a fixed size.
        A string without a size ends at its NUL; bytes need a size.

        Examples:
          shm-client                                           the demo message at sysv:/tmp#83
          shm-client --wait 5 --grid                           its grid, as soon as a server has written it
          shm-client --svg demo.svg                            the grid as a picture
          shm-client posix:/numbers --field int --field 40@double
          shm-client --hex --packed                            a hexdump with the fields beside it
          shm-client sysv:0x5348 --to picture.png              the file that the segment carries

        Channels: shm-client topic:NAME, queue:NAME or value:NAME receives messages; shm-client topic:NAME --help says how.
        """;

    public static ExitCode Run(string[] args)
    {
        Argument<SegmentAddress> address = CommonOptions.Address();
        Option<FieldSpec[]> field = CommonOptions.Field("[OFFSET@]TYPE", "read a value; any number of times");
        Option<bool> packed = CommonOptions.Packed();
        Option<string?> to = CommonOptions.File("--to", "FILE|-", "write the file that the segment carries (shm-server --from)");
        Option<bool> grid = CommonOptions.Flag("--grid", "show the fields as a table");
        Option<string?> svg = CommonOptions.File("--svg", "FILE|-", "draw the fields as a picture");
        Option<bool> hex = CommonOptions.Flag("--hex", "show the whole segment as a hexdump, with the fields beside it");
        Option<bool> json = CommonOptions.Flag("--json", "show the segment and its fields as one JSON object");
        Option<TimeSpan?> wait = CommonOptions.Seconds("--wait", "wait so long for the segment to be there and written [default: 0]");
        RootCommand root = new("Reads typed data from shared memory, which it cannot change.")
        {
            address, field, packed, to, grid, svg, hex, json, wait,
        };

        return ProgramCommand.Run(root, args, Examples, result =>
        {
            ProgramCommand.RequireOneOf(result, to, field);
            ProgramCommand.RequireOneOf(result, to, packed);
            ProgramCommand.RequireOneOf(result, to, grid, svg, hex, json);
            FieldSpec[] specs = result.GetRequiredValue(field);
            if (specs.Any(spec => spec.Value is not null))
                throw ProgramCommand.Wrong("a --field of the client has no value: [OFFSET@]TYPE");
            return ClientProgram.Run(new ClientOptions
            {
                Address = result.GetRequiredValue(address),
                Message = new(specs, result.GetValue(packed)),
                To = result.GetValue(to),
                Grid = result.GetValue(grid),
                Svg = result.GetValue(svg),
                Hex = result.GetValue(hex),
                Json = result.GetValue(json),
                Wait = result.GetValue(wait) ?? TimeSpan.Zero,
            });
        });
    }
}
