using ShmNative.Fields;
using ShmNative.Programs;
using ShmNative.Programs.Rendering;
using ShmNative.Segments;

namespace ShmNative.Client;

/// <summary>Attaches a segment read-only and prints what is in it.</summary>
internal static class ClientProgram
{
    public const string Name = "shm-client";

    public static ExitCode Run(ClientOptions options)
    {
        using Segment segment = Segment.Open(options.Address, writable: false, options.Wait);
        if (options.To is not null)
            FileContent.Extract(segment, options.To);
        else
            Show(segment, options);
        return ExitCode.Success;
    }

    private static void Show(Segment segment, ClientOptions options)
    {
        StandardStream output = StandardStream.Output;
        FieldGrid grid = FieldGrid.Read(segment, options.Message.Definitions, options.Message.Placement);
        if (options.Grid)
            output.Write(GridTable.Render(grid));
        else if (options.Json)
            output.Write(SegmentJson.Render(segment, grid));
        else if (options.Hex)
            HexDump.Write(segment, grid.Layout, output);
        else if (options.Svg == FileContent.StandardName)
            GridSvg.Write(grid, output);
        else if (options.Svg is not null)
            NewFile.Write(options.Svg, file => GridSvg.Write(grid, file));
        else if (options.Message.IsDemo)
            output.Write([.. Demo.Print(grid.Values), (byte)'\n']);
        else
            output.Write(string.Concat(grid.Values.Select(value => $"{value}\n")));
    }
}
