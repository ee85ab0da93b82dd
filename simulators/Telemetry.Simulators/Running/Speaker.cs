using Telemetry.Simulators.Payloads;

namespace Telemetry.Simulators.Running;

/// <summary>
/// Carries out <c>voice</c> commands, one after the other. A command that could not begin within its time to live
/// expires; one that comes a second time gets its last answer again and is not played again.
/// </summary>
/// <param name="reply">Takes the answers.</param>
/// <param name="spoke">Told when a text begins to play.</param>
internal sealed class Speaker(Action<CommandReply> reply, Action<long> spoke) : ICommandReceiver
{
    public const int MaximumWaiting = 8;

    private const long LeadMs = 500;
    private const long PerCharacterMs = 250;
    private const long LongestMs = 20_000;

    private readonly Queue<(CommandMessage Command, long DeadlineMs)> _waiting = new();
    private readonly Answers _answers = new(reply);
    private CommandMessage? _playing;
    private long _playedMs;

    /// <summary>When the speaker has something to do next, Unix milliseconds.</summary>
    public long NextWakeMs => _playing is null ? long.MaxValue : _playedMs;

    /// <summary>How long a text takes to be said.</summary>
    public static long LengthMs(string text) => Math.Min(LongestMs, LeadMs + text.Length * PerCharacterMs);

    public void Receive(CommandMessage command, long nowMs)
    {
        if (_answers.Repeat(command.Id, nowMs))
            return;
        if (command.Name != "voice")
            Answer(command, "refused", $"unknown command '{command.Name}'", nowMs);
        else if (command.Phase != "execute")
            Answer(command, "refused", $"voice knows no phase '{command.Phase}'", nowMs);
        else if (string.IsNullOrWhiteSpace(command.Text))
            Answer(command, "refused", "args.text is missing", nowMs);
        else if (command.TtlMs <= 0)
            Answer(command, "expired", null, nowMs);
        else if (_waiting.Count >= MaximumWaiting)
            Answer(command, "refused", "too many commands wait", nowMs);
        else
        {
            Answer(command, "accepted", null, nowMs);
            _waiting.Enqueue((command, nowMs + command.TtlMs));
            Advance(nowMs);
        }
    }

    public void Advance(long nowMs)
    {
        if (_playing is { } played && nowMs >= _playedMs)
        {
            _playing = null;
            Answer(played, "done", null, _playedMs);
        }

        while (_playing is null && _waiting.TryDequeue(out (CommandMessage Command, long DeadlineMs) next))
        {
            if (nowMs > next.DeadlineMs)
            {
                Answer(next.Command, "expired", "the speaker was busy", nowMs);
                continue;
            }

            _playing = next.Command;
            _playedMs = nowMs + LengthMs(next.Command.Text!);
            spoke(nowMs);
        }
    }

    /// <summary>The power is gone: whatever waits or plays is forgotten.</summary>
    public void Reset()
    {
        _waiting.Clear();
        _playing = null;
    }

    private void Answer(CommandMessage command, string state, string? detail, long atMs) =>
        _answers.Give(command.Id, new CommandReply(command.Id, state, detail, atMs));
}
