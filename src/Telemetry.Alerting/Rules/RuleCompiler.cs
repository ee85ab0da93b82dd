using System.Globalization;
using Telemetry.Alerting.Expressions;
using Telemetry.Alerting.Expressions.Binding;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Rules;

/// <summary>
/// Compiles the rules of one _kind. The loader has checked their shape (keys, durations, names of events); this checks what
/// the words mean together, but does not repeat what follows from a mistake that the loader has told. A rule with a mistake is
/// left out.
/// </summary>
internal sealed class RuleCompiler
{
    private readonly DeviceKind _kind;
    private readonly ICollection<Mistake> _mistakes;
    private readonly List<Window> _windows = [];
    private readonly ClauseCompiler _clauses;
    private readonly Names _readings;
    private readonly Names _events;
    private readonly Names _interlocks;

    /// <param name="city">Null when it could not be read; then what other devices are asked for, calendars and defaults are not checked.</param>
    public RuleCompiler(DeviceKind kind, City? city, Neighbourhood? neighbourhood, ICollection<Mistake> mistakes)
    {
        _kind = kind;
        _mistakes = mistakes;
        _clauses = new ClauseCompiler(kind, city, mistakes);
        _readings = new Names(kind, kind.Readings, _windows, neighbourhood);
        _events = new Names(kind, kind.Events, windows: null, neighbourhood);
        _interlocks = new Names(kind, kind.Readings, windows: null, neighbourhood);
    }

    public KindRules Compile()
    {
        Rule[] rules = [.. _kind.Rules.Select(Compile).OfType<Rule>()];
        foreach (var interlock in _kind.Commands.SelectMany(command => command.Interlocks))
        {
            Condition(interlock.When, _interlocks);
        }

        return new KindRules(_kind)
        {
            Readings = [.. rules.OfType<ReadingRule>()],
            Absences = [.. rules.OfType<AbsenceRule>()],
            Events = [.. rules.OfType<EventRule>()],
            Windows = [.. _windows],
        };
    }

    private Rule? Compile(RuleDefinition definition)
    {
        int before = _mistakes.Count;
        if (!SeverityText.TryParse(definition.Severity.Value, out var severity))
        {
            _mistakes.Add(definition.Severity.MistakeAt(0, $"unknown severity '{definition.Severity.Value}'"));
        }
        else if (severity == Severity.Low && definition.LifeSafety)
        {
            _mistakes.Add(definition.Severity.MistakeAt(0, $"rule '{definition.Id}' is about life and safety: 'low' is only listed and pages nobody; write medium, high or critical"));
        }

        Rule? rule = (definition.When, definition.Absent, definition.Event.Count) switch
        {
            ({ } when, null, 0) => CompileReading(definition, when, severity),
            (null, { } absent, 0) => CompileAbsence(definition, absent, severity),
            (null, null, > 0) => CompileEvent(definition, severity),
            _ when definition.HasMistake => null,
            _ => Wrong(definition.Id, $"rule '{definition.Id}' must have exactly one of 'when', 'event' and 'absent'"),
        };
        return _mistakes.Count == before ? rule : null;
    }

    private ReadingRule? CompileReading(RuleDefinition definition, LocatedText whenText, Severity severity)
    {
        var when = Condition(whenText, _readings);
        var clear = definition.Clear is { } clearText ? Condition(clearText, _readings) : null;
        var unless = definition.Unless is { } unlessText ? Condition(unlessText, _readings) : null;
        long forMs = definition.For is { } forText ? Milliseconds(forText) : 0;
        var samples = default(SampleCount);
        if (definition.Samples is { } samplesText && !SampleCount.TryParse(samplesText.Value, out samples))
        {
            Wrong(samplesText, $"'{samplesText}' is not 'N of M' with 1 <= N <= M <= {SampleCount.Most}, such as '3 of 5'");
        }

        if (when is null)
        {
            return null;
        }

        CheckFor(definition.For, forMs);
        if (clear is not null)
        {
            CheckOverlap(definition, when, clear);
        }

        var clauses = _clauses.Compile(definition, severity, _kind.Readings, SubjectOf(when), LimitOf(when), text => Condition(text, _readings));
        return new ReadingRule(_kind, definition, severity)
        {
            Clauses = clauses,
            When = clauses.During is { } during ? new ConditionNode.And(when, new DuringNode(during)) : when,
            Clear = clear ?? DefaultClear(definition.Deadband, when),
            Unless = unless,
            ForMs = forMs,
            SamplesNeeded = samples.Needed,
            SamplesOf = samples.Of,
            Value = SubjectOf(when),
        };
    }

