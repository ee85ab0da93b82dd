namespace Telemetry.Alerting.Inputs;

/// <summary>A forecast or plan of one scope: a newer one replaces what was known from its first point on.</summary>
internal sealed class InputSeries
{
    /// <summary>The most points from before the first of the newest series that are kept: late samples ask for them.</summary>
    public const int MaximumPast = 1_000;

    private InputRecord? _last;
    private Point[] _points = [];

    /// <summary>The newest one that was given.</summary>
    public InputRecord? Last => _last;

    /// <summary>How many points are known, the ends of series included.</summary>
    public int Count => _points.Length;

    /// <summary>NaN where nothing is known.</summary>
    public double At(long atMs)
    {
        int low = 0, high = _points.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            if (_points[middle].AtMs <= atMs)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        if (high < 0)
        {
            return double.NaN;
        }

        var point = _points[high];
        if (point.Holds || point.AtMs == atMs || high + 1 == _points.Length)
        {
            return point.Value;
        }

        var next = _points[high + 1];
        return point.Value + ((next.Value - point.Value) * ((double)(atMs - point.AtMs) / (next.AtMs - point.AtMs)));
    }

    public void Put(InputRecord added)
    {
        long fromMs = added.IsTakenBack ? added.FromMs : added.Points[0].AtMs;
        var points = _points.TakeWhile(point => point.AtMs < (added.IsTakenBack ? fromMs - 1 : fromMs)).TakeLast(MaximumPast).ToList();
        if (added.IsTakenBack)
        {
            // What lay on the line up to there still does.
            points.Add(new Point(fromMs - 1, At(fromMs - 1), true));
            points.Add(new Point(fromMs, double.NaN, true));
        }
        else
        {
            points.AddRange(added.Points.Select(point => new Point(point.AtMs, point.Value, added.HasSteps)));
            points[^1] = points[^1] with { Holds = true };
            points.Add(new Point(added.UntilMs == long.MaxValue ? added.Points[^1].AtMs + 1 : added.UntilMs, double.NaN, true));
        }

        _points = [.. points];
        _last = added with { Points = [] };
    }

    public void Save(BinaryWriter writer)
    {
        InputRecordForm.Write(writer, _last!);
        writer.Write(_points.Length);
        foreach (var point in _points)
        {
            writer.Write(point.AtMs);
            writer.Write(point.Value);
            writer.Write(point.Holds);
        }
    }

    public static InputSeries Load(BinaryReader reader)
    {
        var series = new InputSeries { _last = InputRecordForm.Read(reader) };

        // Grown as it is read: a damaged count is found by the end of the data, not by the end of the memory.
        var points = new List<Point>();
        for (int left = reader.ReadInt32(); left > 0; left--)
        {
            points.Add(new Point(reader.ReadInt64(), reader.ReadDouble(), reader.ReadBoolean()));
        }

        series._points = [.. points];
        return series;
    }

    private readonly record struct Point(long AtMs, double Value, bool Holds);
}
