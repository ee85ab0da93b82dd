namespace Telemetry.Worker.Hosting;

/// <summary>The worker cannot start; the message names the thing, the place and the mend, and is all that a user needs to see.</summary>
internal sealed class StartException(string message, Exception? inner = null) : Exception(message, inner);
