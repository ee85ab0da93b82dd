namespace Telemetry.Alerting.Rules;

/// <summary>A rule whose standing condition keeps another from being raised.</summary>
/// <param name="Where">The devices it is looked for on.</param>
/// <param name="RuleId">Its id, whatever the kind of those devices.</param>
internal readonly record struct Inhibitor(InhibitorPlace Where, string RuleId);
