namespace Telemetry.Simulators.Running;

/// <summary>Notes to one writer, warnings to another; the same warning at most once in half a minute.</summary>
internal sealed class ConsoleReporter(TextWriter output, TextWriter error, TimeProvider time) : IReporter
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _warned = [];

    public void Note(string message)
    {
        lock (_gate)
            output.WriteLine(message);
    }

    public void Warn(string message)
    {
        lock (_gate)
        {
            if (_warned.TryGetValue(message, out long last) && time.GetElapsedTime(last) < Pause)
                return;
            if (_warned.Count >= 256)
                _warned.Clear();
            _warned[message] = time.GetTimestamp();
            error.WriteLine("simulators: " + message);
        }
    }
}
