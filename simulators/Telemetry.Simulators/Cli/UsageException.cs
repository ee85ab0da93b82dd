namespace Telemetry.Simulators.Cli;

/// <summary>What the user asked for cannot be done; the message says why and how it could.</summary>
internal sealed class UsageException(string message) : Exception(message);
