using System.Security.Cryptography;
using Telemetry.Alerting.Incidents;
using Telemetry.Alerting.Silences;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Ingest;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.Silences;

/// <summary>Decides whether a silence may be, and says what stands in its way.</summary>
internal sealed class SilenceCheck(SilenceDesk desk, CityInForce city, ScopeNames names, SilenceOptions options, MaintenanceOptions maintenance)
{
    /// <summary>Two life-safety silences this close together are one.</summary>
    public static readonly TimeSpan LifeSafetyPause = LifeSafetyQuiet.Pause;

    /// <summary>What was meant to begin now was written a moment ago.</summary>
    private static readonly TimeSpan StartSlack = TimeSpan.FromMinutes(1);

    /// <summary>A silence that may be, or why it may not.</summary>
    public (Silence? Silence, string? Mistake) Make(SilenceOrder order, string owner, long nowMs)
    {
        SilenceScope scope = Distinct(order.Scope);
        if (scope.IsEmpty)
            return (null, "the scope is empty: give at least one of areas, systems, sites, devices and rules; a silence of everything does not exist");
        foreach ((string name, IReadOnlyList<string> ids) in ScopeText.Lists(scope))
        {
            if (ids.Count > options.MaximumNames)
                return (null, $"the scope has {ids.Count} of '{name}'; at most {options.MaximumNames} are allowed (Silence:MaximumNames)");
        }

        if (names.Mistake(scope, city.City) is { } unknown)
            return (null, unknown);
        string reason = Plain(order.Reason);
        if (reason.Length == 0)
            return (null, "'reason' is missing: whoever wonders at the quiet has to find it");
        if (reason.Length > options.MaximumReason)
            return (null, $"'reason' has {reason.Length} characters; it may have {options.MaximumReason} (Silence:MaximumReason)");
        long startMs = order.StartMs ?? nowMs;
        if (startMs < nowMs - (long)StartSlack.TotalMilliseconds)
            return (null, "'start' is in the past; leave it out to begin now");
        if (startMs - nowMs > (long)options.MaximumAhead.TotalMilliseconds)
            return (null, $"'start' is more than {Length(options.MaximumAhead)} ahead (Silence:MaximumAhead)");
        if (desk.All.Count >= options.MaximumActive)
            return (null, $"there are {desk.All.Count} silences and maintenances in force or to come, as many as are allowed (Silence:MaximumActive); withdraw one");
        var silence = new Silence
        {
            Id = RandomNumberGenerator.GetHexString(12, lowercase: true),
            Kind = order.Kind,
            Scope = scope,
            StartMs = Math.Max(startMs, nowMs),
            EndMs = order.EndMs,
            Reason = reason,
            Owner = owner,
            ExceptLifeSafety = order.ExceptLifeSafety,
            CreatedAtMs = nowMs,
        };
        if (order.EndMs <= silence.StartMs)
            return (null, "'end' is not later than 'start'");
        if (order.EndMs - silence.StartMs > (long)MaximumOf(order.Kind).TotalMilliseconds)
            return (null, $"it would last {Length(TimeSpan.FromMilliseconds(order.EndMs - silence.StartMs))}; a {order.Kind.Label()} lasts at most {Length(MaximumOf(order.Kind))} ({Option(order.Kind)})");
        return LifeSafetyMistake(silence, [], nowMs) is { } mistake ? (null, mistake) : (silence, null);
    }

    /// <summary>The same silence with a later end, or why not.</summary>
    public (Silence? Silence, string? Mistake) Extend(Silence silence, long endMs, long nowMs)
    {
        if (silence.CalendarItem is not null)
            return (null, $"it is planned as '{silence.CalendarItem}' in the city's files; change it there and reload");
        if (endMs <= silence.EndMs)
            return (null, "the new end is not later than the one it has; withdraw it to end it early");
        long fromMs = Math.Max(nowMs, silence.StartMs);
        if (endMs - fromMs > (long)MaximumOf(silence.Kind).TotalMilliseconds)
            return (null, $"it would last {Length(TimeSpan.FromMilliseconds(endMs - fromMs))} from now; a {silence.Kind.Label()} lasts at most {Length(MaximumOf(silence.Kind))} ({Option(silence.Kind)})");
        Silence extended = silence with { EndMs = endMs, Version = silence.Version + 1 };
        return LifeSafetyMistake(extended, [], nowMs) is { } mistake ? (null, mistake) : (extended, null);
    }

    /// <summary>True when something that endangers life is in scope.</summary>
    public static bool HasLifeSafety(SilenceMatcher matcher, City city) => LifeSafety(matcher, city).Any();

