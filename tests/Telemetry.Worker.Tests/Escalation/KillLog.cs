using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Telemetry.Worker.Tests.Escalation;

/// <summary>What happened, in order, as no kill can undo it: each line is one write at the end of a file. One process writes at a time.</summary>
internal sealed class KillLog(string path) : IDisposable
{
    private readonly FileStream _file = new(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
    private readonly Lock _gate = new();

    /// <summary>The machine's monotonic milliseconds: the same for every process.</summary>
    public static long NowMs => (long)Stopwatch.GetElapsedTime(0).TotalMilliseconds;

    /// <param name="what">started, opening, opened, answering, answered, called or killed.</param>
    /// <param name="subject">An incident, or the key of a call.</param>
    /// <param name="incidents">What a call is about.</param>
    public void Write(string what, string subject = "-", string incidents = "-")
    {
        lock (_gate)
            _file.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{what} {NowMs} {subject} {incidents}\n")));
    }

    public static IReadOnlyList<Line> Read(string path) =>
        [.. File.ReadAllLines(path).Select(line => line.Split(' '))
            .Select((parts, at) => new Line(at, parts[0], long.Parse(parts[1], CultureInfo.InvariantCulture), parts[2], parts[3].Split(',')))];

    public void Dispose() => _file.Dispose();

    public sealed record Line(int At, string What, long Ms, string Subject, string[] Incidents);
}
