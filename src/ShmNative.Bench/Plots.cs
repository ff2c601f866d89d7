using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Legends;
using OxyPlot.Series;

namespace ShmNative.Bench;

/// <summary>A picture (SVG, logarithmic axes) of every measure that has a parameter: a line for each contender, a bar from lowest to highest.</summary>
internal static class Plots
{
    private const double Width = 1000, Height = 560;

    // One for each contender of a kind, in the order of the table.
    private static readonly OxyColor[] s_floor = [OxyColors.Black, OxyColors.Gray, OxyColors.Tan];
    private static readonly OxyColor[] s_ours = [OxyColors.Red, OxyColors.Orange, OxyColors.Maroon, OxyColors.HotPink, OxyColors.OrangeRed, OxyColors.Brown];
    private static readonly OxyColor[] s_peers =
    [
        OxyColors.Blue, OxyColors.Green, OxyColors.Purple, OxyColors.DeepSkyBlue, OxyColors.Olive, OxyColors.Teal, OxyColors.SteelBlue, OxyColors.MediumPurple, OxyColors.LimeGreen,
    ];

    /// <summary>Writes VERB.svg files.</summary>
    /// <returns>The files.</returns>
    public static IReadOnlyList<string> Write(Results results, DirectoryInfo folder)
    {
        folder.Create();
        List<string> files = [];
        foreach (IGrouping<string, Series> verb in results.All.Where(series => series.IsMeasured && series.Measure.Parameter is not null).GroupBy(series => series.Measure.Verb))
        {
            if (verb.Select(series => series.Measure).Distinct().Count() < 2)
                continue; // one point is no line
            string file = Path.Combine(folder.FullName, $"{verb.Key}.svg");
            using FileStream stream = File.Create(file);
            new SvgExporter { Width = Width, Height = Height, UseVerticalTextAlignmentWorkaround = true, TextMeasurer = new RoomyText() }.Export(Model([.. verb]), stream);
            files.Add(file);
        }

        return files;
    }

    private static PlotModel Model(IReadOnlyList<Series> all)
    {
        Measure measure = all[0].Measure;
        PlotModel model = new()
        {
            Title = $"{measure.Text}: median over the repetitions, lowest to highest",
            TitleFontSize = 14,
            DefaultFont = "sans-serif",
            Background = OxyColors.White,
        };
        model.Axes.Add(Axis(AxisPosition.Bottom, measure.Parameter!.Value.Name, measure.Verb == "wake" ? 10 : 2));
        model.Axes.Add(Axis(AxisPosition.Left, measure.Unit, 10));
        model.Legends.Add(new Legend { LegendPlacement = LegendPlacement.Outside, LegendPosition = LegendPosition.RightTop });
        foreach (IGrouping<Contender, Series> contender in all.GroupBy(series => series.Contender))
        {
            ContenderKind kind = contender.Key.Kind;
            (OxyColor[] colours, double thickness) = kind switch
            {
                ContenderKind.Floor => (s_floor, 2.0),
                ContenderKind.Ours => (s_ours, 3.0),
                _ => (s_peers, 1.0),
            };
            OxyColor colour = colours[Contender.All.Where(other => other.Kind == kind).TakeWhile(other => other != contender.Key).Count() % colours.Length];
            LineSeries line = new()
            {
                Title = contender.Key.Name,
                Color = colour,
                LineStyle = kind == ContenderKind.Floor ? LineStyle.Dash : LineStyle.Solid,
                StrokeThickness = thickness,
                MarkerType = MarkerType.Circle,
                MarkerSize = 3,
            };
            ScatterErrorSeries spread = new() { MarkerType = MarkerType.None, ErrorBarColor = colour, ErrorBarStopWidth = 3 };
            foreach (Series series in contender)
            {
                double x = series.Measure.Parameter!.Value.Value;
                line.Points.Add(new DataPoint(x, series.Median()!.Value));
                // An error bar is symmetric: drawn about the middle of lowest and highest.
                spread.Points.Add(new ScatterErrorPoint(x, (series.Lowest + series.Highest) / 2, 0, series.Highest - series.Lowest));
            }

            model.Series.Add(line);
            model.Series.Add(spread);
        }

        return model;
    }

    private static LogarithmicAxis Axis(AxisPosition position, string title, double numberBase) => new()
    {
        Position = position,
        Title = title,
        Base = numberBase,
        StringFormat = "#,0.###",
        MajorGridlineStyle = LineStyle.Solid,
        MajorGridlineColor = OxyColors.LightGray,
    };
}

/// <summary>Leaves room for fonts that are wider than Arial, with which the exporter measures.</summary>
internal sealed class RoomyText() : PdfRenderContext(1, 1, OxyColors.White)
{
    private const double Room = 1.25;

    /// <inheritdoc/>
    public override OxySize MeasureText(string text, string fontFamily, double fontSize, double fontWeight) =>
        base.MeasureText(text, fontFamily, fontSize * Room, fontWeight);
}
