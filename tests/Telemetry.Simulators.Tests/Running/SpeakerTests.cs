using Telemetry.Simulators.Payloads;
using Telemetry.Simulators.Running;

namespace Telemetry.Simulators.Tests.Running;

public class SpeakerTests
{
    private readonly List<CommandReply> _replies = [];
    private readonly List<long> _spoken = [];
    private readonly Speaker _speaker;

    public SpeakerTests() => _speaker = new Speaker(_replies.Add, _spoken.Add);

    [Fact]
    public void Receive_Voice_IsAcceptedAndDone()
    {
        _speaker.Receive(Voice("c1"), 1000);
        Assert.Equal([new CommandReply("c1", "accepted", null, 1000)], _replies);
        Assert.Equal([1000], _spoken);
        long end = _speaker.NextWakeMs;
        Assert.Equal(1000 + Speaker.LengthMs("离开水边"), end);
        _speaker.Advance(end - 1);
        Assert.Single(_replies);
        _speaker.Advance(end + 7);
        Assert.Equal(new CommandReply("c1", "done", null, end), _replies[1]);
        Assert.Equal(long.MaxValue, _speaker.NextWakeMs);
    }

    [Fact]
    public void Receive_SecondWhilePlaying_WaitsItsTurn()
    {
        _speaker.Receive(Voice("c1"), 0);
        _speaker.Receive(Voice("c2"), 100);
        Assert.Equal(["accepted", "accepted"], _replies.Select(r => r.State));
        Assert.Single(_spoken);
        _speaker.Advance(_speaker.NextWakeMs);
        Assert.Equal(2, _spoken.Count);
        _speaker.Advance(_speaker.NextWakeMs);
        Assert.Equal(["c1 done", "c2 done"], _replies.Skip(2).Select(r => $"{r.Id} {r.State}"));
    }

    [Fact]
    public void Advance_TimeToLivePassedWhileWaiting_Expires()
    {
        _speaker.Receive(Voice("c1"), 0);
        _speaker.Receive(Voice("c2", ttlMs: 200), 100);
        _speaker.Advance(_speaker.NextWakeMs);
        Assert.Equal("c2 expired", $"{_replies[^1].Id} {_replies[^1].State}");
        Assert.Single(_spoken);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    public void Receive_NoTimeToLive_Expires(long ttlMs)
    {
        _speaker.Receive(Voice("c1", ttlMs), 0);
        Assert.Equal("expired", Assert.Single(_replies).State);
        Assert.Empty(_spoken);
    }

    [Fact]
    public void Receive_SameIdAgain_AnswersTheLastStateAndDoesNotPlay()
    {
        _speaker.Receive(Voice("c1"), 0);
        _speaker.Advance(_speaker.NextWakeMs);
        _speaker.Receive(Voice("c1"), 90_000);
        Assert.Equal(new CommandReply("c1", "done", null, 90_000), _replies[^1]);
        Assert.Single(_spoken);
    }

    [Theory]
    [InlineData("dance", "execute", "x", "unknown command 'dance'")]
    [InlineData("voice", "select", "x", "voice knows no phase 'select'")]
    [InlineData("voice", "execute", null, "args.text is missing")]
    [InlineData("voice", "execute", " ", "args.text is missing")]
    public void Receive_Unsuitable_IsRefusedWithItsReason(string name, string phase, string? text, string why)
    {
        _speaker.Receive(new CommandMessage("c1", name, phase, 30_000, text), 0);
        CommandReply reply = Assert.Single(_replies);
        Assert.Equal(("refused", why), (reply.State, reply.Detail));
        Assert.Empty(_spoken);
    }

    [Fact]
    public void Receive_TooMany_AreRefused()
    {
        for (int i = 0; i <= Speaker.MaximumWaiting + 1; i++)
            _speaker.Receive(Voice($"c{i}"), 0);
        Assert.Equal("refused", _replies[^1].State);
        Assert.Equal(Speaker.MaximumWaiting + 1, _replies.Count(r => r.State == "accepted"));
    }

    [Fact]
    public void Reset_WhilePlaying_IsNeverDone()
    {
        _speaker.Receive(Voice("c1"), 0);
        _speaker.Receive(Voice("c2"), 0);
        _speaker.Reset();
        _speaker.Advance(1_000_000);
        Assert.DoesNotContain(_replies, r => r.State == "done");
    }

    private static CommandMessage Voice(string id, long ttlMs = 30_000) => new(id, "voice", "execute", ttlMs, "离开水边");
}
