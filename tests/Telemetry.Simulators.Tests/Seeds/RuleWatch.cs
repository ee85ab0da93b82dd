using Telemetry.Simulators.Devices;

namespace Telemetry.Simulators.Tests.Seeds;

/// <summary>Follows one device and says which of its kind's threshold rules would have raised an alarm.</summary>
internal sealed class RuleWatch(SeedSystem system)
{
    private readonly List<(long AtMs, Dictionary<string, double> Values)> _history = [];
    private readonly Dictionary<string, long> _since = [];
    private readonly bool _needsHistory = system.Rules.Any(rule => rule.When?.Contains("delta", StringComparison.Ordinal) == true);

    /// <summary>Rule ids and when each first rose.</summary>
    public Dictionary<string, long> Raised { get; } = [];

    public void Take(long atMs, Reading reading)
    {
        if (_needsHistory)
            _history.Add((atMs, reading.Fields.ToDictionary(f => f.Name, f => f.Number)));
        if (_history.Count > 200)
            _history.RemoveRange(0, 100);
        foreach (SeedSystem.Rule rule in system.Rules.Where(rule => rule.When is not null))
        {
            if (!new SeedExpression(rule.When!, reading.Number, (name, over) => Delta(atMs, name, over)).IsTrue())
            {
                _since.Remove(rule.Id);
                continue;
            }

            _since.TryAdd(rule.Id, atMs);
            if (atMs - _since[rule.Id] >= rule.For.TotalMilliseconds)
                Raised.TryAdd(rule.Id, atMs);
        }
    }

    private double Delta(long atMs, string field, TimeSpan over)
    {
        (long AtMs, Dictionary<string, double> Values) then = _history.LastOrDefault(h => h.AtMs <= atMs - over.TotalMilliseconds);
        return then.Values is null ? double.NaN : _history[^1].Values[field] - then.Values[field];
    }
}
