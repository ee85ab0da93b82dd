using System.Diagnostics.CodeAnalysis;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Inputs;

/// <summary>
/// What people and programs said of the city, as of the last <c>input</c> record: mode, phase, flags, services, weather,
/// forecasts and plans. A pure function of the records. One thread at a time.
/// <para>Asking allocates nothing. A narrower scope wins: device, site, then from the device's own area upwards first the system
/// within the area, then the area, and last the system.</para>
/// </summary>
public sealed class InputState
{
    /// <summary>The most ids that are remembered; the oldest is forgotten first.</summary>
    public const int MaximumIds = 4_096;

    /// <summary>The most names of the weather of one area, and as many of forecasts.</summary>
    public const int MaximumNames = 64;

    private const byte Version = 1;

    private readonly City _city;
    private readonly InputTimelines _timelines = [];
    private readonly Dictionary<InputPlace, InputSeries> _series = [];
    private readonly InputIds _ids = new();
    private readonly int[] _placesOf = new int[(int)InputKind.Plan + 1];

    public InputState(City city)
    {
        ArgumentNullException.ThrowIfNull(city);
        _city = city;
    }

    /// <summary>Takes in an input. Nothing is changed when it is refused, nor when its id was seen before.</summary>
    /// <param name="refusal">Why it cannot be taken: the city does not have what it speaks of.</param>
    public bool TryApply(InputRecord record, [NotNullWhen(false)] out string? refusal)
    {
        refusal = Refusal(record);
        if (refusal is not null || Knows(record))
        {
            return refusal is null;
        }

        var place = InputPlace.Of(record, _city)!.Value;
        if (record.IsSeries)
        {
            GetOrAdd(_series, place).Put(record);
        }
        else
        {
            foreach (var gone in _timelines.MakeRoom(record.GivenAtMs))
            {
                _placesOf[(int)gone.Kind]--;
            }

            var timeline = GetOrAdd(_timelines, place);
            timeline.Paint(record);
            if (timeline.Stretches.Count == 0)
            {
                _timelines.Remove(place);
                _placesOf[(int)place.Kind]--;
            }
        }

        if (record.Id is { } id)
        {
            _ids.Add(record.Principal, id);
        }

        return true;
    }

    /// <summary>Why an input could not be taken now; null when it could.</summary>
    public string? Refusal(InputRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return InputCheck.Find(record, _city)
            ?? (IsOneNameTooMany(record)
                ? $"{record.Scope} has {MaximumNames} names of {record.Kind.Label()} already"
                : null)
            ?? (!record.IsSeries && _timelines.TryGetValue(InputPlace.Of(record, _city)!.Value, out var timeline) && !timeline.HasRoomFor(record)
                ? $"{record.Scope} has {InputTimeline.MaximumStretches} stretches of {record.Kind.Label()} ahead already; take some back first"
                : null);
    }

    /// <summary>True when an input with its id was taken from its principal.</summary>
    public bool Knows(InputRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return record.Id is { } id && _ids.Has(record.Principal, id);
    }

    /// <summary>The mode that was given, one of the device's kind; null when none is in force.</summary>
    /// <param name="atMs">Unix milliseconds.</param>
    public string? Mode(Device device, long atMs) => InForce(device, InputKind.Mode, atMs)?.Text;

    /// <inheritdoc cref="Mode"/>
    public string? Phase(Device device, long atMs) => InForce(device, InputKind.Phase, atMs)?.Text;

    /// <summary>Whether a flag is up; false when nothing is said.</summary>
    /// <param name="atMs">Unix milliseconds.</param>
    public bool Flag(Device device, InputFlag flag, long atMs) => InForce(device, (InputKind)flag, atMs) is { Number: 1 };

    /// <summary>When it, or what it is part of, was last serviced, Unix milliseconds; null when nobody said so.</summary>
    public long? ServicedAtMs(Device device) => LastService(device)?.FromMs;

    /// <summary>The last service that was done.</summary>
    public InputRecord? LastService(Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        InputRecord? last = null;
        if (_placesOf[(int)InputKind.Service] > 0)
        {
            for (var place = InputPlace.Narrowest(InputKind.Service, device); place is { } here; place = here.Wider(device))
            {
                if (_timelines.GetValueOrDefault(here)?.Last() is { } done && (last is null || done.FromMs > last.FromMs))
                {
                    last = done;
                }
            }
        }

        return last;
    }

    /// <summary>A number of the weather in an area or in the nearest one around it that has it; NaN when not known.</summary>
    public double Weather(Area area, string name, long atMs)
    {
        for (var around = area; around is not null && _placesOf[(int)InputKind.Weather] > 0; around = around.Parent)
        {
            if (_timelines.GetValueOrDefault(new InputPlace(InputKind.Weather, name, around, null))?.At(atMs) is { } given)
            {
                return given.Number;
            }
        }

        return double.NaN;
    }

