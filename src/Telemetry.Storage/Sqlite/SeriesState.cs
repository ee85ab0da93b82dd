namespace Telemetry.Storage.Sqlite;

/// <summary>A series the store knows.</summary>
/// <param name="index">Counts from 0 without gaps; orders a batch.</param>
/// <param name="id">The key in the database.</param>
/// <param name="isEvent">Events and incidents are not rolled up, and are kept as long as the hours.</param>
internal sealed class SeriesState(int index, long id, WideTable table, bool isEvent)
{
    public int Index => index;

    public long Id => id;

    public WideTable Table => table;

    public bool IsEvent => isEvent;

    /// <summary>Start of a block that is known to be noted in <c>_dirty</c>, so that it is not noted for every row; null: ask the table.</summary>
    public long? NotedBlock { get; set; }
}
