using Telemetry.Mqtt.Publishing;

namespace Telemetry.Worker.Tests.Harness;

/// <summary>A connection as far as acknowledgements go: a ring of receipts, drained in order.</summary>
internal sealed class TestOrigin(string? userName = null) : PublishOrigin
{
    private readonly Queue<Receipt> _ring = new();
    private int _acknowledged;

    public override string ClientId => "test";

    public override string? UserName => userName;

    public int Acknowledged => Volatile.Read(ref _acknowledged);

    /// <summary>What a connection does after a read: remember, drain, register, drain once more.</summary>
    public void Add(Receipt receipt)
    {
        lock (_ring)
            _ring.Enqueue(receipt);
        if (!Acknowledge())
            return;
        receipt.Log!.Await(this);
        Acknowledge();
    }

    public override bool Acknowledge()
    {
        lock (_ring)
        {
            while (_ring.TryPeek(out Receipt receipt) && receipt.IsDurable)
            {
                _ring.Dequeue();
                Volatile.Write(ref _acknowledged, _acknowledged + 1);
            }

            return _ring.Count > 0;
        }
    }
}
