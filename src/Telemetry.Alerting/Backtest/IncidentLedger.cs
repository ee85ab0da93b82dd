using Telemetry.Alerting.Engine;
using Telemetry.Alerting.Incidents;

namespace Telemetry.Alerting.Backtest;

/// <summary>
/// Collects the transitions of a replay into incidents, as a worker would have kept them with nobody answering.
/// </summary>
/// <param name="maximum">Incidents that are kept; what is raised beyond is only counted, so that rules that flood cannot take the memory.</param>
public sealed class IncidentLedger(int maximum)
{
    private readonly Dictionary<string, int> _places = [];
    private readonly List<Incident> _incidents = [];

    /// <summary>In the order in which they were raised.</summary>
    public IReadOnlyList<Incident> Incidents => _incidents;

    /// <summary>Incidents that were raised when there was no more room.</summary>
    public long Dropped { get; private set; }

    /// <summary>Takes a transition in, in the order of the engine's output.</summary>
    public void Take(Transition transition)
    {
        ArgumentNullException.ThrowIfNull(transition);
        if (_places.TryGetValue(transition.Id, out int place))
        {
            _incidents[place] = IncidentBook.Apply(_incidents[place], transition)!;
        }
        else if (transition.Kind == TransitionKind.Raised && _incidents.Count >= maximum)
        {
            Dropped++;
        }
        else if (IncidentBook.Apply(null, transition) is { } opened)
        {
            _places.Add(transition.Id, _incidents.Count);
            _incidents.Add(opened);
        }
    }

    /// <summary>A condition is over because its rule or device is no more.</summary>
    /// <param name="position">Of the record that changed the city.</param>
    /// <param name="atMs">Unix milliseconds.</param>
    public void End(string id, long position, long atMs)
    {
        if (_places.TryGetValue(id, out int place))
        {
            _incidents[place] = IncidentBook.Clear(_incidents[place], position, atMs);
        }
    }
}
