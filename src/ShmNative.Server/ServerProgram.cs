using System.Text;
using ShmNative.Fields;
using ShmNative.Programs;
using ShmNative.Programs.Rendering;
using ShmNative.Segments;

namespace ShmNative.Server;

/// <summary>Creates a segment, writes it while nobody sees it, shows it, holds it, and removes it, however it ends.</summary>
internal static class ServerProgram
{
    public const string Name = "shm-server";

    public static ExitCode Run(ServerOptions options)
    {
        // All that can be wrong is found before anything is created.
        if (options.From is null)
            FieldLayout.Compute(options.Definitions, options.Message.Placement).RequireFit(options.Size);
        using FileContent? file = options.From is null ? null : FileContent.Open(options.From, options.Size);

        // From here on a signal ends the wait below, and so the segment is always removed.
        using StopSignals signals = new();
        SegmentOptions creation = new() { Mode = options.Mode, Replace = options.Replace, Hidden = true };
        using Segment segment = Segment.Create(options.Address, options.Size, creation);
        if (segment.Notice is not null)
            StandardStream.Error.Write($"{Name}: {segment.Notice}\n");
        Write(segment, options.Message, file);
        using ReadWatch? watch = options.UntilRead ? ReadWatch.Begin(segment) : null;
        segment.Publish();
        StandardStream.Output.Write(Describe(segment, options));
        Hold(signals, options.For, watch);
        return ExitCode.Success;
    }

    private static unsafe void Write(Segment segment, MessageDefinition message, FileContent? file)
    {
        if (file is not null)
        {
            file.WriteTo(segment);
            return;
        }
        FieldLayout layout = FieldLayout.Compute(message.Definitions, message.Placement);
        if (message.IsDemo && message.Placement == FieldLayout.Demo.Placement)
        {
            Demo.Write((byte*)segment.Data);
            return;
        }
        // The segment is new, so what a value leaves of its field is zero.
        for (int i = 0; i < layout.Count; i++)
            segment.Write(layout[i].Offset, message.Specs[i].Value!.Bytes);
    }

    private static byte[] Describe(Segment segment, ServerOptions options)
    {
        FieldGrid grid = FieldGrid.Read(segment, options.Definitions, options.Message.Placement);
        if (options.Json)
            return SegmentJson.Render(segment, grid);
        string fields = options.Grid ? GridTable.Render(grid) : SegmentText.List(grid);
        string file = options.From is null ? "" : $"the file's bytes follow from offset {FileContent.Start}\n";
        string until = options.UntilRead ? "until another process has read, or SIGINT or SIGTERM"
            : options.For is TimeSpan time ? $"for {time.TotalSeconds} s, or until SIGINT or SIGTERM"
            : "until SIGINT or SIGTERM";
        return Encoding.UTF8.GetBytes($"{SegmentText.Describe(segment)}\n{fields}{file}\nholding {until}\n");
    }

    private static void Hold(StopSignals signals, TimeSpan? time, ReadWatch? watch)
    {
        if (watch is null)
        {
            signals.Wait(time ?? Timeout.InfiniteTimeSpan);
            return;
        }
        while (!watch.IsRead() && !signals.Wait(ReadWatch.Interval))
        {
        }
    }
}
