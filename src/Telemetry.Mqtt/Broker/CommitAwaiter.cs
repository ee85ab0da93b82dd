using Telemetry.Mqtt.Publishing;

namespace Telemetry.Mqtt.Broker;

/// <summary>Turns the commit that a message of this process waits for into a task.</summary>
internal sealed class CommitAwaiter(Receipt receipt) : PublishOrigin
{
    private readonly TaskCompletionSource _committed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override string ClientId => "";

    public override string? UserName => null;

    public Task Task => _committed.Task;

    public override bool Acknowledge()
    {
        if (!receipt.IsDurable)
            return true;
        _committed.TrySetResult();
        return false;
    }
}
