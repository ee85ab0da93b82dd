using Telemetry.Simulators.Payloads;

namespace Telemetry.Simulators.Devices;

/// <summary>A model that carries out commands. Used by one thread at a time.</summary>
internal interface ICommandable
{
    /// <summary>True for a command that is selected first, by a token that lasts 30 s, and confirmed by a second person.</summary>
    bool NeedsSelection(string command);

    /// <summary>Why the command cannot be carried out now; null when it can.</summary>
    string? Refusal(CommandMessage command);

    /// <summary>Begins to carry out a command that is not refused.</summary>
    void Execute(CommandMessage command, long nowMs);

    /// <summary>How the last command ended: <c>done</c> or <c>failed</c>, and why; null while it is being carried out.</summary>
    (string State, string? Detail)? Outcome { get; }
}
