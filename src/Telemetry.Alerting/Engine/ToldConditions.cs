namespace Telemetry.Alerting.Engine;

/// <summary>
/// What was told of the conditions of reading rules, as far as it can still change, and what is to be told when the samples say
/// otherwise now. A device without any costs a reference.
/// </summary>
internal sealed class ToldConditions(int devices)
{
    private readonly List<ToldCondition>?[] _devices = new List<ToldCondition>?[devices];

    public bool IsEmpty(int device) => _devices[device] is not { Count: > 0 };

    /// <summary>Which of 64 rules have any.</summary>
    public ulong Rules(int device, int word)
    {
        ulong rules = 0;
        foreach (var condition in _devices[device]!)
        {
            rules |= condition.Rule >> 6 == word ? 1ul << (condition.Rule & 63) : 0;
        }

        return rules;
    }

    public bool Stands(int device, int rule)
    {
        if (_devices[device] is { } told)
        {
            foreach (var condition in told)
            {
                if (condition.Rule == rule && condition.Stands)
                {
                    return true;
                }
            }
        }

        return false;
    }

    public IReadOnlyList<ToldCondition> Of(int device) => _devices[device] ?? [];

    public void Add(int device, ToldCondition condition) => (_devices[device] ??= []).Add(condition);

    /// <summary>The oldest of a rule; null when there is none.</summary>
    public ToldCondition? First(int device, int rule)
    {
        // No lambda: this is asked for every sample while a condition stands.
        var conditions = _devices[device];
        for (int i = 0; i < (conditions?.Count ?? 0); i++)
        {
            if (conditions![i].Rule == rule)
            {
                return conditions[i];
            }
        }

        return null;
    }

    /// <summary>Nothing changes the oldest of a rule any more.</summary>
    public void Finish(int device, int rule)
    {
        if (First(device, rule) is { } first)
        {
            _devices[device]!.Remove(first);
        }
    }

    /// <summary>True when it is what was told.</summary>
    /// <param name="spans">The conditions of a rule as the samples say now, oldest first.</param>
    public bool IsAsTold(int device, int rule, ReadOnlySpan<ConditionSpan> spans)
    {
        int next = 0;
        if (_devices[device] is { } told)
        {
            foreach (var condition in told)
            {
                if (condition.Rule == rule
                    && (next == spans.Length || condition.BeginMs != spans[next].BeginMs || condition.EndMs != spans[next++].EndMs))
                {
                    return false;
                }
            }
        }

        return next == spans.Length;
    }

    /// <summary>
    /// Finds for each span the condition that was told of it: the one that stands for the one that stands, since people are
    /// busy with it, then those that began together, then those that overlap. Null where there was none. What is left was
    /// never so.
    /// </summary>
    /// <param name="mates">By span.</param>
    /// <returns>Those that are left, oldest first.</returns>
    public List<ToldCondition> Match(int device, int rule, ReadOnlySpan<ConditionSpan> spans, Span<ToldCondition?> mates)
    {
        var left = _devices[device]?.FindAll(condition => condition.Rule == rule) ?? [];
        Pair(spans, mates, left, (span, told) => span.Stands && told.Stands);
        // What was told to be over is not raised by the same name again.
        Pair(spans, mates, left, (span, told) => span.BeginMs == told.BeginMs && (told.Stands || !span.Stands));
        Pair(spans, mates, left, (span, told) => told.Overlaps(span) && (told.Stands || !span.Stands));
        return left;
    }

    /// <summary>Puts what is told now in the place of what was told of a rule.</summary>
    public void Replace(int device, int rule, List<ToldCondition> conditions)
    {
        _devices[device]?.RemoveAll(condition => condition.Rule == rule);
        if (conditions.Count > 0)
        {
            (_devices[device] ??= []).AddRange(conditions);
        }
    }

    public void Save(BinaryWriter writer, int device)
    {
        var conditions = Of(device);
        writer.Write(conditions.Count);
        foreach (var condition in conditions)
        {
            writer.Write(condition.Rule);
            writer.Write(condition.RaisePosition);
            writer.Write(condition.Ordinal);
            writer.Write(condition.BeginMs);
            writer.Write(condition.EndMs);
            writer.Write(condition.IsUntold);
        }
    }

    /// <param name="rules">What became of the saved rules.</param>
    public void Load(BinaryReader reader, SavedDevice device, SavedRule[] rules)
    {
        for (int left = reader.ReadInt32(); left > 0; left--)
        {
            int place = reader.ReadInt32();
            if ((uint)place >= (uint)rules.Length)
            {
                throw new CheckpointException("the checkpoint is damaged: a condition of a rule that it does not name");
            }

            var rule = rules[place];
            var condition = new ToldCondition(rule.Index, reader.ReadInt64(), reader.ReadInt32())
            {
                BeginMs = reader.ReadInt64(),
                EndMs = reader.ReadInt64(),
                IsUntold = reader.ReadBoolean(),
            };
            if (device.Index >= 0 && rule.Index >= 0)
            {
                Add(device.Index, condition);
            }
            else if (condition.Stands)
            {
                device.Orphan(rule.Id, condition.RaisePosition, condition.Ordinal);
            }
        }
    }

    private static void Pair(
        ReadOnlySpan<ConditionSpan> spans, Span<ToldCondition?> mates, List<ToldCondition> left, Func<ConditionSpan, ToldCondition, bool> fits)
    {
        for (int i = 0; i < spans.Length; i++)
        {
            var span = spans[i];
            if (mates[i] is null && left.Find(told => fits(span, told)) is { } mate)
            {
                mates[i] = mate;
                left.Remove(mate);
            }
        }
    }
}
