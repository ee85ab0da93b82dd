using Microsoft.Data.Sqlite;
using Telemetry.Readings;
using Telemetry.Worker.Notifications;

namespace Telemetry.Worker.Commands;

/// <summary>
/// What a device's own answer means for a command in the outbox. A late or unknown answer means nothing, nor does one to
/// another device's command or to a notification: a device may only speak for itself.
/// </summary>
internal static class CommandReplies
{
    public static void Apply(SqliteConnection connection, DeviceReply reply, long atMs)
    {
        (CommandState said, string detail) = (reply.Payload.State, reply.Payload.Detail);
        string? state = said switch
        {
            CommandState.Executing or CommandState.Done => "delivered",
            CommandState.Failed or CommandState.Refused => "failed",
            CommandState.Expired => "expired",
            _ => null,
        };
        if (state is not null)
            Outbox.FinishCommand(connection, reply.Payload.Id, reply.DeviceId, state, $"{said.ToString().ToLowerInvariant()} {detail}".TrimEnd(), atMs);
    }
}
