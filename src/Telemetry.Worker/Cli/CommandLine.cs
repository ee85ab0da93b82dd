using System.CommandLine;

namespace Telemetry.Worker.Cli;

/// <summary>The commands of <c>telemetry</c>.</summary>
internal static class CommandLine
{
    public static RootCommand Create() => new("Telemetry: watches a city's devices over MQTT, stores what they say, and makes sure a person answers an alarm.")
    {
        RunCommand.Create(),
        CheckCommand.Create(),
        BrokerCommand.Create(),
        JournalCommand.Create(),
        QuarantineCommand.Create(),
        MqttUserCommand.Create(),
    };
}
