namespace Telemetry.Alerting.Engine;

/// <summary>The buckets of one window of one device, oldest first.</summary>
/// <param name="cells">Of the window.</param>
/// <param name="head">The place of the oldest.</param>
internal readonly ref struct SettledBuckets(WindowPlan plan, ReadOnlySpan<WindowCell> cells, int head, int count)
{
    private readonly ReadOnlySpan<WindowCell> _cells = cells;

    public int Count => count;

    /// <summary><see cref="long.MinValue"/> when there are none.</summary>
    public long NewestMs => count > 0 ? Cell(count - 1).LastMs : long.MinValue;

    public long OldestMs => Cell(0).LastMs;

    public WindowBucket Newest => this[count - 1];

    /// <summary>The same window when its time begins anew.</summary>
    public SettledBuckets None => new(plan, _cells, head, 0);

    public WindowBucket this[int index]
    {
        get
        {
            ref readonly var cell = ref Cell(index);
            return new WindowBucket(cell.LastMs, cell.Value)
            {
                Count = cell.Count,
                Squares = plan.CellsOfBucket > 1 ? _cells[(Place(index) * plan.CellsOfBucket) + 1].Value : 0,
            };
        }
    }

    /// <summary>The newest bucket at or before the edge; the oldest must be.</summary>
    public WindowCell Anchor(long edgeMs)
    {
        int index = 0;
        while (index + 1 < count && Cell(index + 1).LastMs <= edgeMs)
        {
            index++;
        }

        return Cell(index);
    }

    /// <summary>Adds up what lies behind the edge, without the newest bucket.</summary>
    public void AddUp(long edgeMs, out double sum, out long values)
    {
        (sum, values) = (0, 0);
        int index = 0;
        while (index < count - 1 && Cell(index).LastMs <= edgeMs)
        {
            index++;
        }

        for (; index < count - 1; index++)
        {
            ref readonly var cell = ref Cell(index);
            sum += cell.Value;
            values += cell.Count;
        }
    }

    private ref readonly WindowCell Cell(int index) => ref _cells[Place(index) * plan.CellsOfBucket];

    private int Place(int index)
    {
        int place = head + index;
        return place < plan.Capacity ? place : place - plan.Capacity;
    }
}
