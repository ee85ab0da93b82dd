namespace Telemetry.Simulators.Running;

/// <summary>What a person at the terminal should know. Called from any thread.</summary>
internal interface IReporter
{
    void Note(string message);

    void Warn(string message);
}
