using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Legends;
using OxyPlot.Series;

namespace ShmNative.Bench;

/// <summary>A picture (SVG, logarithmic axes) of every measure that has a parameter: a line for each contender, a bar from lowest to highest.</summary>
internal static class Plots
{
    private const double Width = 900, Height = 560;

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
            new SvgExporter { Width = Width, Height = Height }.Export(Model([.. verb]), stream);
            files.Add(file);
        }

        return files;
    }

    private static PlotModel Model(IReadOnlyList<Series> all)
    {
        Measure measure = all[0].Measure;
        PlotModel model = new() { Title = $"{measure.Text}: median over the repetitions, lowest to highest", Background = OxyColors.White };
        model.Axes.Add(new LogarithmicAxis { Position = AxisPosition.Bottom, Title = measure.Parameter!.Value.Name, Base = measure.Verb == "wake" ? 10 : 2, MajorGridlineStyle = LineStyle.Solid, MajorGridlineColor = OxyColors.LightGray });
        model.Axes.Add(new LogarithmicAxis { Position = AxisPosition.Left, Title = measure.Unit, Base = 10, MajorGridlineStyle = LineStyle.Solid, MajorGridlineColor = OxyColors.LightGray });
        model.Legends.Add(new Legend { LegendPlacement = LegendPlacement.Outside, LegendPosition = LegendPosition.RightTop });
        foreach (IGrouping<Contender, Series> contender in all.GroupBy(series => series.Contender))
        {
            (LineStyle style, double thickness) = contender.Key.Kind switch
            {
                ContenderKind.Floor => (LineStyle.Dash, 2.0),
                ContenderKind.Ours => (LineStyle.Solid, 3.0),
                _ => (LineStyle.Solid, 1.0),
            };
            LineSeries line = new() { Title = contender.Key.Name, LineStyle = style, StrokeThickness = thickness, MarkerType = MarkerType.Circle, MarkerSize = 3 };
            ScatterErrorSeries spread = new() { MarkerType = MarkerType.None, ErrorBarStopWidth = 3 };
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
}
