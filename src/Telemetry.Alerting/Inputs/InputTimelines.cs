namespace Telemetry.Alerting.Inputs;

/// <summary>The timelines of all things and scopes. Those that are long over make room once there are many.</summary>
internal sealed class InputTimelines : Dictionary<InputPlace, InputTimeline>
{
    /// <summary>So many are kept before those are looked for that are over.</summary>
    private const int LeastBeforeLook = 1_024;

    /// <summary>How long something that is over is known for what comes late.</summary>
    private const long KeepOverMs = 30L * 24 * 60 * 60 * 1000;

    private int _lookAt = LeastBeforeLook;

    /// <summary>Forgets what is long over; the last service is never. What is gone, as a rule nothing.</summary>
    /// <param name="nowMs">When the input is given that needs room.</param>
    public IReadOnlyList<InputPlace> MakeRoom(long nowMs)
    {
        if (Count < _lookAt)
        {
            return [];
        }

        List<InputPlace> over = [.. this.Where(kept => kept.Key.Kind != InputKind.Service && kept.Value.Stretches.All(s => s.UntilMs <= nowMs - KeepOverMs)).Select(kept => kept.Key)];
        foreach (var place in over)
        {
            Remove(place);
        }

        _lookAt = Math.Max(LeastBeforeLook, 2 * Count);
        return over;
    }
}
