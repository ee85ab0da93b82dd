using System.Text;
using Dapper;
using Telemetry.Alerting.Engine;

namespace Telemetry.Worker.Alerts;

/// <summary>
/// Keeps the rule engine's state and the live view, with the journal position they belong to and the city in force there:
/// <c>"CITY" | hash of the city | live view | rule engine</c>. Without the first two in those of earlier versions.
/// </summary>
internal sealed class CheckpointStore(AlertDatabase database)
{
    private const string Partition = "all";
    private const uint Magic = 0x5954_4943;

    public void Save(long position, CityJudge judge, LiveCity live)
    {
        using var state = new MemoryStream();
        lock (live.Gate)
        {
            using (var writer = new BinaryWriter(state, Encoding.UTF8, leaveOpen: true))
            {
                writer.Write(Magic);
                writer.Write(judge.City.ContentHash);
                live.Save(writer);
            }

            judge.Engine.Save(state);
        }

        database.Write(connection => connection.Execute(
            "INSERT INTO checkpoint(partition, position, state) VALUES(@Partition, @position, @state) ON CONFLICT(partition) DO UPDATE SET position = @position, state = @state",
            new { Partition, position, state = state.ToArray() }));
    }

    /// <summary>The last checkpoint; null at the first start.</summary>
    /// <exception cref="CheckpointException">It is damaged.</exception>
    public KeptCheckpoint? Find()
    {
        (long Position, byte[] State)? kept = database.Read(connection =>
            connection.QuerySingleOrDefault<(long, byte[])?>("SELECT position, state FROM checkpoint WHERE partition = @Partition", new { Partition }));
        if (kept is not { } checkpoint)
            return null;
        return Guarded(() =>
        {
            using var reader = new BinaryReader(new MemoryStream(checkpoint.State), Encoding.UTF8);
            return reader.ReadUInt32() == Magic
                ? new KeptCheckpoint(checkpoint.Position, reader.ReadString(), checkpoint.State.AsMemory((int)reader.BaseStream.Position))
                : new KeptCheckpoint(checkpoint.Position, null, checkpoint.State);
        });
    }

    /// <summary>Takes a checkpoint over.</summary>
    /// <returns>The conditions that stood then, of rules or devices that are gone.</returns>
    /// <exception cref="CheckpointException">It is damaged.</exception>
    public static IReadOnlyList<OrphanedCondition> Load(KeptCheckpoint checkpoint, CityJudge judge, LiveCity live) => Guarded(() =>
    {
        using var state = new MemoryStream(checkpoint.State.ToArray());
        lock (live.Gate)
        {
            using (var reader = new BinaryReader(state, Encoding.UTF8, leaveOpen: true))
                live.Load(reader);
            return judge.Engine.Load(state);
        }
    });

    private static T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is CheckpointException or InvalidDataException or EndOfStreamException)
        {
            throw new CheckpointException($"The rule engine's state in alerts.db cannot be read: {e.Message} Start the version that wrote it, restore a backup, or, with the worker stopped, give it up with: sqlite3 alerts.db \"DELETE FROM checkpoint\". The journal is then judged again from its oldest record.", e);
        }
    }
}
