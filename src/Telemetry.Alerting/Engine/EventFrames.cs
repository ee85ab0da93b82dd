using Telemetry.Alerting.Rules;

namespace Telemetry.Alerting.Engine;

/// <summary>The last events of one rule, device and merge value, while not enough of them have satisfied the rule.</summary>
/// <param name="rule">Index among the event rules of the kind.</param>
internal sealed class EventFrames(int rule, string key)
{
    private readonly List<(long AtMs, bool Holds)> _frames = [];

    public int Rule { get; } = rule;

    public string Key { get; } = key;

    /// <summary>Takes an event in; true when enough of the last ones, it included, satisfy the rule.</summary>
    public bool Note(EventRule eventRule, long atMs, bool holds)
    {
        _frames.Add((atMs, holds));
        if (_frames.Count > eventRule.Samples.Of)
        {
            _frames.RemoveAt(0);
        }

        int enough = 0;
        foreach (var frame in _frames)
        {
            enough += frame.Holds && Math.Abs(atMs - frame.AtMs) <= eventRule.SamplesWithinMs ? 1 : 0;
        }

        return holds && enough >= eventRule.Samples.Needed;
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(Rule);
        writer.Write(Key);
        writer.Write(_frames.Count);
        foreach (var (atMs, holds) in _frames)
        {
            writer.Write(atMs);
            writer.Write(holds);
        }
    }

    /// <param name="rules">What became of the saved rules.</param>
    public static EventFrames Load(BinaryReader reader, SavedRule[] rules)
    {
        int rule = reader.ReadInt32();
        var frames = new EventFrames((uint)rule < (uint)rules.Length ? rules[rule].Index : -1, reader.ReadString());
        for (int left = SavedKind.ReadCount(reader); left > 0; left--)
        {
            frames._frames.Add((reader.ReadInt64(), reader.ReadBoolean()));
        }

        return frames;
    }
}
