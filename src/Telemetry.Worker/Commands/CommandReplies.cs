using Microsoft.Data.Sqlite;
using Telemetry.Readings;
using Telemetry.Worker.Notifications;

namespace Telemetry.Worker.Commands;

/// <summary>What a device's own answer means for a command in the outbox; a late or unknown answer means nothing.</summary>
internal static class CommandReplies
{
    public static void Apply(SqliteConnection connection, ReplyPayload reply, long atMs)
    {
        string? state = reply.State switch
        {
            CommandState.Executing or CommandState.Done => "delivered",
            CommandState.Failed or CommandState.Refused => "failed",
            CommandState.Expired => "expired",
            _ => null,
        };
        if (state is not null)
            Outbox.Finish(connection, reply.Id, state, $"{reply.State.ToString().ToLowerInvariant()} {reply.Detail}".TrimEnd(), atMs);
    }
}
