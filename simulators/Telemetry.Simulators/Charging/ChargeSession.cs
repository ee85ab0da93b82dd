namespace Telemetry.Simulators.Charging;

/// <summary>One vehicle at a socket: full power for four fifths of the time, then falling to a tenth.</summary>
/// <param name="StartMs">When it was plugged in, Unix milliseconds.</param>
/// <param name="LengthMs">How long it charges.</param>
/// <param name="Kilowatts">At full power.</param>
internal readonly record struct ChargeSession(long StartMs, long LengthMs, double Kilowatts)
{
    private const double FullPart = 0.8;
    private const double Fall = 0.9 / (1 - FullPart);

    /// <summary>kW at a moment; 0 outside the session.</summary>
    public double Power(long atMs)
    {
        double part = Part(atMs);
        return part is <= 0 or >= 1 ? 0 : Kilowatts * (1 - Fall * Math.Max(0, part - FullPart));
    }

    /// <summary>kWh charged up to a moment: the integral of <see cref="Power"/>.</summary>
    public double Energy(long atMs)
    {
        double part = Math.Clamp(Part(atMs), 0, 1), late = Math.Max(0, part - FullPart);
        return Kilowatts * (LengthMs / 3_600_000.0) * (part - Fall * late * late / 2);
    }

    private double Part(long atMs) => LengthMs > 0 ? (double)(atMs - StartMs) / LengthMs : 0;
}
