using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Expressions;

/// <summary>What an expression is evaluated against: one sample, the device's windows as of that sample, and what is around.</summary>
internal readonly ref struct Scope(
    ReadOnlySpan<double> numbers, ReadOnlySpan<string?> texts, ReadOnlySpan<double> windows, Device device, long timeMs, Surroundings around)
{
    /// <summary>Numbers and booleans (1 and 0) by field index; NaN is missing or bad.</summary>
    public readonly ReadOnlySpan<double> Numbers = numbers;

    /// <summary>
    /// Results of the kind's windows by slot; NaN is unknown. A window over an expression looks only at windows before it, so
    /// that the results can be made one after the other.
    /// </summary>
    public readonly ReadOnlySpan<double> Windows = windows;

    /// <summary>The device that the rule is about.</summary>
    public readonly Device Device = device;

    /// <summary>The engine time of the sample, Unix milliseconds.</summary>
    public readonly long TimeMs = timeMs;

    public readonly Surroundings Around = around;

    private readonly ReadOnlySpan<string?> _texts = texts;

    /// <summary>A sample by itself, for expressions that ask nothing else.</summary>
    public Scope(ReadOnlySpan<double> numbers, ReadOnlySpan<string?> texts, ReadOnlySpan<double> windows)
        : this(numbers, texts, windows, null!, 0, Surroundings.None)
    {
    }

    /// <summary>The text of a field; null when it is missing.</summary>
    public string? Text(int field) => (uint)field < (uint)_texts.Length ? _texts[field] : null;
}
