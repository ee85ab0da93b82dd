using System.Text;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.Notifications;

/// <summary>
/// Publishes calls below <c>Notifications:Mqtt:Topic</c>. Delivered is what the broker took: that a program or a screen got it
/// says nothing of a person. On a screen an incident stays as a retained message until somebody answers.
/// </summary>
internal sealed class MqttPageChannel(INoticePublisher publisher, Outbox outbox, NoticeOptions options) : INotificationChannel, IDisposable
{
    /// <summary>One at a time, so that what clears a screen never overtakes what fills it.</summary>
    private readonly SemaphoreSlim _screens = new(1);

    public string Name => ChannelName.Mqtt;

    public async Task<SendResult> SendAsync(OutboxEntry entry, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.Timeout);
        try
        {
            if (PageTarget.IsScreen(entry.Target))
                return await SendToScreenAsync(entry, limit.Token);
            await PublishAsync(entry, retain: false, limit.Token);
            return new SendResult(SendOutcome.Delivered, "taken by the broker");
        }
        catch (IOException e)
        {
            return new SendResult(SendOutcome.Recoverable, e.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new SendResult(SendOutcome.Recoverable, $"the broker did not take it within {DurationConverter.Format(options.Timeout)}");
        }
    }

    public void Dispose() => _screens.Dispose();

    private async Task<SendResult> SendToScreenAsync(OutboxEntry entry, CancellationToken cancellationToken)
    {
        await _screens.WaitAsync(cancellationToken);
        try
        {
            // Answered while it waited: what clears the screen must come last. And what clears it late must not hide what is new.
            bool isClearing = entry.Body.Length == 0;
            if (!outbox.IsPending(entry.Key) || (isClearing && outbox.IsShownAnew(entry)))
                return new SendResult(SendOutcome.Delivered, "no longer needed");
            await PublishAsync(entry, retain: true, cancellationToken);
            return new SendResult(SendOutcome.Delivered, isClearing ? "cleared" : "taken by the broker");
        }
        finally
        {
            _screens.Release();
        }
    }

    private ValueTask PublishAsync(OutboxEntry entry, bool retain, CancellationToken cancellationToken) =>
        publisher.PublishAsync($"{options.Topic}/{entry.Target}", Encoding.UTF8.GetBytes(entry.Body), retain, cancellationToken);
}