    private AbsenceRule? CompileAbsence(RuleDefinition definition, LocatedText absent, Severity severity)
    {
        if (definition.Unless is { } unless)
        {
            Wrong(unless, "'unless' looks at a reading, but 'absent' is about a device that sends none");
        }

        var clauses = _clauses.Compile(definition, severity, fields: null, subject: null, limit: null, _ => null);
        if (DurationText.TryParseIntervals(absent.Value, out int intervals))
        {
            return new AbsenceRule(_kind, definition, severity, intervals, 0) { Clauses = clauses };
        }

        long silentMs = Milliseconds(absent);
        if (silentMs < _kind.Interval.TotalMilliseconds)
        {
            Wrong(absent, $"'absent: {absent}' is shorter than the {Seconds(_kind.Interval)} between two readings of a {_kind.Id}: every device would be silent; say '3 intervals'");
        }

        return new AbsenceRule(_kind, definition, severity, 0, silentMs) { Clauses = clauses };
    }

    private EventRule? CompileEvent(RuleDefinition definition, Severity severity)
    {
        if (definition.Unless is { } unless)
        {
            Wrong(unless, "'unless' looks at a reading; for events write 'where: not (...)'");
        }

        foreach (var name in definition.ClearEvent.Where(name => definition.Event.Any(raising => raising.Value == name.Value)))
        {
            Wrong(name, $"event '{name}' both raises and clears rule '{definition.Id}'");
        }

        if (definition.ClearEvent.Count == 0 && definition.ClearAfter is null && !definition.HasMistake)
        {
            Wrong(definition.Id, $"rule '{definition.Id}' has neither 'clear-event' nor 'clear-after' and would stand for ever");
        }

        var where = definition.Where is { } text ? Condition(text, _events) : null;
        (var mergeField, long within) = definition.Merge is { } merge ? Merge(merge) : (null, long.MaxValue);
        (SampleCount Count, TimeSpan Within) samples = default;
        if (definition.Samples is { } frames && !SampleCount.TryParse(frames.Value, out samples.Count, out samples.Within))
        {
            Wrong(frames, $"'{frames}' is not 'N of M within DURATION' with 1 <= N <= M <= {SampleCount.Most}, such as '3 of 3 within 10s'");
        }

        var subject = where is null ? null : SubjectOf(where);
        return new EventRule(_kind, definition, severity)
        {
            Clauses = _clauses.Compile(definition, severity, _kind.Events, subject, where is null ? null : LimitOf(where), text => Condition(text, _events)),
            Where = where,
            Samples = samples.Count,
            SamplesWithinMs = (long)samples.Within.TotalMilliseconds,
            MergeField = mergeField,
            MergeWithinMs = within,
            ClearAfterMs = definition.ClearAfter is { } quiet ? Milliseconds(quiet) : 0,
            Value = subject,
        };
    }

    /// <summary>Reads <c>zone within 60s</c>, <c>zone</c> or <c>within 60s</c>.</summary>
    private (FieldProfile? Field, long WithinMs) Merge(LocatedText text)
    {
        string[] words = text.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        (string? name, string? duration) = words switch
        {
            ["within", var time] => (null, time),
            [var field, "within", var time] => (field, time),
            [var field] when field != "within" => (field, null),
            _ => (string.Empty, null),
        };
        if (name is { Length: 0 })
        {
            Wrong(text, "write 'merge: FIELD within DURATION', such as 'zone within 60s'");
            return default;
        }

        var profile = name is null ? null : _kind.Events.Find(name);
        if (name is not null && (profile is null || profile.Index == 0))
        {
            Wrong(text, $"unknown event field '{name}'{NearestName.Hint(name, [.. _kind.Events.Fields.Skip(1).Select(f => f.Name)])}");
        }

        if (duration is null)
        {
            return (profile, long.MaxValue);
        }

        if (DurationText.TryParse(duration, out var within))
        {
            return (profile, (long)within.TotalMilliseconds);
        }

        _mistakes.Add(text.MistakeAt(text.Value.LastIndexOf(duration, StringComparison.Ordinal), $"'{duration}' is not a duration such as 60s or 5m"));
        return default;
    }

    private ConditionNode DefaultClear(LocatedText? deadband, ConditionNode when)
    {
        if (deadband is not null && SimpleThreshold.Of(when)?.Widened(Number(deadband)) is { } widened)
        {
            CheckReach(deadband, SimpleThreshold.Of(widened)!.Value);
            return widened;
        }

        if (deadband is not null)
        {
            Wrong(deadband, "a deadband goes with a 'when' that compares one number with a constant by <, <=, > or >=; write 'clear' instead");
        }

        return new ConditionNode.Not(when);
    }

