using System.Text;
using Dapper;
using Telemetry.Alerting.Engine;

namespace Telemetry.Worker.Alerts;

/// <summary>Keeps the rule engine's state and the live view with the journal position they belong to.</summary>
internal sealed partial class CheckpointStore(AlertDatabase database, ILogger<CheckpointStore> logger)
{
    private const string Partition = "all";

    public void Save(long position, RuleEngine engine, LiveCity live)
    {
        using var state = new MemoryStream();
        lock (live.Gate)
        {
            using (var writer = new BinaryWriter(state, Encoding.UTF8, leaveOpen: true))
                live.Save(writer);
            engine.Save(state);
        }

        database.Write(connection => connection.Execute(
            "INSERT INTO checkpoint(partition, position, state) VALUES(@Partition, @position, @state) ON CONFLICT(partition) DO UPDATE SET position = @position, state = @state",
            new { Partition, position, state = state.ToArray() }));
    }

    /// <summary>Takes the last checkpoint over; null at the first start.</summary>
    public long? Load(RuleEngine engine, LiveCity live)
    {
        (long Position, byte[] State)? kept = database.Read(connection =>
            connection.QuerySingleOrDefault<(long, byte[])?>("SELECT position, state FROM checkpoint WHERE partition = @Partition", new { Partition }));
        if (kept is not { } checkpoint)
            return null;

        try
        {
            IReadOnlyList<OrphanedCondition> orphans = Load(checkpoint.State, engine, live);
            if (orphans.Count > 0)
                LogOrphans(logger, orphans.Count);
            return checkpoint.Position;
        }
        catch (Exception e) when (e is CheckpointException or InvalidDataException or EndOfStreamException)
        {
            throw new CheckpointException($"The rule engine's state in alerts.db cannot be read: {e.Message} Start the version that wrote it, restore a backup, or, with the worker stopped, give it up with: sqlite3 alerts.db \"DELETE FROM checkpoint\". The journal is then judged again from its oldest record.", e);
        }
    }

    private static IReadOnlyList<OrphanedCondition> Load(byte[] kept, RuleEngine engine, LiveCity live)
    {
        using var state = new MemoryStream(kept);
        lock (live.Gate)
        {
            using (var reader = new BinaryReader(state, Encoding.UTF8, leaveOpen: true))
                live.Load(reader);
            return engine.Load(state);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} conditions stood of rules or devices that are gone; their incidents stay open until somebody closes them")]
    private static partial void LogOrphans(ILogger logger, int count);
}
