using Telemetry.Simulators.Devices;
using Telemetry.Simulators.Payloads;

namespace Telemetry.Simulators.Running;

/// <summary>
/// Carries out the commands of a device that can: at once, or where the device asks for it only what was selected within
/// the last 30 s by the same token and confirmed by somebody else than who gave it. The same id and phase a second time
/// is answered again and not carried out again.
/// </summary>
/// <param name="model">What moves.</param>
/// <param name="reply">Takes the answers.</param>
internal sealed class Actuator(ICommandable model, Action<CommandReply> reply) : ICommandReceiver
{
    /// <summary>How long a selection lasts.</summary>
    public const long SelectionMs = 30_000;

    private const long LookMs = 1000;

    private readonly Answers _answers = new(reply);
    private (string Name, string Token, long UntilMs)? _selected;
    private CommandMessage? _running;
    private long _lookMs = long.MaxValue;

    public long NextWakeMs => _lookMs;

    public void Receive(CommandMessage command, long nowMs)
    {
        string question = $"{command.Phase} {command.Id}";
        if (_answers.Repeat(question, nowMs))
            return;
        (string state, string? detail) = command.TtlMs <= 0 ? ("expired", null) : Take(command, nowMs);
        _answers.Give(question, new CommandReply(command.Id, state, detail, nowMs));
        if (state != "executing")
            return;
        _running = command;
        _lookMs = nowMs;
        Advance(nowMs);
    }

    public void Advance(long nowMs)
    {
        if (_running is not { } running || nowMs < _lookMs)
            return;
        _lookMs = nowMs + LookMs;
        if (model.Outcome is not { } outcome)
            return;
        _running = null;
        _lookMs = long.MaxValue;
        _answers.Give($"execute {running.Id}", new CommandReply(running.Id, outcome.State, outcome.Detail, nowMs));
    }

    public void Reset()
    {
        _selected = null;
        _running = null;
        _lookMs = long.MaxValue;
    }

    private (string State, string? Detail) Take(CommandMessage command, long nowMs)
    {
        bool selects = model.NeedsSelection(command.Name);
        switch (command.Phase)
        {
            case "select" when selects:
                if (command.Token is not { Length: > 0 } token)
                    return ("refused", "token is missing");
                if (model.Refusal(command) is { } no)
                    return ("refused", no);
                _selected = (command.Name, token, nowMs + SelectionMs);
                return ("selected", null);
            case "cancel" when selects:
                _selected = null;
                return ("done", null);
            case "execute":
                if (selects && Unselected(command, nowMs) is { } missing)
                    return ("refused", missing);
                _selected = null;
                if (model.Refusal(command) is { } refusal)
                    return ("refused", refusal);
                if (_running is { } other)
                    _answers.Give($"execute {other.Id}", new CommandReply(other.Id, "failed", "another command took over", nowMs));
                model.Execute(command, nowMs);
                return ("executing", null);
            default:
                return ("refused", $"{command.Name} knows no phase '{command.Phase}'");
        }
    }

    private string? Unselected(CommandMessage command, long nowMs)
    {
        if (_selected is not { } selected || selected.Name != command.Name || selected.Token != command.Token)
            return "not selected with this token";
        if (nowMs > selected.UntilMs)
            return "the selection is older than 30 s";
        return command.ConfirmedBy is not { Length: > 0 } second || second == command.By ? "no second person has confirmed" : null;
    }
}