    /// <summary>The forecast for a time, of an area or of the nearest one around it that has one; NaN when not known.</summary>
    public double Forecast(Area area, string name, long atMs)
    {
        double value = double.NaN;
        for (var around = area; around is not null && double.IsNaN(value) && _placesOf[(int)InputKind.Forecast] > 0; around = around.Parent)
        {
            value = _series.GetValueOrDefault(new InputPlace(InputKind.Forecast, name, around, null))?.At(atMs) ?? double.NaN;
        }

        return value;
    }

    /// <summary>What dispatch wants of a field at a time; NaN when no plan was given.</summary>
    public double Plan(Site site, string field, long atMs) =>
        _series.GetValueOrDefault(new InputPlace(InputKind.Plan, field, site, null))?.At(atMs) ?? double.NaN;

    /// <summary>The plan of the device itself, otherwise of its site.</summary>
    public double Plan(Device device, string field, long atMs)
    {
        ArgumentNullException.ThrowIfNull(device);
        if (_placesOf[(int)InputKind.Plan] == 0)
        {
            return double.NaN;
        }

        double own = _series.GetValueOrDefault(new InputPlace(InputKind.Plan, field, device, null))?.At(atMs) ?? double.NaN;
        return double.IsNaN(own) ? Plan(device.Site, field, atMs) : own;
    }

    /// <summary>The mode, phase or flag that counts for a device, with who gave it; null when nothing does.</summary>
    public InputRecord? InForce(Device device, InputKind kind, long atMs)
    {
        ArgumentNullException.ThrowIfNull(device);
        if (_placesOf[(int)kind] == 0)
        {
            return null;
        }

        for (var place = InputPlace.Narrowest(kind, device); place is { } here; place = here.Wider(device))
        {
            if (_timelines.GetValueOrDefault(here)?.At(atMs) is { } given && Suits(given, device))
            {
                return given;
            }
        }

        return null;
    }

    /// <summary>Everything that is kept: stretches of time, over, in force or ahead, and of each forecast and plan the newest, without its points.</summary>
    public IEnumerable<InputRecord> All() =>
        _timelines.Values.SelectMany(timeline => timeline.Stretches).Concat(_series.Values.Select(series => series.Last!));

    public void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(Version);
        _ids.Save(writer);

        var stretches = _timelines.Values.SelectMany(timeline => timeline.Stretches).ToList();
        writer.Write(stretches.Count);
        foreach (var stretch in stretches)
        {
            InputRecordForm.Write(writer, stretch);
        }

        writer.Write(_series.Count);
        foreach (var series in _series.Values)
        {
            series.Save(writer);
        }
    }

    /// <summary>Takes over what was saved, also of a city that had other devices: what is about things that are gone is left. To be called before anything else.</summary>
    /// <exception cref="InvalidDataException">It is of a newer version.</exception>
    public void Load(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        byte version = reader.ReadByte();
        if (version != Version)
        {
            throw new InvalidDataException($"the inputs in the checkpoint have version {version}, this program knows {Version}");
        }

        _ids.Load(reader);

        for (int left = reader.ReadInt32(); left > 0; left--)
        {
            var stretch = InputRecordForm.Read(reader);
            if (InputPlace.Of(stretch, _city) is { } place)
            {
                GetOrAdd(_timelines, place).Restore(stretch);
            }
        }

        for (int left = reader.ReadInt32(); left > 0; left--)
        {
            var series = InputSeries.Load(reader);
            if (InputPlace.Of(series.Last!, _city) is { } place)
            {
                _series[place] = series;
                _placesOf[(int)place.Kind]++;
            }
        }
    }

    /// <summary>What is said of an area or system is not for devices whose kind does not have the mode.</summary>
    private static bool Suits(InputRecord given, Device device)
    {
        var known = given.Kind switch
        {
            InputKind.Mode => device.Kind.Modes,
            InputKind.Phase => device.Kind.Phases,
            _ => null,
        };
        if (known is null)
        {
            return true;
        }

        for (int i = 0; i < known.Count; i++)
        {
            if (known[i].Id == given.Text)
            {
                return true;
            }
        }

        return false;
    }

    private bool IsOneNameTooMany(InputRecord record)
    {
        IReadOnlyCollection<InputPlace> known = record.IsSeries ? _series.Keys : _timelines.Keys;
        return record.Kind is InputKind.Weather or InputKind.Forecast && InputPlace.Of(record, _city) is { } place && !known.Contains(place)
            && known.Count(other => other.Kind == place.Kind && ReferenceEquals(other.Where, place.Where)) >= MaximumNames;
    }

    private TKept GetOrAdd<TKept>(Dictionary<InputPlace, TKept> places, InputPlace place)
        where TKept : class, new()
    {
        if (!places.TryGetValue(place, out var kept))
        {
            places[place] = kept = new TKept();
            _placesOf[(int)place.Kind]++;
        }

        return kept;
    }
}