    /// <summary>What clears behind the end of the range would stand for ever.</summary>
    private void CheckReach(LocatedText deadband, SimpleThreshold clear)
    {
        var subject = clear.Subject is NumberNode.Window { Slot: var slot } && _windows[slot] is
        {
            Function: WindowFunction.Average or WindowFunction.Minimum or WindowFunction.Maximum or WindowFunction.Median,
        } window ? window.Subject : clear.Subject;
        if (subject is not NumberNode.Field { Index: var index })
        {
            return;
        }

        var field = _kind.Readings[index];
        bool isReached = clear.Operator switch
        {
            ComparisonOperator.Greater => clear.Limit < field.PhysicalMaximum,
            ComparisonOperator.GreaterOrEqual => clear.Limit <= field.PhysicalMaximum,
            ComparisonOperator.Less => clear.Limit > field.PhysicalMinimum,
            _ => clear.Limit >= field.PhysicalMinimum,
        };
        if (!isReached)
        {
            string limit = clear.Limit.ToString(CultureInfo.InvariantCulture);
            string range = string.Create(CultureInfo.InvariantCulture, $"{field.PhysicalMinimum}..{field.PhysicalMaximum}");
            Wrong(deadband, $"with 'deadband: {deadband}' this clears at {limit}, which '{field.Name}' never passes (physical range {range}): it would stand for ever");
        }
    }

    private void CheckOverlap(RuleDefinition definition, ConditionNode when, ConditionNode clear)
    {
        if (definition.Deadband is { } deadband)
        {
            Wrong(deadband, $"rule '{definition.Id}' has both 'clear' and 'deadband'; one of them ends it");
        }

        if (Overlap.Find(when, clear, _windows, _readings) is { } example)
        {
            Wrong(definition.Clear!, $"'clear' overlaps 'when: {definition.When}': some values would both raise and clear{example}");
        }
    }

    /// <summary>Within less than the time between two readings nothing can be seen to hold.</summary>
    private void CheckFor(LocatedText? text, long forMs)
    {
        if (text is not null && forMs > 0 && forMs < _kind.FastestInterval.TotalMilliseconds)
        {
            Wrong(text, $"'for: {text}' is shorter than the {Seconds(_kind.FastestInterval)} between two readings of a {_kind.Id}; "
                + "leave it out to raise at once, give it longer, or count samples: 'samples: 2 of 3'");
        }
    }

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds} s");

    private ConditionNode? Condition(LocatedText text, Names names)
    {
        var found = new List<ExpressionMistake>();
        var condition = Binder.Compile(text.Value, names, found);
        foreach (var mistake in found)
        {
            _mistakes.Add(text.MistakeAt(mistake.Offset, mistake.Message));
        }

        return condition;
    }

    private static NumberNode? SubjectOf(ConditionNode condition) => condition switch
    {
        ConditionNode.And both => SubjectOf(both.Left) ?? SubjectOf(both.Right),
        ConditionNode.Or either => SubjectOf(either.Left) ?? SubjectOf(either.Right),
        ConditionNode.Not not => SubjectOf(not.Operand),
        ConditionNode.Comparison comparison => comparison.Left,
        _ => SimpleThreshold.Of(condition)?.Subject,
    };

    /// <summary>What the number of <see cref="SubjectOf"/> is compared with.</summary>
    private static NumberNode? LimitOf(ConditionNode condition) => condition switch
    {
        ConditionNode.And both => SubjectOf(both.Left) is null ? LimitOf(both.Right) : LimitOf(both.Left),
        ConditionNode.Or either => SubjectOf(either.Left) is null ? LimitOf(either.Right) : LimitOf(either.Left),
        ConditionNode.Not not => LimitOf(not.Operand),
        ConditionNode.Comparison comparison => comparison.Right,
        _ => SimpleThreshold.Of(condition) is { } threshold ? new NumberNode.Constant(threshold.Limit) : null,
    };

    private long Milliseconds(LocatedText text)
    {
        if (DurationText.TryParse(text.Value, out var duration))
        {
            return (long)duration.TotalMilliseconds;
        }

        Wrong(text, $"'{text}' is not a duration such as 30s, 5m or 1h");
        return 0;
    }

    private double Number(LocatedText text)
    {
        if (double.TryParse(text.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number > 0 && double.IsFinite(number))
        {
            return number;
        }

        Wrong(text, $"'{text}' is not a number more than 0");
        return 1;
    }

    private Rule? Wrong(LocatedText text, string message)
    {
        _mistakes.Add(text.MistakeAt(0, message));
        return null;
    }
}
