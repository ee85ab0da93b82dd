using Telemetry.Alerting.Rules;

namespace Telemetry.Alerting.Engine;

/// <summary>What is remembered of the events of one device.</summary>
internal sealed class DeviceEvents
{
    private readonly RecentSamples _recent = new();

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
    public bool IsRepeated(in Sample sample) => _recent.IsRepeated(sample);

    public void Save(BinaryWriter writer)
    {
        _recent.Save(writer);
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
        _recent.Load(reader);
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
}
