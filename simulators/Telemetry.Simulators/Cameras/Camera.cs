using Telemetry.Simulators.Devices;
using Telemetry.Simulators.Faults;
using Telemetry.Simulators.Imaging;
using Telemetry.Simulators.Inventory;
using Telemetry.Simulators.Physics;

namespace Telemetry.Simulators.Cameras;

/// <summary>
/// A camera over dangerous water. People pass by following a Poisson process whose rate goes with the hour; once in a
/// while one of them, or a shadow, is reported with a confidence too low to matter. An intruder (a fault) is reported
/// with a picture at once and every ten seconds, heeds the voice as a rule, and is reported gone.
/// </summary>
internal sealed class Camera : DeviceModel
{
    /// <summary>Three frames at 25 a second, and the detector's own time.</summary>
    private const long DetectMs = 400;
    private const int LeastFrames = 3;
    private const double FramesPerSecond = 25;
    private const long ReportMs = 10_000;
    private const long LoiteringAfterMs = 60_000;
    private const int ReportsPerSnapshot = 6;
    private const double WeakDetectionShare = 0.01;
    private const double HeedsVoiceShare = 0.8;
    private const double TrackLostShare = 0.12;

    private readonly ulong _seed;
    private readonly Weather _weather;
    private readonly Daylight _daylight;
    private readonly SeededRandom _people;
    private readonly SeededRandom _sensors;
    private readonly double _batteryOffset;
    private long _nowMs;
    private long _nextPasserMs;
    private int _tracks;
    private Visit? _visit;

    public Camera(SimulatedDevice device, ulong seed, Weather weather, Daylight daylight, long startMs)
        : base(device)
    {
        _seed = seed;
        _weather = weather;
        _daylight = daylight;
        _people = new SeededRandom(seed, device.Id + "/people");
        _sensors = new SeededRandom(seed, device.Id + "/sensors");
        _batteryOffset = _sensors.Between(-0.15, 0.15);
        _nowMs = startMs;
        _nextPasserMs = NextPasser(startMs);
    }

    public override long NextWakeMs => Math.Min(_nextPasserMs, _visit?.NextReportMs ?? long.MaxValue);

    public override bool HasSpeaker => true;

    /// <summary>People who went by since the start.</summary>
    public int Passers { get; private set; }

    /// <summary>People who pass in an hour, by the hour of the day.</summary>
    public static double PassersPerHour(double hour) => hour switch
    {
        < 5 => 0.1,
        < 7 => 2,
        < 16 => 3.5,
        < 20 => 6,
        < 22 => 2,
        _ => 0.4,
    };

    public override void Advance(long nowMs, IDeviceOutput output)
    {
        while (NextWakeMs <= nowMs)
        {
            _nowMs = NextWakeMs;
            if (_visit is { } visit && visit.NextReportMs <= _nextPasserMs)
                Report(visit, output);
            else
                PassBy();
        }

        _nowMs = Math.Max(_nowMs, nowMs);
    }

    public override void Read(Reading reading)
    {
        double sun = _daylight.Fraction(_nowMs);
        double battery = 12.4 + _batteryOffset + 0.2 * Math.Cos((Weather.HourOfDay(_nowMs) - 16) / 24 * Math.Tau) + 0.9 * Math.Sqrt(sun);
        reading.Add("camera_ok", true);
        reading.Add("speaker_ok", true);
        reading.Add("frame_rate", Sensor.Read(sun > 0 ? 25 : 20, 0.2, 1, _sensors));
        reading.Add("illuminance", Sensor.Read(_daylight.Lux(_nowMs), 0, sun > 0 ? 0 : 1, _sensors));
        reading.Add("battery_voltage", Sensor.Read(battery, 0.01, 2, _sensors));
        reading.Add("enclosure_temperature", Sensor.Read(_weather.Temperature(_nowMs) + 8 + 7 * sun, 0.1, 1, _sensors, minimum: -50));
    }

