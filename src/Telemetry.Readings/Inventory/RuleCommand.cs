namespace Telemetry.Readings.Inventory;

/// <summary>A command that a rule sends to its device.</summary>
/// <param name="Profile">The command of the device's kind.</param>
/// <param name="Arguments">The arguments in the order of the rule; names and types are checked against <paramref name="Profile"/>.</param>
/// <param name="TimeToLive">How long the command may still run; the rule's or else the profile's.</param>
public sealed record RuleCommand(CommandProfile Profile, IReadOnlyList<RuleCommandArgument> Arguments, TimeSpan TimeToLive)
{
    public string Name => Profile.Name;
}
