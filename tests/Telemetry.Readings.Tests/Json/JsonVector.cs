using System.Text;

namespace Telemetry.Readings.Tests.Json;

/// <summary>A payload, and what has to become of it.</summary>
/// <param name="Name">y_ valid, n_ invalid, i_ left open by RFC 8259 and decided here.</param>
/// <param name="Text">The payload; in Latin-1 it is bytes that no text has.</param>
/// <param name="Reason">Why it is rejected; None when it is taken.</param>
/// <param name="Fault">What is counted although it is taken.</param>
/// <param name="IsBytes">True when each character is one byte.</param>
public sealed record JsonVector(string Name, string Text, RejectReason Reason = RejectReason.None, DeviceFault? Fault = null, bool IsBytes = false)
{
    public byte[] Payload => (IsBytes ? Encoding.Latin1 : Encoding.UTF8).GetBytes(Text);

    public override string ToString() => Name;
}
