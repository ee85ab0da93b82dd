using System.Globalization;
using Telemetry.Alerting.Inputs;

namespace Telemetry.Alerting.Tests.Systems;

/// <summary>
/// Records what happens, one after the other: samples at the interval of the device, events, quiet, inputs. Durations are
/// written as in rules: <c>90s</c>, <c>1h30m</c>.
/// </summary>
public sealed class Script
{
    private readonly RuleCase _case;
    private readonly Func<string, long> _intervalMs;
    private readonly List<(string Name, object Value)> _base = [];
    private string _device;
    private long _stepMs;

    internal Script(RuleCase rule, Func<string, long> intervalMs)
    {
        _case = rule;
        _intervalMs = intervalMs;
        _device = rule.Device;
        _stepMs = intervalMs(_device);
        _base.AddRange(rule.CalmValues);
        NowMs = DateTimeOffset.Parse(rule.StartsAt, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
    }

    internal List<ScriptStep> Steps { get; } = [];

    /// <summary>Unix milliseconds of what comes next.</summary>
    public long NowMs { get; private set; }

    /// <summary>Samples with the calm values, from now until they span the duration.</summary>
    public Script Calm(string duration) => For(duration);

    /// <summary>Samples from now until they span the duration, of the calm values and these instead.</summary>
    public Script For(string duration, params (string Name, object Value)[] values) => Ramp(duration, (_, _) => 0, values);

    /// <summary>Like <see cref="For"/>, with a field that goes evenly from one value to another.</summary>
    public Script Ramp(string duration, string field, double from, double to, params (string Name, object Value)[] values) =>
        Ramp(duration, (_, part) => from + (to - from) * part, values, field);

    /// <summary>One sample.</summary>
    public Script One(params (string Name, object Value)[] values) => For("0s", values);

    /// <summary>From now on these values are part of the calm ones.</summary>
    public Script Set(params (string Name, object Value)[] values)
    {
        foreach (var value in values)
        {
            _base.RemoveAll(one => one.Name == value.Name);
            _base.Add(value);
        }

        return this;
    }

    /// <summary>From now on a sample each of these.</summary>
    public Script Every(string interval)
    {
        _stepMs = Milliseconds(interval);
        return this;
    }

    /// <summary>What follows comes from another device, with these as its calm values.</summary>
    public Script On(string device, params (string Name, object Value)[] calm)
    {
        _device = device;
        _stepMs = _intervalMs(device);
        _base.Clear();
        _base.AddRange(calm.Length == 0 && device == _case.Device ? _case.CalmValues : calm);
        return this;
    }

    /// <summary>An event, now; then a second passes.</summary>
    public Script Event(string name, params (string Name, object Value)[] values)
    {
        Steps.Add(new ScriptStep(NowMs, _device, values) { Event = name });
        NowMs += 1000;
        return this;
    }

    /// <summary>Nothing comes.</summary>
    public Script Quiet(string duration)
    {
        NowMs += Milliseconds(duration);
        return this;
    }

    /// <summary>Goes back to an earlier moment, for what other devices do at the same time.</summary>
    public Script Back(string duration)
    {
        NowMs -= Milliseconds(duration);
        return this;
    }

    public Script Mode(string mode) => Input(InputKind.Mode, record => record with { Text = mode });

    public Script Phase(string phase) => Input(InputKind.Phase, record => record with { Text = phase });

    public Script Flag(InputKind flag, bool value = true) => Input(flag, record => record with { Number = value ? 1 : 0 });

    public Script Serviced() => Input(InputKind.Service, record => record);

    /// <summary>Dispatch wants this value of a field at the site <c>here</c> from now on.</summary>
    public Script Plan(string field, double value) =>
        Input(InputKind.Plan, record => record with { Name = field, Scope = new InputScope { Site = "here" }, UntilMs = NowMs + 30 * 86_400_000L, HasSteps = true, Points = [new InputPoint(NowMs, value)] });

    /// <summary>The weather of the county is so from now on.</summary>
    public Script Weather(string name, double value) =>
        Input(InputKind.Weather, record => record with { Name = name, Scope = new InputScope { Area = "county" }, Number = value });

    /// <summary>The weather of the county will be so, from two days ago for a week.</summary>
    public Script Forecast(string name, double value) =>
        Input(InputKind.Forecast, record => record with
        {
            Name = name,
            Scope = new InputScope { Area = "county" },
            FromMs = NowMs - 2 * 86_400_000L,
            Points = [new InputPoint(NowMs - 2 * 86_400_000L, value), new InputPoint(NowMs + 7 * 86_400_000L, value)],
        });

    /// <summary>Any input, given now about the device, for ever.</summary>
    public Script Input(InputKind kind, Func<InputRecord, InputRecord> change)
    {
        var record = new InputRecord
        {
            Kind = kind,
            Scope = new InputScope { Device = _device },
            Principal = "test",
            GivenAtMs = NowMs,
            FromMs = NowMs,
        };
        Steps.Add(new ScriptStep(NowMs, _device, []) { Input = change(record) });
        return this;
    }

    internal static long Milliseconds(string duration)
    {
        long total = 0, number = 0;
        for (int i = 0; i < duration.Length; i++)
        {
            char one = duration[i];
            if (char.IsAsciiDigit(one))
            {
                number = number * 10 + one - '0';
                continue;
            }

            bool isMilliseconds = one == 'm' && i + 1 < duration.Length && duration[i + 1] == 's';
            i += isMilliseconds ? 1 : 0;
            total += number * (isMilliseconds ? 1 : one switch
            {
                's' => 1000,
                'm' => 60_000,
                'h' => 3_600_000,
                'd' => 86_400_000,
                _ => throw new FormatException(duration),
            });
            number = 0;
        }

        return total;
    }

    private Script Ramp(string duration, Func<long, double, double> value, (string Name, object Value)[] values, string? field = null)
    {
        long endMs = NowMs + Milliseconds(duration), startMs = NowMs;
        for (; NowMs <= endMs; NowMs += _stepMs)
        {
            var all = _base.Where(one => values.All(other => other.Name != one.Name) && one.Name != field).Concat(values);
            if (field is not null)
            {
                double part = endMs == startMs ? 1 : (NowMs - startMs) / (double)(endMs - startMs);
                all = all.Append((field, value(NowMs, part)));
            }

            Steps.Add(new ScriptStep(NowMs, _device, [.. all]));
        }

        return this;
    }
}
