using Telemetry.Alerting.Expressions;

namespace Telemetry.Alerting.Engine;

/// <summary>
/// Judges what comes too late to correct anything: what a device kept while it was offline, where the history has a gap. It is
/// judged by itself, in the order in which it comes, and makes conditions that are over: closed when the gap ends unless the
/// backfill itself shows that they ended before. Nobody is paged for them.
/// </summary>
internal sealed class BackfillWatch(KindPlan[] plans, Surroundings around, GapHistory gaps)
{
    /// <summary>The most devices at a time of which a backfill is judged in one go; the one longest without gives way and begins anew.</summary>
    public const int MostJudges = 1024;

    private readonly Dictionary<int, BackfillJudge> _judges = [];
    private readonly Findings _found = new();

    /// <summary>Readings that came too late for anything.</summary>
    public long Ignored { get; private set; }

    /// <param name="settledMs">The newest sample of the device that has passed the watermark.</param>
    /// <param name="keptMs">The oldest one that has not.</param>
    /// <returns>What was judged of the gap, when it has come to its end.</returns>
    public BackfillJudge? Process(in Sample sample, long settledMs, long keptMs, long gapMs, Findings output)
    {
        int device = sample.Device.Index;
        long timeMs = sample.EngineTimeMs;
        if (!gaps.TryFill(device, timeMs, settledMs, keptMs, gapMs, out long untilMs))
        {
            Ignored++;
            return null;
        }

        if (!_judges.TryGetValue(device, out var judge) || judge.UntilMs != untilMs || timeMs <= judge.LastMs)
        {
            judge = Begin(device, untilMs);
        }

        (judge.LastMs, judge.Position) = (timeMs, sample.Position);
        _found.Clear();
        judge.Watch.Process(sample, 0, gapMs, _found);
        for (int i = 0; i < _found.Count; i++)
        {
            var (transition, told) = _found[i];
            output.Add(transition with { Backlog = true, Corrected = transition.Kind != TransitionKind.Raised }, told);
            if (transition.Kind == TransitionKind.Raised)
            {
                output.Add(transition with { Kind = TransitionKind.Cleared, AtMs = untilMs, Value = null, Backlog = true }, told);
            }
        }

        if (untilMs - timeMs > gapMs)
        {
            return null;
        }

        _judges.Remove(device);
        return judge;
    }

    public void BeginAnew(int device)
    {
        gaps.BeginAnew(device);
        _judges.Remove(device);
    }

    public void Save(BinaryWriter writer, int device)
    {
        bool isThere = _judges.TryGetValue(device, out var judge);
        writer.Write(isThere);
        if (isThere)
        {
            writer.Write(judge!.UntilMs);
            writer.Write(judge.LastMs);
            writer.Write(judge.Position);
            judge.Watch.Save(writer, 0);
        }
    }

    public void Load(BinaryReader reader, SavedDevice device, SavedKind kind)
    {
        if (!reader.ReadBoolean())
        {
            return;
        }

        // What stood in a backfill was told to be over: none of it is orphaned.
        var judge = new BackfillJudge(device.Index < 0 ? null : plans[device.Index], around, reader.ReadInt64())
        {
            LastMs = reader.ReadInt64(),
            Position = reader.ReadInt64(),
        };
        judge.Watch.Load(reader, new SavedDevice(string.Empty, device.Index < 0 ? -1 : 0, []), kind);
        if (device.Index >= 0)
        {
            _judges[device.Index] = judge;
        }
    }

    private BackfillJudge Begin(int device, long untilMs)
    {
        _judges.Remove(device);
        if (_judges.Count >= MostJudges)
        {
            _judges.Remove(_judges.MinBy(judge => judge.Value.Position).Key);
        }

        return _judges[device] = new BackfillJudge(plans[device], around, untilMs);
    }
}