    /// <summary>The rules about life safety in scope, each with its device.</summary>
    public static IEnumerable<(Device Device, RuleDefinition Rule)> LifeSafety(SilenceMatcher matcher, City city)
    {
        // Most kinds have none, and a city may have many devices.
        var rules = city.Systems.SelectMany(system => system.Kinds)
            .Select(kind => (Kind: kind, Rules: kind.Rules.Where(rule => rule.LifeSafety && matcher.Matches(rule)).ToArray()))
            .Where(kind => kind.Rules.Length > 0)
            .ToDictionary(kind => kind.Kind, kind => kind.Rules);
        return rules.Count == 0 ? [] : city.Devices.Where(device => rules.ContainsKey(device.Kind) && matcher.Matches(device))
            .SelectMany(device => rules[device.Kind].Select(rule => (device, rule)));
    }

    /// <summary>Why a silence may not keep life safety silent, for people; null when it may, or does not.</summary>
    /// <param name="silence">Which.</param>
    /// <param name="begun">Others that begin together with it.</param>
    /// <param name="nowMs">Unix milliseconds.</param>
    public string? LifeSafetyMistake(Silence silence, IReadOnlyList<Silence> begun, long nowMs)
    {
        if (silence.ExceptLifeSafety || !HasLifeSafety(new SilenceMatcher(silence.Scope, city.City), city.City))
            return null;
        if (!silence.CatchesLifeSafety)
        {
            return $"it is about life safety, which is silent for at most {Length(Silence.LifeSafetyMaximum)}; make it shorter, or set 'exceptLifeSafety' and let life safety call all the same";
        }

        // Three silences of an hour, one after another, are one of three hours; so are those that were withdrawn, for as long as they lasted.
        IEnumerable<Silence> known = desk.All.Select(one => one.Silence).Concat(begun).Concat(Ended(nowMs));
        Silence[] others = [.. Meeting(silence, [.. known.Where(one => one.Id != silence.Id && one.CatchesLifeSafety)])];
        List<Silence> run = Run(silence, others);
        var length = TimeSpan.FromMilliseconds(run.Max(one => one.EndMs) - run.Min(one => one.StartMs));
        return length > Silence.LifeSafetyMaximum
            ? $"with {string.Join(", ", run.Skip(1).Select(other => other.Id))} it would keep life safety silent for {Length(length)} on end; at most {Length(Silence.LifeSafetyMaximum)} is allowed, and then {Length(LifeSafetyPause)} without: begin later, or set 'exceptLifeSafety'"
            : null;
    }

    /// <summary>A silence and those that follow each other without a pause around it.</summary>
    private static List<Silence> Run(Silence silence, Silence[] others)
    {
        long pauseMs = (long)LifeSafetyPause.TotalMilliseconds;
        List<Silence> run = [silence];
        for (int i = 0; i < run.Count; i++)
        {
            Silence one = run[i];
            run.AddRange(others.Where(other => !run.Contains(other) && other.StartMs < one.EndMs + pauseMs && other.EndMs > one.StartMs - pauseMs).ToList());
        }

        return run;
    }

    /// <summary>What kept life safety silent until just now, with its real end.</summary>
    private IEnumerable<Silence> Ended(long nowMs) =>
        desk.EndedSince(nowMs - (long)(Silence.LifeSafetyMaximum + LifeSafetyPause).TotalMilliseconds)
            .Where(one => one.CatchesLifeSafety && one.EndedAtMs > one.StartMs)
            .Select(one => one with { EndMs = Math.Min(one.EndMs, one.EndedAtMs!.Value) });

    /// <summary>Those that keep the same rule of the same device silent as another one does.</summary>
    private IEnumerable<Silence> Meeting(Silence silence, Silence[] others)
    {
        if (others.Length == 0)
            return [];
        (Device Device, RuleDefinition Rule)[] items = [.. LifeSafety(new SilenceMatcher(silence.Scope, city.City), city.City)];
        return others.Where(other =>
        {
            var matcher = new SilenceMatcher(other.Scope, city.City);
            return items.Any(item => matcher.Matches(item.Device) && matcher.Matches(item.Rule));
        });
    }

    private TimeSpan MaximumOf(SilenceKind kind) => kind == SilenceKind.Maintenance ? maintenance.Maximum : options.Maximum;

    private static string Option(SilenceKind kind) => kind == SilenceKind.Maintenance ? "Maintenance:Maximum" : "Silence:Maximum";

    private static string Length(TimeSpan length)
    {
        FormattableString text = length.TotalHours >= 48 ? $"{length.TotalDays:0.#} days" : length.TotalHours >= 1 ? $"{length.TotalHours:0.##} h" : (FormattableString)$"{length.TotalMinutes:0.#} min";
        return FormattableString.Invariant(text);
    }

    private static SilenceScope Distinct(SilenceScope scope) => new()
    {
        Areas = [.. scope.Areas.Distinct()],
        Systems = [.. scope.Systems.Distinct()],
        Sites = [.. scope.Sites.Distinct()],
        Devices = [.. scope.Devices.Distinct()],
        Rules = [.. scope.Rules.Distinct()],
    };

    /// <summary>A reason goes to pages, logs and terminals: control characters stay outside.</summary>
    private static string Plain(string? reason) =>
        string.Concat((reason ?? "").Select(c => char.IsWhiteSpace(c) ? ' ' : c).Where(c => !char.IsControl(c))).Trim();
}
