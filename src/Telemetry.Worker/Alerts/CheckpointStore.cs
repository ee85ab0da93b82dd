using System.Text;
using Dapper;
using Telemetry.Alerting.Engine;

namespace Telemetry.Worker.Alerts;

/// <summary>
/// Keeps the rule engine's state and the live view, with the journal position they belong to and the city in force there:
/// <c>"CITY" | hash of the city | live view | rule engine</c>. Without the first two in those of earlier versions. What is longer
/// than a piece goes on in the pieces beside it, which no other transaction changes.
/// </summary>
/// <param name="database">Keeps it.</param>
/// <param name="pieceBytes">What is written in one go: so much is in memory twice.</param>
internal sealed class CheckpointStore(AlertDatabase database, int pieceBytes = 1 << 18)
{
    private const string Partition = "all";
    private const uint Magic = 0x5954_4943;

    public void Save(long position, CityJudge judge, LiveCity live)
    {
        using var state = new ChunkStream(pieceBytes);
        using (var writer = new BinaryWriter(state, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Magic);
            writer.Write(judge.City.ContentHash);
            lock (live.Gate)
                live.Save(writer);
        }

        // Whoever judges saves: nobody else changes the engine meanwhile, and who looks at it need not wait.
        judge.Engine.Save(state);
        database.Write(connection =>
        {
            connection.Execute("DELETE FROM checkpoint_piece WHERE partition = @Partition", new { Partition });
            for (int number = 1; number < state.Chunks; number++)
            {
                connection.Execute(
                    "INSERT INTO checkpoint_piece(partition, number, state) VALUES(@Partition, @number, @piece)", new { Partition, number, piece = state.Chunk(number) });
            }

            connection.Execute(
                "INSERT INTO checkpoint(partition, position, state) VALUES(@Partition, @position, @piece) ON CONFLICT(partition) DO UPDATE SET position = @position, state = @piece",
                new { Partition, position, piece = state.Chunk(0) });
        });
    }

    /// <summary>The last checkpoint; null at the first start.</summary>
    /// <exception cref="CheckpointException">It is damaged.</exception>
    public KeptCheckpoint? Find()
    {
        (long Position, byte[] State)? kept = database.Read(connection =>
            connection.QuerySingleOrDefault<(long, byte[])?>("SELECT position, state FROM checkpoint WHERE partition = @Partition", new { Partition }));
        if (kept is not { } checkpoint)
            return null;
        byte[] state = [.. checkpoint.State, .. Pieces()];
        return Guarded(() =>
        {
            using var reader = new BinaryReader(new MemoryStream(state), Encoding.UTF8);
            return reader.ReadUInt32() == Magic
                ? new KeptCheckpoint(checkpoint.Position, reader.ReadString(), state.AsMemory((int)reader.BaseStream.Position))
                : new KeptCheckpoint(checkpoint.Position, null, state);
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

    /// <summary>What did not go into the first piece.</summary>
    private Span<byte> Pieces()
    {
        using var state = new MemoryStream();
        database.Read(connection =>
        {
            foreach (byte[] piece in connection.Query<byte[]>(
                "SELECT state FROM checkpoint_piece WHERE partition = @Partition ORDER BY number", new { Partition }, buffered: false))
            {
                state.Write(piece);
            }

            return state;
        });
        return state.GetBuffer().AsSpan(0, (int)state.Length);
    }

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
