using System.Buffers;
using System.Text.Json;
using Telemetry.Simulators.Cameras;
using Telemetry.Simulators.Devices;

namespace Telemetry.Simulators.Payloads;

/// <summary>
/// Writes the native payloads, independently of the worker's codec so that two equal mistakes cannot cancel. Times are
/// Unix milliseconds. One per thread; every result is a fresh array.
/// </summary>
internal sealed class PayloadEncoder : IDisposable
{
    private readonly ArrayBufferWriter<byte> _buffer = new(1024);
    private readonly Utf8JsonWriter _json;

    public PayloadEncoder() => _json = new Utf8JsonWriter(_buffer);

    /// <summary><c>{"ts":...,"seq":...,fields}</c></summary>
    public byte[] Telemetry(long atMs, long sequence, Reading reading)
    {
        Start(atMs);
        _json.WriteNumber("seq"u8, sequence);
        foreach (Reading.Measured field in reading.Fields)
        {
            if (field.IsBoolean)
                _json.WriteBoolean(field.Name, field.Number != 0);
            else if (field.Text is { } text)
                _json.WriteString(field.Name, text);
            else
                _json.WriteNumber(field.Name, field.Number);
        }

        return Finish();
    }

    /// <summary><c>{"ts":...,"event":"intrusion","zone":...,...}</c></summary>
    public byte[] Event(DeviceEvent happened)
    {
        Start(happened.AtMs);
        _json.WriteString("event"u8, happened.Name);
        if (happened is Sighting seen)
            Write(seen);
        else if (happened is Report report)
        {
            foreach ((string field, string text) in report.Texts)
                _json.WriteString(field, text);
        }

        return Finish();
    }

    /// <summary><c>{"online":true,"ts":...}</c></summary>
    public byte[] Status(bool online, long atMs)
    {
        Restart();
        _json.WriteStartObject();
        _json.WriteBoolean("online"u8, online);
        _json.WriteNumber("ts"u8, atMs);
        return Finish();
    }

    /// <summary>What the broker says for a device that was lost; it knows no time.</summary>
    public static byte[] Will() => "{\"online\":false}"u8.ToArray();

    /// <summary><c>{"id":...,"state":"done","detail":...,"ts":...}</c></summary>
    public byte[] Reply(CommandReply reply)
    {
        Restart();
        _json.WriteStartObject();
        _json.WriteString("id"u8, reply.Id);
        _json.WriteString("state"u8, reply.State);
        if (reply.Detail is { } detail)
            _json.WriteString("detail"u8, detail);
        _json.WriteNumber("ts"u8, reply.AtMs);
        return Finish();
    }

    /// <summary>Several objects as one array; a single one stays as it is.</summary>
    public static byte[] Join(IReadOnlyList<byte[]> objects)
    {
        if (objects.Count == 1)
            return objects[0];
        var joined = new byte[objects.Sum(o => o.Length) + objects.Count + 1];
        int at = 0;
        foreach (byte[] one in objects)
        {
            joined[at] = (byte)(at == 0 ? '[' : ',');
            one.CopyTo(joined, at + 1);
            at += one.Length + 1;
        }

        joined[at] = (byte)']';
        return joined;
    }

    public void Dispose() => _json.Dispose();

    private void Write(Sighting seen)
    {
        _json.WriteString("zone"u8, seen.Zone);
        _json.WriteNumber("confidence"u8, seen.Confidence);
        _json.WriteNumber("frames"u8, seen.Frames);
        _json.WriteNumber("dwell_ms"u8, seen.DwellMs);
        _json.WriteString("track"u8, seen.Track);
        _json.WriteString("age_class"u8, seen.AgeClass);
        if (seen.SnapshotId is { } snapshot)
            _json.WriteString("snapshot"u8, snapshot);
    }

    private void Start(long atMs)
    {
        Restart();
        _json.WriteStartObject();
        _json.WriteNumber("ts"u8, atMs);
    }

    private void Restart()
    {
        _buffer.ResetWrittenCount();
        _json.Reset();
    }

    private byte[] Finish()
    {
        _json.WriteEndObject();
        _json.Flush();
        return _buffer.WrittenSpan.ToArray();
    }
}
