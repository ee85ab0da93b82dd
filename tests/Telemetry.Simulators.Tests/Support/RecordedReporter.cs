using Telemetry.Simulators.Running;

namespace Telemetry.Simulators.Tests.Support;

internal sealed class RecordedReporter : IReporter
{
    private readonly List<string> _notes = [], _warnings = [];

    public IReadOnlyList<string> Notes => Copy(_notes);

    public IReadOnlyList<string> Warnings => Copy(_warnings);

    public void Note(string message)
    {
        lock (_notes)
            _notes.Add(message);
    }

    public void Warn(string message)
    {
        lock (_warnings)
            _warnings.Add(message);
    }

    private static string[] Copy(List<string> list)
    {
        lock (list)
            return [.. list];
    }
}
