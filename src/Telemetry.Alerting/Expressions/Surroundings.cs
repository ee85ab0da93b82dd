using Telemetry.Alerting.Inputs;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Expressions;

/// <summary>
/// What an expression may ask beyond its own sample: the newest values of any device, and what people and other systems have
/// told. Asking allocates nothing and has no effect.
/// </summary>
internal abstract class Surroundings
{
    /// <summary>A world of which nothing is known.</summary>
    public static Surroundings None { get; } = new Nothing();

    /// <summary>The newest value of a number or boolean field; NaN when it was never sent or is bad.</summary>
    /// <param name="field">Index in the readings of the device's kind.</param>
    /// <param name="atMs">Its engine time; meaningless when the result is NaN.</param>
    public abstract double Latest(Device device, int field, out long atMs);

    /// <summary>The mode that a person or an API has set; null when none has.</summary>
    public abstract string? Mode(Device device, long atMs);

    /// <summary>The phase that a person or an API has set; null when none has.</summary>
    public abstract string? Phase(Device device, long atMs);

    /// <summary>Whether somebody has said that it is away, has a permit or is under maintenance; false when nobody did.</summary>
    public abstract bool Flag(Device device, InputFlag flag, long atMs);

    /// <summary>Whether the condition of a rule of the device stands.</summary>
    /// <param name="rule">The rule's id.</param>
    public abstract bool Stands(Device device, string rule);

    /// <summary>When the device was serviced last, Unix milliseconds; null when nobody told.</summary>
    public abstract long? ServicedAtMs(Device device);

    /// <summary>NaN when unknown.</summary>
    public abstract double Weather(Area area, string name, long atMs);

    /// <summary>What was forecast for a time; NaN when unknown.</summary>
    public abstract double Forecast(Area area, string name, long atMs);

    /// <summary>What a plan says for a field of a device at a time; NaN when none does.</summary>
    public abstract double Plan(Device device, string field, long atMs);

    private sealed class Nothing : Surroundings
    {
        public override double Latest(Device device, int field, out long atMs)
        {
            atMs = 0;
            return double.NaN;
        }

        public override string? Mode(Device device, long atMs) => null;

        public override string? Phase(Device device, long atMs) => null;

        public override bool Flag(Device device, InputFlag flag, long atMs) => false;

        public override bool Stands(Device device, string rule) => false;

        public override long? ServicedAtMs(Device device) => null;

        public override double Weather(Area area, string name, long atMs) => double.NaN;

        public override double Forecast(Area area, string name, long atMs) => double.NaN;

        public override double Plan(Device device, string field, long atMs) => double.NaN;
    }
}