    public override void Begin(Fault fault, long nowMs)
    {
        if (fault.Kind != FaultKind.Intrusion)
            return;
        double stay = fault.Duration?.TotalSeconds ?? _people.Between(120, 240);
        double age = _people.NextDouble();
        _visit = new Visit
        {
            StartMs = nowMs,
            LeaveMs = nowMs + (long)(stay * 1000),
            NextReportMs = nowMs + DetectMs,
            Zone = "bank-1",
            AgeClass = age < 0.25 ? "child" : age < 0.9 ? "adult" : "unknown",
            IsIntrusion = true,
            IgnoresVoice = fault.Duration is not null,
            Track = NextTrack(),
        };
    }

    public override void End(long nowMs)
    {
        if (_visit is { } visit)
        {
            visit.LeaveMs = nowMs;
            visit.NextReportMs = nowMs;
        }
    }

    public override void Spoke(long nowMs)
    {
        if (_visit is not { IsIntrusion: true, IgnoresVoice: false } visit || _people.NextDouble() > HeedsVoiceShare)
            return;
        visit.LeaveMs = Math.Min(visit.LeaveMs, nowMs + (long)_people.Between(6000, 15_000));
        visit.NextReportMs = Math.Min(visit.NextReportMs, visit.LeaveMs);
    }

    private void Report(Visit visit, IDeviceOutput output)
    {
        bool left = _nowMs >= visit.LeaveMs && visit.Reports > 0;
        long dwell = _nowMs - visit.StartMs;
        if (left)
        {
            output.Raise(new Sighting(_nowMs, "cleared", visit.Zone, 1, LeastFrames, dwell, visit.Track, visit.AgeClass, null));
            _visit = null;
            return;
        }

        if (visit.Reports > 0 && _people.NextDouble() < TrackLostShare)
            visit.Track = NextTrack();
        if (visit.IsIntrusion && visit.Reports % ReportsPerSnapshot == 0)
            TakeSnapshot(visit, output);
        bool loiters = !visit.IsIntrusion || dwell >= LoiteringAfterMs;
        double confidence = Math.Round(visit.IsIntrusion ? _people.Between(0.78, 0.98) : _people.Between(0.30, 0.55), 2);
        output.Raise(new Sighting(
            _nowMs, loiters ? "loitering" : "intrusion", visit.Zone, confidence, Frames(dwell), dwell, visit.Track, visit.AgeClass, visit.SnapshotId));
        visit.Reports++;
        visit.NextReportMs = Math.Max(_nowMs + 1, Math.Min(_nowMs + ReportMs, visit.LeaveMs));
    }

    private void TakeSnapshot(Visit visit, IDeviceOutput output)
    {
        visit.SnapshotId = $"{Device.Id}-{_nowMs}";
        var scene = new SeededRandom(_seed, visit.SnapshotId);
        output.Snapshot(visit.SnapshotId, WaterScene.Draw(scene, _daylight.Fraction(_nowMs), visit.AgeClass == "child"));
    }

    private void PassBy()
    {
        Passers++;
        _nextPasserMs = NextPasser(_nowMs);
        if (_visit is not null || _people.NextDouble() >= WeakDetectionShare)
            return;
        _visit = new Visit
        {
            StartMs = _nowMs,
            LeaveMs = _nowMs + (long)_people.Between(4000, 9000),
            NextReportMs = _nowMs + DetectMs,
            Zone = "bank-1",
            AgeClass = "unknown",
            IsIntrusion = false,
            IgnoresVoice = true,
            Track = NextTrack(),
        };
    }

    /// <summary>Thinning: candidates at the greatest rate, of which as many are kept as the hour's rate asks for.</summary>
    private long NextPasser(long afterMs)
    {
        const double greatest = 6;
        while (true)
        {
            afterMs += Math.Max(1, (long)(_people.Exponential(3600 / greatest) * 1000));
            if (_people.NextDouble() * greatest < PassersPerHour(Weather.HourOfDay(afterMs)))
                return afterMs;
        }
    }

    private static int Frames(long dwellMs) => Math.Max(LeastFrames, (int)(dwellMs * FramesPerSecond / 1000));

    private string NextTrack() => $"t{++_tracks}";
}
