namespace Telemetry.Alerting.Tests.Engine;

/// <summary>A rule for <see cref="ReferenceEvaluator"/>: its conditions look at all samples up to one, and null is unknown.</summary>
/// <param name="Yaml">The same rule for the engine.</param>
internal sealed record ReferenceRule(string Id, string Yaml, ReferenceRule.Condition When)
{
    public delegate bool? Condition(IReadOnlyList<ReferenceSample> samples, int at);

    /// <summary>Null: as soon as <see cref="When"/> does not hold.</summary>
    public Condition? Clear { get; init; }

    public Condition? Unless { get; init; }

    public long ForMs { get; init; }

    public (int Needed, int Of)? Samples { get; init; }

    public bool IsSuppressed(IReadOnlyList<ReferenceSample> samples, int at) => Unless?.Invoke(samples, at) == true;

    public bool? Holds(IReadOnlyList<ReferenceSample> samples, int at) => IsSuppressed(samples, at) ? false : When(samples, at);

    public bool IsOver(IReadOnlyList<ReferenceSample> samples, int at)
    {
        bool? when = When(samples, at);
        return IsSuppressed(samples, at) || (when != true && (Clear is null ? when == false : Clear(samples, at) == true));
    }
}
