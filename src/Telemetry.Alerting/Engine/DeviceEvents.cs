namespace Telemetry.Alerting.Engine;

/// <summary>What is remembered of the events of one device.</summary>
internal sealed class DeviceEvents
{
    /// <summary>How many of the newest events are compared with a new one to find it a repetition.</summary>
    public const int RecentCount = 16;

    private readonly ulong[] _recent = new ulong[RecentCount];
    private int _nextRecent;

    /// <summary>In the order in which they were raised.</summary>
    public List<EventCondition> Standing { get; } = [];

    /// <summary>
    /// True for an event that is equal in everything, its time included, to one of the newest: QoS 1 delivered it twice. It
    /// must not raise again what a clearing event has ended since.
    /// </summary>
    public bool IsRepeated(in Sample sample)
    {
        ulong print = Fingerprint(sample);
        if (_recent.AsSpan().Contains(print))
        {
            return true;
        }

        _recent[_nextRecent] = print;
        _nextRecent = (_nextRecent + 1) % RecentCount;
        return false;
    }

    public void Save(BinaryWriter writer)
    {
        foreach (ulong print in _recent)
        {
            writer.Write(print);
        }

        writer.Write(_nextRecent);
        writer.Write(Standing.Count);
        foreach (var condition in Standing)
        {
            writer.Write(condition.Rule);
            writer.Write(condition.Key);
            writer.Write(condition.RaisePosition);
            writer.Write(condition.LastMs);
            writer.Write(condition.HeardMs);
        }
    }

    /// <param name="rules">What became of the saved rules.</param>
    public void Load(BinaryReader reader, SavedDevice device, SavedRule[] rules)
    {
        for (int i = 0; i < RecentCount; i++)
        {
            _recent[i] = reader.ReadUInt64();
        }

        _nextRecent = reader.ReadInt32() % RecentCount;
        int count = reader.ReadInt32();
        for (int i = 0; i < count; i++)
        {
            int savedRule = reader.ReadInt32();
            if ((uint)savedRule >= (uint)rules.Length)
            {
                throw new CheckpointException("the checkpoint is damaged: an event condition of a rule that it does not name");
            }

            var rule = rules[savedRule];
            var condition = new EventCondition(rule.Index, reader.ReadString(), reader.ReadInt64()) { LastMs = reader.ReadInt64(), HeardMs = reader.ReadInt64() };
            if (device.Index >= 0 && rule.Index >= 0)
            {
                Standing.Add(condition);
            }
            else
            {
                device.Orphan(rule.Id, condition.RaisePosition);
            }
        }
    }

    /// <summary>FNV-1a, which is the same in every process.</summary>
    private static ulong Fingerprint(in Sample sample)
    {
        ulong hash = 14695981039346656037;
        Mix(ref hash, (ulong)sample.TimestampMs);
        foreach (double number in sample.Numbers)
        {
            Mix(ref hash, BitConverter.DoubleToUInt64Bits(number));
        }

        foreach (string? text in sample.Texts)
        {
            Mix(ref hash, (ulong)(text?.Length ?? -1));
            foreach (var rune in (text ?? string.Empty).EnumerateRunes())
            {
                Mix(ref hash, (ulong)rune.Value);
            }
        }

        return hash;
    }

    private static void Mix(ref ulong hash, ulong value)
    {
        for (int i = 0; i < 8; i++)
        {
            hash = (hash ^ (byte)(value >> (i * 8))) * 1099511628211;
        }
    }
}
