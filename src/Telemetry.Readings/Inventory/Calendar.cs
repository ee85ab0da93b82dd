namespace Telemetry.Readings.Inventory;

/// <summary>Days that are unlike others, such as public holidays; rules name it in <c>during</c>, shifts in <c>on</c>.</summary>
public sealed class Calendar
{
    private readonly HashSet<DateOnly> _days;

    internal Calendar(string id, LocalizedText title, HashSet<DateOnly> days)
    {
        Id = id;
        Title = title;
        _days = days;
    }

    public string Id { get; }

    public LocalizedText Title { get; }

    public int Count => _days.Count;

    internal IEnumerable<DateOnly> Days => _days;

    public bool Contains(DateOnly day) => _days.Contains(day);

    public override string ToString() => Id;
}
