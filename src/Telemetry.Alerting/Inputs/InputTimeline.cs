namespace Telemetry.Alerting.Inputs;

/// <summary>
/// What was given about one thing and scope: stretches of time, a later one painted over the earlier ones. Only what can still be
/// seen is kept.
/// </summary>
internal sealed class InputTimeline
{
    /// <summary>The most stretches of one thing and scope; those that are over make room for new ones.</summary>
    public const int MaximumStretches = 128;

    private List<InputRecord> _stretches = [];

    /// <summary>In the order in which they were painted.</summary>
    public IReadOnlyList<InputRecord> Stretches => _stretches;

    /// <summary>What counts at a time; null when nothing does.</summary>
    public InputRecord? At(long atMs)
    {
        for (int i = _stretches.Count - 1; i >= 0; i--)
        {
            var stretch = _stretches[i];
            if (stretch.Covers(atMs))
            {
                return stretch.IsTakenBack ? null : stretch;
            }
        }

        return null;
    }

    /// <summary>The stretch that begins last; null when there is none.</summary>
    public InputRecord? Last()
    {
        InputRecord? last = null;
        foreach (var stretch in _stretches)
        {
            if (!stretch.IsTakenBack && (last is null || stretch.FromMs >= last.FromMs))
            {
                last = stretch;
            }
        }

        return last;
    }

    /// <summary>False when there are too many stretches that are not over.</summary>
    public bool HasRoomFor(InputRecord added) => Painted(added) is not null;

    /// <summary>There has to be room for it.</summary>
    public void Paint(InputRecord added) => _stretches = Painted(added) ?? throw new InvalidOperationException("There is no room for the stretch.");

    /// <summary>Adds what was saved, in the same order.</summary>
    public void Restore(InputRecord stretch) => _stretches.Add(stretch);

    /// <summary>Null when there is no room.</summary>
    private List<InputRecord>? Painted(InputRecord added)
    {
        var left = new List<InputRecord>(_stretches.Count + 1);
        bool hides = false;
        foreach (var stretch in _stretches)
        {
            if (Visible(stretch, added) is not { } visible)
            {
                continue;
            }

            left.Add(visible);
            hides |= visible.FromMs < added.UntilMs && added.FromMs < visible.UntilMs;
        }

        if (!added.IsTakenBack || hides)
        {
            left.Add(added);
        }

        while (left.Count > MaximumStretches)
        {
            var oldest = left.Where(stretch => stretch.UntilMs <= added.GivenAtMs).MinBy(stretch => stretch.UntilMs);
            if (oldest is null)
            {
                return null;
            }

            left.Remove(oldest);
        }

        return left;
    }

    /// <summary>What is left of a stretch beside the new one; whole when the new one lies in its middle.</summary>
    private static InputRecord? Visible(InputRecord stretch, InputRecord added)
    {
        if (added.FromMs <= stretch.FromMs)
        {
            return added.UntilMs >= stretch.UntilMs ? null
                : added.UntilMs > stretch.FromMs ? stretch with { FromMs = added.UntilMs }
                : stretch;
        }

        return added.FromMs < stretch.UntilMs && added.UntilMs >= stretch.UntilMs ? stretch with { UntilMs = added.FromMs } : stretch;
    }
}
