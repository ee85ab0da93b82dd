namespace Telemetry.Worker.SelfWatch;

/// <summary>Everything about Telemetry itself that is looked at: what is always, and what comes and goes.</summary>
internal sealed class SelfChecks(IEnumerable<ISelfCheck> checks, IEnumerable<ISelfCheckSource> sources)
{
    private readonly ISelfCheck[] _checks = [.. checks];
    private readonly ISelfCheckSource[] _sources = [.. sources];

    public IReadOnlyList<ISelfCheck> All() => [.. _checks, .. _sources.SelectMany(source => source.Checks())];
}
