using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Expressions.Around;

/// <summary>A field of which the last committed value is asked: the device's own, that of another device, or of its neighbours.</summary>
internal abstract record Source
{
    /// <summary>NaN when it is unknown or bad.</summary>
    /// <param name="atMs">Its time; meaningless for NaN.</param>
    public abstract double Latest(in Scope scope, out long atMs);

    /// <param name="Field">Index in the readings of the kind that the rule is about.</param>
    public sealed record Own(int Field) : Source
    {
        public override double Latest(in Scope scope, out long atMs) => scope.Around.Latest(scope.Device, Field, out atMs);
    }

    /// <param name="Field">Index in the readings of the other device's kind.</param>
    public sealed record Other(Device Device, int Field) : Source
    {
        public override double Latest(in Scope scope, out long atMs) => scope.Around.Latest(Device, Field, out atMs);
    }

    /// <summary>Those neighbours of which nothing is known are passed over; without any left it is unknown.</summary>
    public sealed record Neighbours(NeighbourFields Fields, Pick Pick) : Source
    {
        public override double Latest(in Scope scope, out long atMs)
        {
            double result = double.NaN;
            atMs = long.MaxValue;
            int known = 0;
            foreach (var (device, field) in Fields.Of(scope.Device))
            {
                double value = scope.Around.Latest(device, field, out long valueAtMs);
                if (double.IsNaN(value))
                {
                    continue;
                }

                known++;
                result = known == 1 ? value : Pick switch
                {
                    Pick.Least => Math.Min(result, value),
                    Pick.Greatest => Math.Max(result, value),
                    _ => result + value,
                };
                atMs = Math.Min(atMs, valueAtMs);
            }

            return Pick == Pick.Mean ? result / known : result;
        }
    }
}
