using Microsoft.Extensions.Logging;

namespace Telemetry.Mqtt.Broker;

/// <summary>What every connection of a broker shares.</summary>
internal sealed record BrokerServices(
    MqttBrokerOptions Options,
    IAccessPolicy Access,
    PublishRouter Router,
    SessionTable Sessions,
    Wills Wills,
    BrokerStatistics Statistics,
    TimeProvider Time,
    ILogger Logger) : IDisposable
{
    private readonly SemaphoreSlim _authentications = new(Math.Max(1, Environment.ProcessorCount / 2));

    public long NowMs => Time.GetUtcNow().ToUnixTimeMilliseconds();

    public void Dispose() => _authentications.Dispose();

    /// <summary>Publishes a lost client's will; like its other messages, but nobody waits for an acknowledgement.</summary>
    public void PublishWill(Will will, Session? publisher, Delivery delivery)
    {
        if (Router.Publish(will.View, will.Message(NowMs), will.Origin, publisher, delivery).Reason >= ReasonCode.UnspecifiedError)
            Statistics.CountDropped(DropReason.WillRefused);
        delivery.Flush();
        // Not before: a crash in between publishes it twice instead of never.
        Wills.Clear(will);
    }

    /// <summary>Publishes the wills whose time has come.</summary>
    public void PublishDueWills(Delivery delivery)
    {
        foreach ((Will will, Session? publisher) in Wills.TakeDue(NowMs))
            PublishWill(will, publisher, delivery);
    }

    /// <summary>Judges a CONNECT; a hash takes long, so only a few at a time, that the traffic of the others goes on.</summary>
    public async ValueTask<ReasonCode> AuthenticateAsync(
        ClientIdentity client, byte[]? password, bool isClientIdAssigned, CancellationToken cancellationToken)
    {
        await _authentications.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return Access.Authenticate(new ConnectionRequest
            {
                Client = client,
                IsClientIdAssigned = isClientIdAssigned,
                HasPassword = password is not null,
                Password = password,
            });
        }
        finally
        {
            _authentications.Release();
        }
    }
}
