namespace Telemetry.Worker.Hosting;

/// <summary>Remembers whether the worker stopped because it was asked to or because it had to.</summary>
internal sealed class StopReason
{
    public bool IsFailure { get; private set; }

    public void Fail() => IsFailure = true;
}
