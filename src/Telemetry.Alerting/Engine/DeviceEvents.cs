using Telemetry.Alerting.Rules;

namespace Telemetry.Alerting.Engine;

/// <summary>What is remembered of the events of one device.</summary>
internal sealed class DeviceEvents
{
    /// <summary>How many of the newest events are compared with a new one to find it a repetition.</summary>
    public const int RecentCount = 16;

    private readonly ulong[] _recent = new ulong[RecentCount];
    private int _nextRecent;

    // Of rules that need several events, the one heard of longest ago first.
    private readonly List<EventFrames> _frames = [];

    /// <summary>In the order in which they were raised.</summary>
    public List<EventCondition> Standing { get; } = [];

    /// <summary>Takes an event of a rule that needs several in; true when they are enough, and then the count begins anew.</summary>
    /// <param name="index">Of the rule among the event rules of the kind.</param>
    /// <param name="holds">Whether it satisfies the rule.</param>
    public bool IsEnough(EventRule rule, int index, string key, long atMs, bool holds)
    {
        int place = _frames.FindIndex(frames => frames.Rule == index && frames.Key == key);
        var frames = place < 0 ? new EventFrames(index, key) : _frames[place];
        if (place >= 0)
        {
            _frames.RemoveAt(place);
        }

        if (frames.Note(rule, atMs, holds))
        {
            return true;
        }

        _frames.Add(frames);
        if (_frames.Count > EventWatch.MaximumStanding)
        {
            _frames.RemoveAt(0);
        }

        return false;
    }

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

        writer.Write(_frames.Count);
        foreach (var frames in _frames)
        {
            frames.Save(writer);
        }
    }

    /// <param name="rules">What became of the saved rules.</param>
    public void Load(BinaryReader reader, SavedDevice device, SavedRule[] rules, int version)
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

        if (version > 1)
        {
            LoadFrames(reader, rules);
        }
    }

    private void LoadFrames(BinaryReader reader, SavedRule[] rules)
    {
        for (int left = SavedKind.ReadCount(reader); left > 0; left--)
        {
            var frames = EventFrames.Load(reader, rules);
            if (frames.Rule >= 0)
            {
                _frames.Add(frames);
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
